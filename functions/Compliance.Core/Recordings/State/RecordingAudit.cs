using System.Globalization;
using Compliance.Audit;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Write-ahead audit entries about recordings: <c>intent</c> with a pending marker, the change, then <c>done</c>. The marker names what is
/// owed, and the state blob records which changes were made. After a crash, settlement can therefore write the correct <c>done</c>.
/// </summary>
public sealed class RecordingAudit(IAuditLog log, Outbox pending, RecordingStateStore states, TimeProvider clock)
{
    /// <summary>The origin of entries about sealing, in any host.</summary>
    const string SealingOrigin = "SealRecording";

    /// <summary>The detail of a <c>done</c> entry that has the recording's <see cref="RecordingDocument.Sequence"/> with that change.</summary>
    public const string SequenceDetail = "sequence";

    /// <summary>The id of the <c>done</c> entry of a generation's seal.</summary>
    public static string SealedEntryId(TenantId tenant, RecordingId id, int generation) =>
        AuditEntryId.Of(tenant, RecordingEvents.Sealed, SealOperation(id, generation), AuditPhase.Done);

    /// <summary>The audit operation of a seal, as the state blob remembers it and as the log receives it at settlement.</summary>
    public PendingAudit Sealing(RecordingId id, int generation) =>
        Owed(Actor.System(SealingOrigin), RecordingEvents.Sealed, SealOperation(id, generation));

    public PendingAudit Owed(Actor actor, string @event, string operation) =>
        new(@event, operation, actor.Pseudonym, actor.Origin, clock.GetUtcNow());

    /// <summary>
    /// Marks the recording as unsettled and announces a change; <see cref="RecordingDocument.With"/> records it in the document.
    /// </summary>
    /// <param name="operation">Includes the principal if two people may want the same change at the same time.</param>
    public async Task<PendingAudit> BeginAsync(
        TenantStore store, RecordingId id, Actor actor, string @event, string operation, CancellationToken cancellationToken)
    {
        var owed = Owed(actor, @event, operation);
        await pending.AddAsync(store, id, owed, cancellationToken);
        await AnnounceAsync(store, [(id, owed)], cancellationToken);
        return owed;
    }

    /// <summary>Announces changes that are on the work list, in one append.</summary>
    public Task AnnounceAsync(
        TenantStore store, IEnumerable<(RecordingId Id, PendingAudit Owed)> changes, CancellationToken cancellationToken) =>
        log.AppendAsync(
            store.Scope, [.. changes.Select(x => Entry(x.Id, x.Owed, AuditPhase.Intent, AuditEntry.Success))], cancellationToken);

    /// <summary>Closes announced changes that were made, in one append.</summary>
    public Task MadeAsync(
        TenantStore store, IEnumerable<(RecordingId Id, PendingAudit Owed)> changes, CancellationToken cancellationToken) =>
        log.AppendAsync(store.Scope, [.. changes.SelectMany(x => Closed(x.Id, x.Owed))], cancellationToken);

    /// <summary>
    /// Closes an announced change that lost to another one. It is owed no longer, unless it was made after all.
    /// </summary>
    public async Task RefusedAsync(TenantStore store, RecordingId id, PendingAudit owed, CancellationToken cancellationToken)
    {
        if (await states.FindAsync(store, id, cancellationToken) is { } stored && stored.Document.Took(owed))
        {
            return;
        }

        await CloseAsync(store, id, [], [owed], AuditEntry.Refused, cancellationToken);
        await pending.ForgetAsync(store, id, owed, cancellationToken);
    }

    /// <summary>Closes announced changes, in one append.</summary>
    /// <param name="made">Changes that were made.</param>
    /// <param name="others">
    /// Changes that were not made. Their process may have died before the announcement, so that is written again.
    /// </param>
    /// <param name="outcome">
    /// The outcome of the others: <c>refused</c> if another change won, <c>failed</c> if the process never finished.
    /// </param>
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

    /// <summary>Changes that destroy and reveal nothing are announced and closed together, once they are made.</summary>
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

    /// <summary>Audits a change that is found and repeated until it is done, and so needs no marker.</summary>
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

    /// <summary>Audits something that needs no undoing, with a single entry.</summary>
    public Task NoteAsync(
        TenantStore store, RecordingId id, Actor actor, string @event, string operation, CancellationToken cancellationToken) =>
        log.AppendAsync(
            store.Scope, Entry(id, Owed(actor, @event, operation), AuditPhase.Single, AuditEntry.Success), cancellationToken);

    static string SealOperation(RecordingId id, int generation) => $"{id}/{generation}";

    static AuditEntry Entry(RecordingId id, PendingAudit owed, AuditPhase phase, string outcome) =>
        new(owed.Event, owed.Operation, phase, owed.Principal, outcome, owed.Origin, $"recordings/{id}", DetailsOf(owed, phase));

    static Dictionary<string, string>? DetailsOf(PendingAudit owed, AuditPhase phase) =>
        phase is AuditPhase.Done && owed.Sequence is { } sequence
            ? new(StringComparer.Ordinal) { [SequenceDetail] = sequence.ToString(CultureInfo.InvariantCulture) }
            : null;
}
