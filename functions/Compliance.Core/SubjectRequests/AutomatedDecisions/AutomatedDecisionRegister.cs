using Compliance.Audit;
using Compliance.Failures;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <param name="IsNew">Whether this call created the entry.</param>
public sealed record PutAutomatedDecision(StoredAutomatedDecision Stored, bool IsNew);

/// <summary>All entries of the register.</summary>
/// <param name="Entries">By id.</param>
/// <param name="Unverifiable">Entries left out because what is stored of them failed authentication.</param>
public sealed record ListedDecisions(IReadOnlyList<StoredAutomatedDecision> Entries, int Unverifiable);

/// <summary>
/// A tenant's register of automated decisions (GDPR Art. 22). The access report, and the answer to whoever contests a decision, say what
/// is in it and nothing else. An entry is never removed: it ends.
/// </summary>
public sealed class AutomatedDecisionRegister(
    AutomatedDecisionStore documents,
    AutomatedDecisionChange changes,
    AutomatedDecisionAudit audit,
    AutomatedDecisionOutbox pending,
    TimeProvider clock)
{
    const string Event = "automatedDecision.changed";
    const int Most = 200;
    const int MostVersions = 100;

    internal static Failure Absent { get; } = Failure.NotFound("The register of automated decisions has no such entry.");

    /// <summary>Creates or replaces an entry. Putting what is there already changes nothing.</summary>
    /// <param name="ifMatch">Entity tags, one of which must be that of the current version; null where the caller sent none.</param>
    public async Task<Outcome<PutAutomatedDecision>> PutAsync(
        TenantStore store,
        Actor actor,
        AutomatedDecisionId id,
        AutomatedDecision decision,
        IReadOnlySet<string>? ifMatch,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await documents.FindAsync(store, id, cancellationToken) is { } stored)
            {
                return await ReplaceAsync(store, actor, stored, decision, ifMatch, cancellationToken);
            }

            if (ifMatch is not null)
            {
                return Failure.PreconditionFailed("The register has no such entry yet; create it without If-Match.");
            }

            if (await documents.ListAsync(store, cancellationToken).CountAsync(cancellationToken) >= Most)
            {
                return Failure.Conflict($"The register takes at most {Most} entries.");
            }

            if (await TryCreateAsync(store, actor, id, decision, cancellationToken) is { } created)
            {
                return created;
            }
        }
    }

    public async Task<Outcome<StoredAutomatedDecision>> FindAsync(
        TenantStore store, AutomatedDecisionId id, CancellationToken cancellationToken) =>
        await documents.FindAsync(store, id, cancellationToken) is { } stored ? stored : Absent;

    public async Task<ListedDecisions> ListAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var (all, unverifiable) = (new List<StoredAutomatedDecision>(), 0);
        await foreach (var id in documents.ListAsync(store, cancellationToken))
        {
            try
            {
                if (await documents.FindAsync(store, id, cancellationToken) is { } stored)
                {
                    all.Add(stored);
                }
            }
            catch (UnauthenticDocumentException)
            {
                unverifiable++;
            }
        }

        return new ListedDecisions(all, unverifiable);
    }

    /// <summary>Closes what a crash left open in the audit log; called by the reconcile timer.</summary>
    public async Task ReconcileAsync(TenantStore store, CancellationToken cancellationToken)
    {
        await foreach (var id in pending.ListAsync(store, cancellationToken))
        {
            try
            {
                await audit.CloseOwedAsync(store, id, cancellationToken);
            }
            catch (UnauthenticDocumentException)
            {
                // Health and fsck name it; it does not hold up the others.
            }
        }
    }

    async Task<Outcome<PutAutomatedDecision>> ReplaceAsync(
        TenantStore store,
        Actor actor,
        StoredAutomatedDecision stored,
        AutomatedDecision decision,
        IReadOnlySet<string>? ifMatch,
        CancellationToken cancellationToken)
    {
        var changed = await changes.ApplyAsync(
            store, stored.Id, new Announcement(actor, Event), document => Change(document, actor, decision, ifMatch), cancellationToken);
        return changed.IsSuccess(out var written, out var failure) ? new PutAutomatedDecision(written, IsNew: false) : failure;
    }

    Outcome<AutomatedDecisionDocument> Change(
        AutomatedDecisionDocument document, Actor actor, AutomatedDecision decision, IReadOnlySet<string>? ifMatch) => document switch
    {
        _ when document.Current.Decision.IsSameAs(decision) => document,
        _ when ifMatch is null => Failure.PreconditionRequired("Send If-Match with the ETag of the entry that you read."),
        _ when !ifMatch.Contains("*") && !ifMatch.Contains(document.Tag) =>
            Failure.PreconditionFailed("The entry has changed; read it again."),
        { Versions.Count: >= MostVersions } =>
            Failure.Conflict($"An entry takes at most {MostVersions} versions: end it, and make another one."),
        _ => document with { Versions = [Version(document.Current.Version + 1, actor, decision), .. document.Versions] },
    };

    /// <returns>Null where another was first.</returns>
    async Task<PutAutomatedDecision?> TryCreateAsync(
        TenantStore store, Actor actor, AutomatedDecisionId id, AutomatedDecision decision, CancellationToken cancellationToken)
    {
        var owed = await audit.BeginAsync(store, id, actor, Event, $"created/{actor.Pseudonym}", cancellationToken);
        var document = new AutomatedDecisionDocument { Versions = [Version(1, actor, decision)] }.With(owed);
        if (!await documents.TryCreateAsync(store, id, document, cancellationToken))
        {
            await audit.RefusedAsync(store, id, owed, cancellationToken);
            return null;
        }

        await audit.CloseOwedAsync(store, id, cancellationToken);
        return await documents.FindAsync(store, id, cancellationToken) is { } stored ? new PutAutomatedDecision(stored, IsNew: true) : null;
    }

    AutomatedDecisionVersion Version(int number, Actor actor, AutomatedDecision decision) =>
        new(number, clock.GetUtcNow(), actor.Pseudonym, decision);
}
