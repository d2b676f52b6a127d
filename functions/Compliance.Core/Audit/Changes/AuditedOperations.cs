using System.Collections.ObjectModel;
using System.Globalization;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// Write-ahead entries about documents of one kind: <c>intent</c> with a marker on the work list, the change, then <c>done</c>. The marker
/// names what is owed and the document which changes it took, so that whoever settles it after a crash writes the <c>done</c> that is true.
/// </summary>
/// <param name="resources">What such a document is in the log: <c>recordings</c>.</param>
public abstract class AuditedOperations<TId, T, TStored>(
    string resources, IAuditLog log, Outbox<TId> pending, IAuditedDocuments<TId, T, TStored> documents, TimeProvider clock)
    where T : AuditedDocument
    where TStored : Stored<TId, T>
{
    protected Outbox<TId> Pending => pending;

    protected IAuditedDocuments<TId, T, TStored> Documents => documents;

    protected TimeProvider Clock => clock;

    /// <param name="operation">Sets it apart from others of its event on this document.</param>
    public PendingAudit Owed(TId id, Actor actor, string @event, string operation) =>
        new(@event, $"{id}/{operation}", actor.Pseudonym, actor.Origin, clock.GetUtcNow());

    /// <summary>Puts a change on the work list and announces it; it is written with <see cref="AuditedDocumentExtensions.With"/>.</summary>
    public async Task<PendingAudit> BeginAsync(
        TenantStore store, TId id, Actor actor, string @event, string operation, CancellationToken cancellationToken)
    {
        var owed = Owed(id, actor, @event, operation);
        await pending.AddAsync(store, id, owed, cancellationToken);
        await AnnounceAsync(store, [(id, owed)], cancellationToken);
        return owed;
    }

    /// <summary>Announces changes that are on the work list, with one append.</summary>
    public Task AnnounceAsync(TenantStore store, IEnumerable<(TId Id, PendingAudit Owed)> changes, CancellationToken cancellationToken) =>
        log.AppendAsync(
            store.Scope, [.. changes.Select(x => Entry(x.Id, x.Owed, AuditPhase.Intent, AuditEntry.Success))], cancellationToken);

    /// <summary>Closes announced changes that took place, with one append.</summary>
    public Task MadeAsync(TenantStore store, IEnumerable<(TId Id, PendingAudit Owed)> changes, CancellationToken cancellationToken) =>
        log.AppendAsync(store.Scope, [.. changes.SelectMany(x => Closed(x.Id, x.Owed))], cancellationToken);

    /// <summary>The announced change did not happen: another came first. Owed no longer, unless it happened after all.</summary>
    public async Task RefusedAsync(TenantStore store, TId id, PendingAudit owed, CancellationToken cancellationToken)
    {
        if ((await documents.FindAsync(store, id, cancellationToken))?.Document.Took(owed) is true)
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
        TId id,
        IEnumerable<PendingAudit> made,
        IEnumerable<PendingAudit> others,
        string outcome,
        CancellationToken cancellationToken)
    {
        var failed = others.SelectMany(o => (AuditEntry[])
            [Entry(id, o, AuditPhase.Intent, AuditEntry.Success), Entry(id, o, AuditPhase.Done, outcome)]);
        return log.AppendAsync(store.Scope, [.. made.SelectMany(o => Closed(id, o)), .. failed], cancellationToken);
    }

    /// <summary>Closes announced changes that were made, or that were given up long enough ago.</summary>
    public async Task CloseOwedAsync(TenantStore store, TId id, CancellationToken cancellationToken)
    {
        if (await pending.FindAsync(store, id, cancellationToken) is { } entry)
        {
            var document = (await documents.FindAsync(store, id, cancellationToken))?.Document;
            var (made, over) = entry.Value.Split(document, o => o.IsAbandoned(clock.GetUtcNow()));
            await CloseAsync(store, id, made, over, AuditEntry.Failed, cancellationToken);
            await pending.SettledAsync(store, id, entry, [.. made, .. over], keep: false, cancellationToken);
        }
    }

    /// <summary>Something that needs no undoing, or a read.</summary>
    public Task NoteAsync(
        TenantStore store,
        TId id,
        Actor actor,
        string @event,
        string operation,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? details = null) =>
        log.AppendAsync(
            store.Scope,
            Entry(id, Owed(id, actor, @event, operation), AuditPhase.Single, AuditEntry.Success) with { Details = details },
            cancellationToken);

    /// <summary>The entries that close a change that took place.</summary>
    protected virtual IEnumerable<AuditEntry> Closed(TId id, PendingAudit made) => [Entry(id, made, AuditPhase.Done, AuditEntry.Success)];

    protected AuditEntry Entry(TId id, PendingAudit owed, AuditPhase phase, string outcome) =>
        new(owed.Event, owed.Operation, phase, owed.Principal, outcome, owed.Origin, $"{resources}/{id}", DetailsOf(owed, phase));

    static IReadOnlyDictionary<string, string>? DetailsOf(PendingAudit owed, AuditPhase phase) =>
        phase is not AuditPhase.Done ? null
        : owed.Sequence is not { } sequence ? owed.Details
        : new Dictionary<string, string>(owed.Details ?? ReadOnlyDictionary<string, string>.Empty, StringComparer.Ordinal)
        {
            [PendingAudit.SequenceDetail] = sequence.ToString(CultureInfo.InvariantCulture),
        };
}
