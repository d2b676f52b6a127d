using Compliance.Audit;
using Compliance.Recordings.State;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Write-ahead entries about recordings: <c>intent</c> with a pending marker, the change, then <c>done</c>. The marker names what is owed,
/// so that whoever settles the recording after a crash writes the same <c>done</c> entry.
/// </summary>
public sealed class RecordingAudit(IAuditLog log, PendingWork pending)
{
    /// <summary>Marks the recording as unsettled and announces a change.</summary>
    public async Task<PendingAudit> BeginAsync(
        TenantStore store, RecordingId id, Actor actor, string @event, string operation, CancellationToken cancellation, string? callToken = null)
    {
        var owed = new PendingAudit(@event, operation, actor.Pseudonym, actor.Origin);
        await pending.MarkAsync(store, id, new PendingMarker(callToken, owed), cancellation);
        await AppendAsync(store, id, owed, AuditPhase.Intent, "success", cancellation);
        return owed;
    }

    public Task DoneAsync(TenantStore store, RecordingId id, PendingAudit owed, CancellationToken cancellation) =>
        AppendAsync(store, id, owed, AuditPhase.Done, "success", cancellation);

    /// <summary>The announced change did not happen: another came first.</summary>
    public Task RefusedAsync(TenantStore store, RecordingId id, PendingAudit owed, CancellationToken cancellation) =>
        AppendAsync(store, id, owed, AuditPhase.Done, "refused", cancellation);

    /// <summary>Something that needs no undoing: a stray upload discarded, an expiry.</summary>
    public Task NoteAsync(TenantStore store, RecordingId id, Actor actor, string @event, string operation, CancellationToken cancellation) =>
        AppendAsync(store, id, new PendingAudit(@event, operation, actor.Pseudonym, actor.Origin), AuditPhase.Single, "success", cancellation);

    Task AppendAsync(
        TenantStore store, RecordingId id, PendingAudit owed, AuditPhase phase, string outcome, CancellationToken cancellation) =>
        log.AppendAsync(
            store.Scope,
            new AuditEntry(owed.Event, owed.Operation, phase, owed.Principal, outcome, owed.Origin, $"recordings/{id}"),
            cancellation);
}
