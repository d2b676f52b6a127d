namespace Compliance.Calls;

/// <summary>
/// What the signals of one sender reveal about its clock. A sample is our time of receipt minus the sender's time: its skew plus the
/// transmission delay. The smallest sample is therefore an upper bound of the skew.
/// </summary>
/// <param name="Least">Smallest sample, in seconds.</param>
/// <param name="Second">Second smallest; null while there is only one.</param>
public sealed record SourceClock(string Source, double Least, double? Second)
{
    /// <summary>Delay and deviation of an ordinary clock, in seconds. Positive samples below it imply no skew.</summary>
    const double Tolerance = 5;

    /// <summary>Signals that were sent as they happened differ by less. Seconds.</summary>
    const double Agreement = 1;

    /// <summary>
    /// Seconds to add to the sender's times. A sender ahead of us is corrected at once, because nothing arrives before it happened. A
    /// sender that seems behind may only have been offline; it counts as behind if its two fastest signals agree.
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
