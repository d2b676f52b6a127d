namespace Compliance.Calls;

/// <summary>
/// What the signals of one sender show of its clock. A sample is our time of receipt minus the sender's time: its skew plus the delay on
/// the way, so the least sample bounds the skew from above.
/// </summary>
/// <param name="Least">Least sample, seconds.</param>
/// <param name="Second">Second least; null while there is one.</param>
public sealed record SourceClock(string Source, double Least, double? Second)
{
    /// <summary>What the way and an ordinary clock may cost: no skew is read from less.</summary>
    const double Tolerance = 5;

    /// <summary>Signals that were sent as they happened differ by less.</summary>
    const double Agreement = 1;

    /// <summary>
    /// Seconds to add to the sender's times. A sender that is ahead of us is put right at once: nothing arrives before it happened. One
    /// that seems behind may only have been offline; it is behind if its two quickest signals say so alike.
    /// </summary>
    public double Offset => Least < 0 || (Least > Tolerance && Second - Least <= Agreement) ? Least : 0;

    public static IReadOnlyList<SourceClock> Add(IReadOnlyList<SourceClock> clocks, string source, TimeSpan sample)
    {
        var seconds = sample.TotalSeconds;
        var known = clocks.FirstOrDefault(x => x.Source == source);
        var next = known is null ? new SourceClock(source, seconds, null)
            : seconds < known.Least ? known with { Least = seconds, Second = known.Least }
            : known with { Second = Math.Min(seconds, known.Second ?? seconds) };
        return [.. clocks.Where(x => x.Source != source), next];
    }
}
