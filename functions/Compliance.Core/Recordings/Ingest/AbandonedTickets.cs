using Compliance.Audit;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Undoes a ticket whose request died before the recording had a state; nobody received its URLs. It waits an hour, until no request can
/// still be working on it. A create-only state blob without a manifest then blocks any that is, for good: the id is never reused.
/// </summary>
public sealed class AbandonedTickets(
    RecordingStateStore states, KeyRing keys, CallMap calls, RecordingOutbox pending, RecordingAudit audit, TimeProvider clock)
{
    static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    public async Task UndoAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        if (await pending.FindAsync(store, id, cancellationToken) is not { } entry || clock.GetUtcNow() - entry.Value.MarkedAt < Grace)
        {
            return;
        }

        var barrier = new RecordingDocument
        {
            State = RecordingState.Expired,
            CreatedAt = clock.GetUtcNow(),
            NextOrdinal = 0,
            Facts = new RecordingFacts(entry.Value.MarkedAt, null, null, null, null),
        };
        if (await states.TryCreateAsync(store, id, barrier, cancellationToken) is null
            && await states.FindAsync(store, id, cancellationToken) is not { Document.Manifest: null })
        {
            return;
        }

        await keys.ShredAsync(store, id, cancellationToken);
        if (entry.Value.CallToken is { } token && await calls.FindAsync(store, token, cancellationToken) == id)
        {
            await calls.ReleaseAsync(store, token, cancellationToken);
        }

        await audit.CloseAsync(store, id, [], entry.Value.Owed, AuditEntry.Failed, cancellationToken);
        await pending.ClearAsync(store, id, entry, cancellationToken);
    }
}
