using Compliance.Audit;
using Compliance.Failures;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Consents;

/// <summary>
/// Files the request that a withdrawal is (GDPR Art. 7(3)): the purpose stops on all recordings of the person at its receipt, as for every
/// withdrawal. Filing twice is filing once.
/// </summary>
public sealed class ConsentWithdrawals(
    ConsentStore records,
    ConsentCalls calls,
    SubjectRequestIntake intake,
    ManifestReader manifests,
    TenantSettingsStore settings)
{
    const string Origin = "ConsentWithdrawals";

    /// <summary>Ties what was said in a call to its recording, if there is one by now, and files what the record owes.</summary>
    /// <returns>The record as it is then. It still owes the withdrawal where nobody knows yet whose it is.</returns>
    public async Task<StoredConsent> FileAsync(TenantStore store, StoredConsent stored, CancellationToken cancellationToken)
    {
        if (stored.Document.Call is { RecordingId: null } said
            && await calls.OfAsync(store, said.Token, cancellationToken) is ({ RecordingId: not null } call, var callers))
        {
            stored = await records.AttachAsync(store, stored, call, callers, cancellationToken) ?? stored;
        }

        while (stored.Document.Owed(ConsentState.Withdrawn) is { } owed)
        {
            if (await PeopleAsync(store, stored.Document, cancellationToken) is not { } people)
            {
                return stored;
            }

            var requests = new List<SubjectRequestId>();
            foreach (var (number, person) in people.Index())
            {
                if (await FileAsync(store, stored, owed, person, number, cancellationToken) is { } request)
                {
                    requests.Add(request);
                }
            }

            var filed = stored.Document with
            {
                Events = [.. stored.Document.Events.Select(x => x == owed ? x with { Owes = null, Requests = requests } : x)],
            };
            if (await records.TryWriteAsync(store, stored.Id, filed, stored.ETag, cancellationToken) is { } written)
            {
                return written;
            }

            if (await records.FindAsync(store, stored.Id, cancellationToken) is not { } changed)
            {
                return stored;
            }

            stored = changed;
        }

        return stored;
    }

    /// <returns>Null where an earlier try has filed it for other identities, which a correction changed since.</returns>
    async Task<SubjectRequestId?> FileAsync(
        TenantStore store,
        StoredConsent stored,
        ConsentEvent owed,
        IReadOnlyList<SubjectRequestIdentity> person,
        int number,
        CancellationToken cancellationToken)
    {
        var form = new SubjectRequestForm
        {
            Type = SubjectRequestType.Withdrawal,
            Identities = person,
            Purposes = [stored.Document.Purpose],
            ReceivedAt = owed.At,
            Channel = ChannelOf(owed.Method),
            Reference = $"consent-{stored.Id}-{owed.Owes}-{number}",
        };
        var received = await intake.ReceiveAsync(
            store,
            new Actor(owed.By, Origin),
            form,
            (await settings.ReadAsync(store.Scope, cancellationToken)).Settings,
            cancellationToken);
        return received.IsSuccess(out var filed, out var failure) ? filed.Stored.Id
            : failure.Kind is FailureKind.Conflict ? null
            : throw new InvalidOperationException($"A withdrawal was not received: {failure.Detail}");
    }

    static IntakeChannel? ChannelOf(ConsentMethod? method) => method switch
    {
        ConsentMethod.IvrKey or ConsentMethod.Spoken => IntakeChannel.Phone,
        ConsentMethod.WebForm => IntakeChannel.Web,
        ConsentMethod.Written => IntakeChannel.Letter,
        null => null,
        _ => throw new ArgumentOutOfRangeException(nameof(method)),
    };

    /// <summary>Of a record of a call, its callers: any of them may have withdrawn, so it is filed for each.</summary>
    /// <returns>Null while that is not known.</returns>
    async Task<IReadOnlyList<IReadOnlyList<SubjectRequestIdentity>>?> PeopleAsync(
        TenantStore store, ConsentDocument document, CancellationToken cancellationToken)
    {
        if (document.Call is null)
        {
            var own = (await records.OpenAsync(store, document, cancellationToken)).Identities;
            return own.Count > 0 ? [own] : [];
        }

        try
        {
            return document.Call.RecordingId is not { } recording ? null : await manifests.ReadAsync(
                store,
                recording,
                x => Task.FromResult<IReadOnlyList<IReadOnlyList<SubjectRequestIdentity>>>(x is null ? [] : CallersOf(x)),
                cancellationToken);
        }
        catch (ManifestException)
        {
            // Given to nobody as it is; whose it was is known when it is put right.
            return null;
        }
    }

    static IReadOnlyList<IReadOnlyList<SubjectRequestIdentity>> CallersOf(OpenedRecording recording) =>
    [
        .. SealedMetadata.Open(recording).Call.Parties.Where(x => x.Role is PartyRole.Caller)
            .Select(x => PartyIdentities.Stated(x).Select(y => new SubjectRequestIdentity(y.Type, y.Text)).ToList())
            .Where(x => x.Any(y => y.Type is not IdentityType.Name)),
    ];
}
