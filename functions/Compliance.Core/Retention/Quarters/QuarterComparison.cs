using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Retention;

/// <summary>
/// Puts what the nights of a quarter say beside what the stores say, one stretch of recordings at a time: the memory it takes does not grow
/// with the tenant.
/// </summary>
public sealed class QuarterComparison(
    QuarterStore quarters, RetentionRunStore runs, PlanPageStore pages, RecordingStateStore states)
{
    /// <summary>Of the stretch that comes next, in the order of their ids.</summary>
    internal async Task<IReadOnlyList<QuarterItem>> NextAsync(
        TenantStore store, RetentionQuarter quarter, QuarterDocument document, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var here = document.Stretches[document.Compared];
        var next = document.Stretches.ElementAtOrDefault(document.Compared + 1);
        var items = new Dictionary<RecordingId, QuarterItem>();
        for (var page = here.Page; page < (next?.Page ?? document.Pages); page++)
        {
            foreach (var item in await quarters.PageAsync(store, quarter, page, cancellationToken))
            {
                items[item.RecordingId] = item;
            }
        }

        var said = new Dictionary<RecordingId, SubjectRequestId>();
        await foreach (var (run, outcome, isOfQuarter) in OutcomesAsync(store, quarter, zone, cancellationToken))
        {
            if (!QuarterStretch.Covers(here, next, outcome.RecordingId))
            {
                continue;
            }

            if (outcome.Media is { } media && isOfQuarter)
            {
                items.TryAdd(outcome.RecordingId, new(outcome.RecordingId, QuarterOutcome.Reduced, Run: run, Media: media));
            }
            else if (outcome.Outcome is OutcomeKind.Erased)
            {
                said[outcome.RecordingId] = run;
            }
        }

        foreach (var item in items.Values.Where(x => x.Outcome is QuarterOutcome.Deleted && !said.ContainsKey(x.RecordingId)).ToArray())
        {
            items[item.RecordingId] = item with { Outcome = QuarterOutcome.Mismatch, Mismatch = QuarterMismatch.NotCertified };
        }

        foreach (var (id, run) in said.Where(x => items.GetValueOrDefault(x.Key)?.Outcome is not QuarterOutcome.Deleted))
        {
            if (await IsBackAsync(store, id, cancellationToken))
            {
                items[id] = new(id, QuarterOutcome.Mismatch, Mismatch: QuarterMismatch.Back, Run: run);
            }
        }

        return [.. items.Values.OrderBy(x => x.RecordingId.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>What the nights say that began in the quarter or before, and ended in it or later.</summary>
    async IAsyncEnumerable<(SubjectRequestId Run, RecordingOutcome Outcome, bool IsOfQuarter)> OutcomesAsync(
        TenantStore store,
        RetentionQuarter quarter,
        TimeZoneInfo zone,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var id in runs.ListAsync(store, cancellationToken))
        {
            if (await runs.FindAsync(store, id, cancellationToken) is not { Value: { EndedAt: { } ended } run }
                || RetentionQuarter.Of(run.StartedAt, zone) is var began
                && (began.First > quarter.First || RetentionQuarter.Of(ended, zone).First < quarter.First))
            {
                continue;
            }

            for (var page = 0; page < run.Pages; page++)
            {
                foreach (var outcome in await pages.OutcomesAsync(store, id, page, cancellationToken) ?? [])
                {
                    yield return (id, outcome, began == quarter);
                }
            }
        }
    }

    async Task<bool> IsBackAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        (await states.FindAsync(store, id, cancellationToken).OrLeftOutAsync())?.Document.State
            is not (null or RecordingState.Erased or RecordingState.Erasing);
}
