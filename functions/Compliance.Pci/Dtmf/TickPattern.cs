namespace Compliance.Pci;

/// <summary>
/// Decides which ticks are keys: many in a row, or those near keys beyond doubt. A recorder that mutes keys leaves one tick of each.
/// </summary>
static class TickPattern
{
    /// <summary>A row of fewer could be chance. No card number has fewer digits.</summary>
    const int MinTicks = 8;

    /// <summary>A card number has several digits; a machine that beeps repeats itself.</summary>
    const int MinDifferent = 3;

    /// <summary>A verification value follows its card number within a minute.</summary>
    const double FollowSeconds = 60;

    const double OverlapSeconds = 0.005;

    /// <summary>The keys with the ticks that count among them, in order of time.</summary>
    public static IReadOnlyList<DtmfKey> Join(IReadOnlyList<DtmfKey> keys, IReadOnlyList<DtmfKey> ticks)
    {
        var apart = ticks.Where(t => !keys.Any(k => t.Start < k.End + OverlapSeconds && k.Start < t.End + OverlapSeconds));
        var all = keys.Select(x => (Key: x, Tick: false)).Concat(apart.Select(x => (Key: x, Tick: true)))
            .OrderBy(x => x.Key.Start).ToList();
        var joined = new List<DtmfKey>();
        var after = double.NegativeInfinity;
        for (var first = 0; first < all.Count;)
        {
            var end = first + 1;
            while (end < all.Count && all[end].Key.Start - all[end - 1].Key.End <= DtmfContext.NearSeconds)
            {
                end++;
            }

            var run = all[first..end];
            var row = run.Count >= MinTicks && run.Select(x => x.Key.Key).Distinct().Count() >= MinDifferent;
            after = row ? run[^1].Key.End : after;
            var follows = run.Count >= DtmfEntry.LongKeys && run[0].Key.Start - after < FollowSeconds;
            joined.AddRange(run.Where(x => row || follows || !x.Tick).Select(x => x.Key));
            first = end;
        }

        return joined;
    }
}
