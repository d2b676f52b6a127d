using Compliance.Audit;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Notices;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Consents;

/// <summary>What the ticket of a call says of consent, and what was recorded of the call before it.</summary>
public sealed class TicketConsents(
    ConsentStore records, RequiredConsents required, ConsentWithdrawals withdrawals, TombstoneStore tombstones, TimeProvider clock)
    : ITicketConsents
{
    public async Task<ITicketConsent> ReadAsync(
        TenantStore store, RecordingTicket call, BlindIndex tokens, TenantSettings settings, CancellationToken cancellationToken)
    {
        var token = tokens.CallIdToken(call.CallId.Value).Value;
        var said = await records.OfAsync(store, [token], cancellationToken);

        // One rule by another; of several reasons against a purpose the first is told.
        IReadOnlyList<DroppedPurpose>[] rules = [await required.MissingAsync(store, call, said, tokens, settings, cancellationToken)];
        return new TicketConsent(
            store,
            call,
            said.ToDictionary(x => x.Id),
            call.Purposes.Where(x => x.Basis is LawfulBasis.Consent)
                .ToDictionary(x => x.Name, x => ConsentRegister.IdOf(tokens, token, x.Name), StringComparer.Ordinal),
            token,
            [.. CallerTokens.Of(call, tokens, new IdentityNormalizer(settings.Country)).SelectMany(x => x).Distinct()],
            records,
            withdrawals,
            tombstones,
            clock)
        {
            Dropped = [.. rules.SelectMany(x => x).DistinctBy(x => x.Purpose, StringComparer.Ordinal)],
        };
    }
}

/// <param name="said">In the call, before it was claimed.</param>
/// <param name="asserts">The ids of records of what the ticket asserts, by purpose.</param>
/// <param name="token">Of the call id.</param>
/// <param name="callers">Their tokens.</param>
sealed class TicketConsent(
    TenantStore store,
    RecordingTicket call,
    IReadOnlyDictionary<ConsentId, StoredConsent> said,
    IReadOnlyDictionary<string, ConsentId> asserts,
    string token,
    IReadOnlyList<ConsentToken> callers,
    ConsentStore records,
    ConsentWithdrawals withdrawals,
    TombstoneStore tombstones,
    TimeProvider clock) : ITicketConsent
{
    public required IReadOnlyList<DroppedPurpose> Dropped { get; init; }

    public async Task<IReadOnlyList<SubjectRequestId>> AssertAsync(
        Actor actor,
        RecordingId recording,
        GivenNotice? notice,
        IReadOnlyList<DroppedPurpose> dropped,
        CancellationToken cancellationToken)
    {
        var of = new ConsentCall(token, recording, call.Queue);
        var there = said.Keys.ToHashSet();
        foreach (var (purpose, id) in asserts.Where(x => !there.Contains(x.Value) && dropped.All(y => y.Purpose != x.Key)))
        {
            var asserted = new ConsentEvent(ConsentState.Asserted, call.StartedAt, clock.GetUtcNow(), actor.Pseudonym)
            {
                Notice = notice,
                InMetadata = call.Purposes.Any(x => x.Name == purpose && x.Evidence is not null),
            };

            // Its person is found by the recording: it has no tokens of its own until somebody records an answer.
            var document = new ConsentDocument { Purpose = purpose, Events = [asserted], Call = of };
            if (await records.TryWriteAsync(store, id, document, read: null, cancellationToken) is null)
            {
                // Somebody said something since.
                there.Add(id);
            }
        }

        var filed = new List<SubjectRequestId>();
        foreach (var id in there)
        {
            var stored = said.GetValueOrDefault(id) ?? await records.FindAsync(store, id, cancellationToken);
            if (await records.AttachAsync(store, stored, of, callers, cancellationToken) is { Document.Owes: true } owes)
            {
                filed.AddRange((await withdrawals.FileAsync(store, owes, cancellationToken)).Document.Current.Requests);
            }
        }

        await TakeBackAsync(recording, cancellationToken);
        return filed;
    }

    /// <summary>An erasure that overtook the ticket may have looked for records before these were written.</summary>
    async Task TakeBackAsync(RecordingId recording, CancellationToken cancellationToken)
    {
        if (await tombstones.FindCallAsync(store, token, cancellationToken) is not null)
        {
            foreach (var stored in (await records.OfAsync(store, [token], cancellationToken))
                .Where(x => x.Document.Call?.RecordingId == recording))
            {
                await records.RemoveAsync(store, stored, cancellationToken);
            }
        }
    }
}
