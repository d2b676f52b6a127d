namespace Compliance.Pci;

/// <summary>Whether transcripts account for all sound. Half a transcript proves nothing about the other half.</summary>
static class SpeechCoverage
{
    /// <summary>Consecutive seconds that a transcript may omit (a cough, a ring): saying a card number takes longer.</summary>
    public const int TolerableGap = 3;

    /// <summary>Tolerance for the times of speech recognisers, in seconds.</summary>
    const double Slack = 1;

    /// <param name="loud">Seconds that hold sound, in order.</param>
    /// <param name="said">Periods that are transcribed. Short gaps prove nothing if there are more of them than of words.</param>
    /// <param name="silenced">Periods of which nothing is left.</param>
    public static bool IsComplete(
        IReadOnlyList<int> loud, IReadOnlyList<(double Start, double End)> said, IEnumerable<(double Start, double End)> silenced)
    {
        var gap = said.Count > 0 ? TolerableGap : 0;
        var missing = Missing(loud, said.Concat(silenced)).ToList();
        int inARow = 0, before = -2;
        foreach (var second in missing)
        {
            inARow = second == before + 1 ? inARow + 1 : 1;
            if (inARow > gap)
            {
                return false;
            }

            before = second;
        }

        return missing.Count <= loud.Count - Missing(loud, said).Count();
    }

    static IEnumerable<int> Missing(IReadOnlyList<int> loud, IEnumerable<(double Start, double End)> accounted)
    {
        var ordered = accounted.OrderBy(x => x.Start).ToList();
        var next = 0;
        var reached = double.NegativeInfinity;
        foreach (var second in loud)
        {
            while (next < ordered.Count && ordered[next].Start - Slack < second + 1)
            {
                reached = Math.Max(reached, ordered[next].End + Slack);
                next++;
            }

            if (reached <= second)
            {
                yield return second;
            }
        }
    }
}
