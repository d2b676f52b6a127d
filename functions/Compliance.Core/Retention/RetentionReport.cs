using System.Text.Json;
using Compliance.Model;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Retention;

/// <param name="Deleted">How many recordings it deleted.</param>
/// <param name="Kept">How many it had chosen that were held, restricted or changed in time.</param>
/// <param name="EndedAt">Null while it runs.</param>
/// <param name="Certificate">The path of its certificate; null while it runs.</param>
public sealed record RetentionRunView(
    SubjectRequestId RunId, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, int Deleted, int Kept, string? Certificate);

/// <param name="Overdue">Recordings whose last day has passed and that are still there, by reason.</param>
/// <param name="Waiting">Of these, the ones that the next run deletes.</param>
/// <param name="Runs">The latest runs, newest first.</param>
public sealed record RetentionView(
    IReadOnlyDictionary<string, int> Overdue, int Waiting, IReadOnlyList<RetentionRunView> Runs);

/// <summary>What retention did, and what it keeps although its day has passed.</summary>
public sealed class RetentionReport(RetentionRunStore runs, DueRecordings due)
{
    /// <summary>Runs that are shown.</summary>
    const int Latest = 100;

    public async Task<RetentionView> ReadAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var (overdue, waiting) = (new SortedDictionary<string, int>(StringComparer.Ordinal), 0);
        await foreach (var item in due.ListAsync(store, after: null, cancellationToken))
        {
            switch (item.Kept)
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

        var shown = new List<RetentionRunView>();
        foreach (var id in (await runs.ListAsync(store, cancellationToken).ToListAsync(cancellationToken)).AsEnumerable().Reverse().Take(Latest))
        {
            if (await runs.FindAsync(store, id, cancellationToken) is { Value: var run })
            {
                shown.Add(new RetentionRunView(
                    id, run.StartedAt, run.EndedAt, run.Deleted, run.Kept,
                    run.EndedAt is null ? null : SubjectRequestLinks.Certificate(store.Tenant, id)));
            }
        }

        return new RetentionView(overdue, waiting, shown);
    }
}
