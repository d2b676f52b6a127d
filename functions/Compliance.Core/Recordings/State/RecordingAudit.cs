using Compliance.Audit;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Write-ahead entries about recordings: <c>intent</c> with a pending marker, the change, then <c>done</c>. The marker names what is owed
/// and the state blob which changes it took, so that whoever settles the recording after a crash writes the <c>done</c> that is true.
/// </summary>
public sealed class RecordingAudit(IAuditLog log, Outbox pending, RecordingStateStore states, TimeProvider clock)
{
    /// <summary>Of entries about sealing, whichever host writes them.</summary>
    const string SealingOrigin = "SealRecording";

    /// <summary>The id of the <c>done</c> entry of a generation's seal.</summary>
    public static string SealedEntryId(TenantId tenant, RecordingId id, int generation) =>
        AuditEntryId.Of(tenant, RecordingEvents.Sealed, SealOperation(id, generation), AuditPhase.Done);

    /// <summary>What the state blob remembers of a seal, and the log once it is settled.</summary>
    public PendingAudit Sealing(RecordingId id, int generation) =>
        Owed(Actor.System(SealingOrigin), RecordingEvents.Sealed, SealOperation(id, generation));

    public PendingAudit Owed(Actor actor, string @event, string operation) =>
        new(@event, operation, actor.Pseudonym, actor.Origin, clock.GetUtcNow());

    /// <summary>Marks the recording as unsettled and announces a change; the change is written with <see
    /// cref="RecordingDocument.With"/>.</summary>
    /// <param name="operation">Names the principal, too, where two people may want the same at once.</param>
    public async Task<PendingAudit> BeginAsync(
        TenantStore store, RecordingId id, Actor actor, string @event, string operation, CancellationToken cancellationToken)
    {
        var owed = Owed(actor, @event, operation);
        await pending.AddAsync(store, id, owed, cancellationToken);
        await AnnounceAsync(store, [(id, owed)], cancellationToken);
        return owed;
    }

    /// <summary>Announces changes that are on the work list, with one append.</summary>
    public Task AnnounceAsync(
        TenantStore store, IEnumerable<(RecordingId Id, PendingAudit Owed)> changes, CancellationToken cancellationToken) =>
        log.AppendAsync(
            store.Scope, [.. changes.Select(x => Entry(x.Id, x.Owed, AuditPhase.Intent, AuditEntry.Success))], cancellationToken);

    /// <summary>Closes announced changes that took place, with one append.</summary>
    public Task MadeAsync(
        TenantStore store, IEnumerable<(RecordingId Id, PendingAudit Owed)> changes, CancellationToken cancellationToken) =>
        log.AppendAsync(store.Scope, [.. changes.SelectMany(x => Closed(x.Id, x.Owed))], cancellationToken);

    /// <summary>The announced change did not happen: another came first. Owed no longer, unless it happened after all.</summary>
    public async Task RefusedAsync(TenantStore store, RecordingId id, PendingAudit owed, CancellationToken cancellationToken)
    {
        if (await states.FindAsync(store, id, cancellationToken) is { } stored && stored.Document.Took(owed))
        {
            return;
        }

        await CloseAsync(store, id, [], [owed], AuditEntry.Refused, cancellationToken);
        await pending.ForgetAsync(store, id, owed, cancellationToken);
    }

    /// <summary>Closes announced changes, with one append.</summary>
    /// <param name="made">They took place.</param>
    /// <param name="others">They did not. Whoever announced them may have died before the announcement: it is written again.</param>
    /// <param name="outcome">Of the others: <c>refused</c> where something came first, <c>failed</c> where nobody came back.</param>
    public Task CloseAsync(
        TenantStore store,
        RecordingId id,
        IEnumerable<PendingAudit> made,
        IEnumerable<PendingAudit> others,
        string outcome,
        CancellationToken cancellationToken)
    {
        var closed = made.SelectMany(o => Closed(id, o));
        var failed = others.SelectMany(o => (AuditEntry[])
            [Entry(id, o, AuditPhase.Intent, AuditEntry.Success), Entry(id, o, AuditPhase.Done, outcome)]);
        return log.AppendAsync(store.Scope, [.. closed, .. failed], cancellationToken);
    }

    /// <summary>What destroys nothing and reveals nothing is announced and closed at once, when it is made.</summary>
    static IEnumerable<AuditEntry> Closed(RecordingId id, PendingAudit made) => made.Event switch
    {
        RecordingEvents.Sealed =>
        [
            Entry(id, made with { Event = RecordingEvents.Taken }, AuditPhase.Single, AuditEntry.Success),
            Entry(id, made, AuditPhase.Intent, AuditEntry.Success),
            Entry(id, made, AuditPhase.Done, AuditEntry.Success),
        ],
        RecordingEvents.Announced =>
            [Entry(id, made, AuditPhase.Intent, AuditEntry.Success), Entry(id, made, AuditPhase.Done, AuditEntry.Success)],
        _ => [Entry(id, made, AuditPhase.Done, AuditEntry.Success)],
    };

    /// <summary>Something that is looked up and done again until it is done, and so needs no marker.</summary>
    public async Task<bool> AroundAsync(
        TenantStore store, RecordingId id, Actor actor, string @event, string operation, Func<Task<bool>> change, CancellationToken cancellationToken)
    {
        var owed = Owed(actor, @event, operation);
        await log.AppendAsync(store.Scope, Entry(id, owed, AuditPhase.Intent, AuditEntry.Success), cancellationToken);
        var changed = await change();
        await log.AppendAsync(
            store.Scope, Entry(id, owed, AuditPhase.Done, changed ? AuditEntry.Success : AuditEntry.Refused), cancellationToken);
        return changed;
    }

    /// <summary>Something that needs no undoing.</summary>
    public Task NoteAsync(
        TenantStore store, RecordingId id, Actor actor, string @event, string operation, CancellationToken cancellationToken) =>
        log.AppendAsync(
            store.Scope, Entry(id, Owed(actor, @event, operation), AuditPhase.Single, AuditEntry.Success), cancellationToken);

    static string SealOperation(RecordingId id, int generation) => $"{id}/{generation}";

    static AuditEntry Entry(RecordingId id, PendingAudit owed, AuditPhase phase, string outcome) =>
        new(owed.Event, owed.Operation, phase, owed.Principal, outcome, owed.Origin, $"recordings/{id}");
}
