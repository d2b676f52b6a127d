namespace Compliance.Pci;

/// <summary>
/// Measures whether windows that should be silent hold content: frames of 20 ms louder than a recorder's noise floor, without the
/// constant part (DC).
/// </summary>
sealed class WindowMeter
{
    /// <summary>Mean power of −50 dBFS: comfort noise and idle lines lie below it, quiet speech above.</summary>
    public const double LoudPower = 1e-5;

    /// <summary>60 ms: a click is not content.</summary>
    const int LoudFrames = 3;

    /// <summary>Time that a recorder may need to stop and start, plus rounding.</summary>
    const double EdgeSeconds = 0.05;

    readonly Meter[] meters;

    public WindowMeter(WavLayout layout, IReadOnlyList<GateWindow> windows)
    {
        meters = [.. windows.SelectMany((window, index) => Enumerable.Range(0, layout.Channels)
            .Select(channel => new Meter(layout, window, index, channel)))];
    }

    public void Add(long frame, float[][] channels, int count)
    {
        foreach (var meter in meters)
        {
            meter.Add(frame, channels[meter.Channel].AsSpan(0, count));
        }
    }

    /// <summary>Channels that hold content inside a window.</summary>
    public IReadOnlyList<int> LoudChannels(int window) =>
        [.. meters.Where(x => x.Window == window && x.Loud >= LoudFrames).Select(x => x.Channel)];

    sealed class Meter(WavLayout layout, GateWindow window, int index, int channel)
    {
        readonly long start = (long)Math.Ceiling((window.Start + EdgeSeconds + window.Slack) * layout.SampleRate);
        readonly long end = (long)Math.Floor((window.End - EdgeSeconds - window.Slack) * layout.SampleRate);
        readonly int frameLength = Math.Max(1, layout.SampleRate / 50);
        double sum;
        double squares;
        int held;

        public int Window => index;

        public int Channel => channel;

        public int Loud { get; private set; }

        public void Add(long frame, ReadOnlySpan<float> samples)
        {
            var from = (int)Math.Clamp(start - frame, 0, samples.Length);
            var to = (int)Math.Clamp(end - frame, 0, samples.Length);
            while (from < to)
            {
                var now = Math.Min(to - from, frameLength - held);
                var (total, power) = SampleSums.Of(samples.Slice(from, now));
                sum += total;
                squares += power;
                from += now;
                held += now;
                if (held == frameLength)
                {
                    var mean = sum / held;
                    if ((squares / held) - (mean * mean) > LoudPower)
                    {
                        Loud++;
                    }

                    held = 0;
                    sum = squares = 0;
                }
            }
        }
    }
}
