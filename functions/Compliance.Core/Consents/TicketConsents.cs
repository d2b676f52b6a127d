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
    ConsentStore records, RequiredConsents required, TombstoneStore tombstones, TimeProvider clock) : ITicketConsents
{
    public async Task<IReadOnlyList<DroppedPurpose>> DroppedAsync(
        TenantStore store, RecordingTicket call, BlindIndex tokens, TenantSettings settings, CancellationToken cancellationToken)
    {
        // One rule by another; of several reasons against a purpose the first is told.
        IReadOnlyList<DroppedPurpose>[] rules = [await required.MissingAsync(store, call, tokens, settings, cancellationToken)];
        return [.. rules.SelectMany(x => x).DistinctBy(x => x.Purpose, StringComparer.Ordinal)];
    }

    public async Task AssertAsync(
        TenantStore store,
        Actor actor,
        RecordingId recording,
        RecordingTicket call,
        GivenNotice? notice,
        BlindIndex tokens,
        TenantSettings settings,
        CancellationToken cancellationToken)
    {
        var callToken = tokens.CallIdToken(call.CallId.Value).Value;
        var said = await records.OfAsync(store, [callToken], cancellationToken);
        var callers = CallerTokens.Of(call, tokens, new IdentityNormalizer(settings.Country)).SelectMany(x => x).Distinct().ToList();
        foreach (var stored in said.Where(x => x.Document.Call is { RecordingId: null }))
        {
            await AttachAsync(store, stored, new ConsentCall(callToken, recording, call.Queue), callers, cancellationToken);
        }

        foreach (var purpose in call.Purposes.Where(x => x.Basis is LawfulBasis.Consent && said.All(y => y.Document.Purpose != x.Name)))
        {
            var asserted = new ConsentEvent(ConsentState.Asserted, call.StartedAt, clock.GetUtcNow(), actor.Pseudonym)
            {
                Notice = notice,
                InMetadata = purpose.Evidence is not null,
            };

            // Its person is found by the recording: it has no tokens of its own until somebody records an answer.
            await records.TryWriteAsync(
                store,
                ConsentRegister.IdOf(tokens, callToken, purpose.Name),
                new ConsentDocument
                {
                    Purpose = purpose.Name, Events = [asserted], Call = new ConsentCall(callToken, recording, call.Queue),
                },
                read: null,
                cancellationToken);
        }

        await TakeBackAsync(store, recording, callToken, cancellationToken);
    }

    /// <summary>An erasure that overtook the ticket may have looked for records before these were written.</summary>
    async Task TakeBackAsync(TenantStore store, RecordingId recording, string callToken, CancellationToken cancellationToken)
    {
        if (await tombstones.FindCallAsync(store, callToken, cancellationToken) is not null)
        {
            foreach (var stored in (await records.OfAsync(store, [callToken], cancellationToken))
                .Where(x => x.Document.Call?.RecordingId == recording))
            {
                await records.RemoveAsync(store, stored, cancellationToken);
            }
        }
    }

    async Task AttachAsync(
        TenantStore store,
        StoredConsent? stored,
        ConsentCall call,
        IReadOnlyList<ConsentToken> callers,
        CancellationToken cancellationToken)
    {
        while (stored is { Document.Call.RecordingId: null }
            && await records.TryWriteAsync(
                store,
                stored.Id,
                stored.Document with { Call = call, Tokens = [.. stored.Document.Tokens.Union(callers)] },
                stored.ETag,
                cancellationToken) is null)
        {
            stored = await records.FindAsync(store, stored.Id, cancellationToken);
        }
    }
}
