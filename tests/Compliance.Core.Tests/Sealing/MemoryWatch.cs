namespace Compliance.Core.Tests.Sealing;

/// <summary>How far the process's working set grows while something runs, sampled every 5 ms from a collected heap.</summary>
sealed class MemoryWatch : IDisposable
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    readonly Timer timer;
    readonly long baseline;
    long peak;

    public MemoryWatch()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        baseline = Environment.WorkingSet;
        timer = new Timer(_ => peak = Math.Max(peak, Environment.WorkingSet), null, TimeSpan.Zero, Interval);
    }

    public long StopAndGrowth()
    {
        Dispose();
        return Math.Max(0, peak - baseline);
    }

    public void Dispose() => timer.Dispose();
}
