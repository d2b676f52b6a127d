namespace Compliance.Pci;

/// <summary>Whether transcripts account for all sound. Half a transcript proves nothing about the other half.</summary>
static class SpeechCoverage
{
    /// <summary>Consecutive seconds that a transcript may omit (a cough, a ring): saying a card number takes longer.</summary>
    public const int TolerableGap = 3;

    /// <summary>Tolerance for the times of speech recognisers, in seconds.</summary>
    const double Slack = 1;

    /// <param name="loud">Seconds that hold sound, in order.</param>
    /// <param name="accounted">Periods that are transcribed or silenced.</param>
    public static bool IsComplete(IReadOnlyList<int> loud, IReadOnlyList<(double Start, double End)> accounted, int gap)
    {
        var ordered = accounted.OrderBy(x => x.Start).ToList();
        int next = 0, inARow = 0, before = -2;
        var reached = double.NegativeInfinity;
        foreach (var second in loud)
        {
            while (next < ordered.Count && ordered[next].Start - Slack < second + 1)
            {
                reached = Math.Max(reached, ordered[next].End + Slack);
                next++;
            }

            inARow = reached > second ? 0 : second == before + 1 ? inARow + 1 : 1;
            if (inARow > gap)
            {
                return false;
            }

            before = second;
        }

        return true;
    }
}
