namespace Compliance.Pci;

/// <summary>Which seconds of a file hold sound on any channel: one byte per second.</summary>
sealed class LoudSeconds(WavLayout layout)
{
    /// <summary>A fifth of a second of sound: longer than a click.</summary>
    const int LoudFrames = 10;

    readonly int frameLength = Math.Max(1, layout.SampleRate / 50);
    readonly List<byte> counts = [];
    double sum;
    double squares;
    int held;

    public IReadOnlyList<int> Seconds => [.. counts.Select((x, i) => x >= LoudFrames ? i : -1).Where(x => x >= 0)];

    public void Add(long frame, float[][] channels, int count)
    {
        for (var at = 0; at < count;)
        {
            var now = Math.Min(count - at, frameLength - held);
            foreach (var channel in channels)
            {
                var (total, power) = SampleSums.Of(channel.AsSpan(at, now));
                sum += total;
                squares += power;
            }

            held += now;
            at += now;
            if (held == frameLength)
            {
                Frame((int)((frame + at - 1) / layout.SampleRate), (double)held * channels.Length);
            }
        }
    }

    void Frame(int second, double samples)
    {
        while (counts.Count <= second)
        {
            counts.Add(0);
        }

        var mean = sum / samples;
        if ((squares / samples) - (mean * mean) > WindowMeter.LoudPower / layout.Channels && counts[second] < byte.MaxValue)
        {
            counts[second]++;
        }

        held = 0;
        sum = squares = 0;
    }
}
