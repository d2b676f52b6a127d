using Compliance.Local;

namespace Compliance.EndToEnd.Tests.Crash;

/// <summary>Points to kill at, chosen by a seed from those that a traced run reached.</summary>
sealed class KillPlan
{
    readonly Queue<KillPoint> points;

    /// <param name="reached">Names in the order in which they were reached.</param>
    public KillPlan(IEnumerable<string> reached, int seed)
    {
        var random = new Random(seed);
        var times = new Dictionary<string, int>(StringComparer.Ordinal);
        var all = reached.Where(IsStep).Select(x => new KillPoint(x, times[x] = times.GetValueOrDefault(x) + 1)).ToArray();
        random.Shuffle(all);

        // Every name once before any name twice.
        var rounds = new Dictionary<string, int>(StringComparer.Ordinal);
        points = new(all.Select(x => (Point: x, Round: rounds[x.Name] = rounds.GetValueOrDefault(x.Name) + 1)).OrderBy(x => x.Round).Select(x => x.Point));
        Names = times.Count;
        Points = all.Length;
    }

    /// <summary>Different names.</summary>
    public int Names { get; }

    public int Points { get; }

    /// <summary>May be asked from several threads.</summary>
    public KillPoint Next()
    {
        lock (points)
        {
            // A flow has fewer points than are asked for: they come round again.
            var next = points.Dequeue();
            points.Enqueue(next);
            return next;
        }
    }

    // Leases are renewed by the clock, whatever the flow does.
    static bool IsStep(string name) =>
        !Array.Exists([":look", ":takeover", ":leave"], x => name.EndsWith(x, StringComparison.Ordinal));
}
