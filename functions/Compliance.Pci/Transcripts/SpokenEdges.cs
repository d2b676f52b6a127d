namespace Compliance.Pci;

/// <summary>
/// Widens a spoken number to what belongs to it. Recognisers' clocks are off by a little, some by a second: the margin grows while the
/// sound goes on, to a limit. The limit is small if the whole transcript agrees with the sound.
/// </summary>
sealed class SpokenEdges(SoundTimes? sound, IReadOnlyList<(double Start, double End)> said, double mostSeconds, double offSeconds)
{
    /// <summary>Accuracy of speech recognisers' word times, in seconds.</summary>
    const double Least = 0.15;

    /// <summary>The limit for a transcript that accounts for all sound.</summary>
    const double Agreeing = 0.35;

    /// <summary>Share of the sound that may lie outside of what an exact transcript accounts for.</summary>
    const double Unaccounted = 0.03;

    readonly double limit = sound is null ? Least
        : offSeconds > 0 || !Agrees(sound, said) ? Math.Max(Least, mostSeconds) : Math.Min(Agreeing, mostSeconds);

    public (double Start, double End) Of(double start, double end)
    {
        if (sound is null)
        {
            return (start - Least, end + Least);
        }

        var on = sound.ChannelsOf(start, end);
        if (on == 0)
        {
            // The clock is off by more than the word is long: the sound beside it is meant.
            var (from, to) = (sound.First(Math.Max(0, start - limit), start), sound.Last(end, end + limit));
            return (Math.Min(from, start - Least), Math.Max(to > end ? sound.Stop(to, end + limit, 0xFF, 1) : end, end + Least));
        }

        var first = Math.Min(start - Least, Math.Max(start - limit, sound.Stop(start, start - limit, on, -1)));
        var last = Math.Max(end + Least, Math.Min(end + limit, sound.Stop(end, end + limit, on, 1)));
        return (first, last);
    }

    static bool Agrees(SoundTimes sound, IReadOnlyList<(double Start, double End)> said)
    {
        double reached = 0, outside = 0;
        foreach (var (start, end) in said.OrderBy(x => x.Start))
        {
            outside += start - Least > reached ? sound.In(reached, start - Least) : 0;
            reached = Math.Max(reached, end + Least);
        }

        outside += sound.In(reached, sound.Seconds);
        return outside <= Unaccounted * sound.In(0, sound.Seconds);
    }
}
