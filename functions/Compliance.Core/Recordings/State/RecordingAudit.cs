using Compliance.Audit;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Write-ahead entries about recordings: <c>intent</c> with a pending marker, the change, then <c>done</c>. The marker names what is owed and
/// the state blob which changes it took, so that whoever settles the recording after a crash writes the <c>done</c> that is true.
/// </summary>
public sealed class RecordingAudit(IAuditLog log, Outbox pending, RecordingStateStore states, TimeProvider clock)
{
    /// <summary>The id of the <c>done</c> entry of a generation's seal.</summary>
    public static string SealedEntryId(TenantId tenant, RecordingId id, int generation) =>
        AuditEntryId.Of(tenant, RecordingEvents.Sealed, SealOperation(id, generation), AuditPhase.Done);

    internal static string SealOperation(RecordingId id, int generation) => $"{id}/{generation}";

    /// <summary>Marks the recording as unsettled and announces a change; the change is written with <see cref="RecordingDocument.With"/>.</summary>
    /// <param name="operation">Names the principal, too, where two people may want the same at once.</param>
    public async Task<PendingAudit> BeginAsync(
        TenantStore store, RecordingId id, Actor actor, string @event, string operation, CancellationToken cancellation, string? callToken = null)
    {
        var owed = new PendingAudit(@event, operation, actor.Pseudonym, actor.Origin, clock.GetUtcNow());
        await pending.AddAsync(store, id, owed, callToken, cancellation);
        await AppendAsync(store, id, owed, AuditPhase.Intent, AuditEntry.Success, cancellation);
        return owed;
    }

    public Task DoneAsync(TenantStore store, RecordingId id, PendingAudit owed, CancellationToken cancellation) =>
        AppendAsync(store, id, owed, AuditPhase.Done, AuditEntry.Success, cancellation);

    /// <summary>The announced change did not happen: another came first. Owed no longer, unless it happened after all.</summary>
    public async Task RefusedAsync(TenantStore store, RecordingId id, PendingAudit owed, CancellationToken cancellation)
    {
        if (await states.FindAsync(store, id, cancellation) is { } stored && stored.Document.Took(owed))
        {
            return;
        }

        await AppendAsync(store, id, owed, AuditPhase.Done, AuditEntry.Refused, cancellation);
        await pending.ForgetAsync(store, id, owed, cancellation);
    }

    /// <summary>Whoever announced the change died before making it. The announcement itself may be missing: it is written again.</summary>
    public async Task FailedAsync(TenantStore store, RecordingId id, PendingAudit owed, CancellationToken cancellation)
    {
        await AppendAsync(store, id, owed, AuditPhase.Intent, AuditEntry.Success, cancellation);
        await AppendAsync(store, id, owed, AuditPhase.Done, AuditEntry.Failed, cancellation);
    }

    /// <summary>The recording was erased before an announced change, and whoever announced it did not come back to say so.</summary>
    public async Task OvertakenAsync(TenantStore store, RecordingId id, PendingAudit owed, CancellationToken cancellation)
    {
        await AppendAsync(store, id, owed, AuditPhase.Intent, AuditEntry.Success, cancellation);
        await AppendAsync(store, id, owed, AuditPhase.Done, AuditEntry.Refused, cancellation);
    }

    /// <summary>Something that is looked up and done again until it is done, and so needs no marker.</summary>
    public async Task<bool> AroundAsync(
        TenantStore store, RecordingId id, Actor actor, string @event, string operation, Func<Task<bool>> change, CancellationToken cancellation)
    {
        var owed = new PendingAudit(@event, operation, actor.Pseudonym, actor.Origin, clock.GetUtcNow());
        await AppendAsync(store, id, owed, AuditPhase.Intent, AuditEntry.Success, cancellation);
        var changed = await change();
        await AppendAsync(store, id, owed, AuditPhase.Done, changed ? AuditEntry.Success : AuditEntry.Refused, cancellation);
        return changed;
    }

    /// <summary>Something that needs no undoing.</summary>
    public Task NoteAsync(TenantStore store, RecordingId id, Actor actor, string @event, string operation, CancellationToken cancellation) =>
        AppendAsync(
            store,
            id,
            new PendingAudit(@event, operation, actor.Pseudonym, actor.Origin, clock.GetUtcNow()),
            AuditPhase.Single,
            AuditEntry.Success,
            cancellation);

    Task AppendAsync(
        TenantStore store, RecordingId id, PendingAudit owed, AuditPhase phase, string outcome, CancellationToken cancellation) =>
        log.AppendAsync(
            store.Scope,
            new AuditEntry(owed.Event, owed.Operation, phase, owed.Principal, outcome, owed.Origin, $"recordings/{id}"),
            cancellation);
}
