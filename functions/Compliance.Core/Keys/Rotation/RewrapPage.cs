using System.Collections.Concurrent;

namespace Compliance.Keys;

/// <summary>The result of one page of the key ring.</summary>
/// <param name="Current">Records that are now under the version, rewritten ones included.</param>
/// <param name="Failed">Records that stay as they are.</param>
/// <param name="Stop">Set if the page was abandoned: what is done stays done, and the page must be listed again.</param>
sealed record PageResult(long Current, long Written, long Gone, IReadOnlyList<ListedRecord> Failed, Rewrapped? Stop);

/// <summary>Re-wraps the records of a page that are under other versions, a few concurrently.</summary>
static class RewrapPage
{
    /// <summary>Enough to use a share of a vault despite its latency, and few enough to leave the host to others.</summary>
    const int AtOnce = 4;

    public static async Task<PageResult> RunAsync(ListedPage page, string target, KeyRewrap rewrap, CancellationToken cancellationToken)
    {
        var due = page.Records.Where(x => !x.IsUnder(target)).ToList();
        var results = new ConcurrentBag<(ListedRecord Record, Rewrapped Result)>();
        var stops = new ConcurrentQueue<Rewrapped>();
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (record, token) =>
            {
                if (!stops.IsEmpty)
                {
                    return;
                }

                var result = await rewrap.RunAsync(record.Name, marked: record.Versions.Count > 0, token);
                results.Add((record, result));
                if (result.Outcome is RewrapOutcome.Busy or RewrapOutcome.Outdated)
                {
                    stops.Enqueue(result);
                }
            });

        long Count(RewrapOutcome outcome) => results.Count(x => x.Result.Outcome == outcome);
        var written = Count(RewrapOutcome.Written);
        return new PageResult(
            page.Records.Count - due.Count + Count(RewrapOutcome.Current) + written,
            written,
            Count(RewrapOutcome.Gone),
            [
                .. results.Where(x => x.Result.Outcome is RewrapOutcome.Failed)
                    .Select(x => x.Record).OrderBy(x => x.Name, StringComparer.Ordinal),
            ],
            stops.TryPeek(out var stop) ? stop : null);
    }
}
