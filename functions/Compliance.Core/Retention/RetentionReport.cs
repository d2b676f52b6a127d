using System.Text.Json;
using Compliance.Model;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Retention;

/// <param name="Deleted">How many recordings it deleted.</param>
/// <param name="Reduced">How many lost media while the rest stays.</param>
/// <param name="Kept">How many it had chosen that were held, restricted or changed in time.</param>
/// <param name="EndedAt">Null while it runs.</param>
/// <param name="Certificate">The path of its certificate; null while it runs.</param>
public sealed record RetentionRunView(
    SubjectRequestId RunId, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, int Deleted, int Reduced, int Kept, string? Certificate);

/// <param name="EffectiveAt">Since when they are in force, or from when on.</param>
public sealed record RetentionRulesView(DateTimeOffset EffectiveAt, IReadOnlyList<RetentionRule> Rules)
{
    public static RetentionRulesView Of(RetentionRules rules) => new(rules.From, rules.Items);
}

/// <summary>A change of the rules that waits for a second person.</summary>
public sealed record PendingRules(
    string ChangeId, DateTimeOffset ProposedAt, string ProposedBy, DateTimeOffset ExpiresAt, IReadOnlyList<RetentionRule> Rules)
{
    public static PendingRules Of(SettingsProposal proposal) => new(
        proposal.ChangeId,
        proposal.ProposedAt,
        proposal.ProposedBy,
        proposal.ExpiresAt,
        (proposal.Retention.Next ?? proposal.Retention.Current).Items);
}

/// <param name="Rules">The rules in force.</param>
/// <param name="Next">Confirmed rules that wait for their day; null if there are none.</param>
/// <param name="Changes">Rules that wait for a second person, oldest first.</param>
/// <param name="Templates">Ready rules for laws that many tenants come under.</param>
/// <param name="Standstill">Why nothing is destroyed although something may be due; null: nothing is wrong.</param>
/// <param name="Overdue">Recordings whose last day has passed and that are still there, by reason.</param>
/// <param name="Waiting">Recordings of which the next run deletes something.</param>
/// <param name="IsComplete">False where there are more of both than <see cref="RetentionReport.Most"/>.</param>
/// <param name="Runs">The latest runs, newest first.</param>
public sealed record RetentionView(
    IReadOnlyList<RetentionRule> Rules,
    RetentionRulesView? Next,
    IReadOnlyList<PendingRules> Changes,
    IReadOnlyList<RetentionRule> Templates,
    RetentionStandstill? Standstill,
    IReadOnlyDictionary<string, int> Overdue,
    int Waiting,
    bool IsComplete,
    IReadOnlyList<RetentionRunView> Runs);

/// <summary>What the retention is to do, what it did, and what it keeps although its day has passed.</summary>
public sealed class RetentionReport(
    RetentionRunStore runs,
    RetentionGuard guard,
    DueRecordings due,
    TenantSettingsStore settings,
    SettingsProposals proposals,
    TimeProvider clock)
{
    /// <summary>Recordings whose last day has passed that are looked at: it answers within a request.</summary>
    public const int Most = 5_000;

    /// <summary>Runs that are shown.</summary>
    const int Latest = 100;

    public async Task<(RetentionView View, string ETag)> ReadAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var (current, now) = (await settings.ReadAsync(store.Scope, cancellationToken), clock.GetUtcNow());
        var (overdue, waiting, isComplete) = await CountAsync(store, current.Settings, cancellationToken);
        var pending = await proposals.ListAsync(store, current.Version, cancellationToken);
        var view = new RetentionView(
            current.Retention.At(now).Items,
            current.Retention.Next is { } next && next.From > now ? RetentionRulesView.Of(next) : null,
            [.. pending.Where(IsOfRules).Select(PendingRules.Of)],
            RetentionTemplates.All,
            await guard.FindAsync(store, current, cancellationToken),
            overdue,
            waiting,
            isComplete,
            await RunsAsync(store, cancellationToken));
        return (view, current.ETag);
    }

    internal static bool IsOfRules(SettingsProposal proposal) => proposal.Weakens.Contains(SettingsWeakening.Retention, StringComparer.Ordinal);

    async Task<(SortedDictionary<string, int> Overdue, int Waiting, bool IsComplete)> CountAsync(
        TenantStore store, TenantSettings current, CancellationToken cancellationToken)
    {
        var (overdue, waiting, looked) = (new SortedDictionary<string, int>(StringComparer.Ordinal), 0, 0);
        await foreach (var item in due.ListAsync(store, current, after: null, cancellationToken))
        {
            if (++looked > Most)
            {
                break;
            }

            switch (item.Verdict.Kept)
            {
                case null:
                    waiting++;
                    break;
                case { Reason: not (RetentionReason.Gone or RetentionReason.NotDue) } kept:
                    var reason = JsonNamingPolicy.CamelCase.ConvertName(kept.Reason.ToString());
                    overdue[reason] = overdue.GetValueOrDefault(reason) + 1;
                    break;
            }
        }

        return (overdue, waiting, looked <= Most);
    }

    async Task<IReadOnlyList<RetentionRunView>> RunsAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var shown = new List<RetentionRunView>();
        foreach (var id in (await runs.ListAsync(store, cancellationToken).ToListAsync(cancellationToken)).AsEnumerable().Reverse().Take(Latest))
        {
            if (await runs.FindAsync(store, id, cancellationToken) is { Value: var run })
            {
                shown.Add(new RetentionRunView(
                    id, run.StartedAt, run.EndedAt, run.Deleted, run.Reduced, run.Kept,
                    run.EndedAt is null ? null : SubjectRequestLinks.Certificate(store.Tenant, id)));
            }
        }

        return shown;
    }
}
