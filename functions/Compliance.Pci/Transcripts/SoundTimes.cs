namespace Compliance.Pci;

/// <summary>
/// When there is sound on which channel of a file, 25 times a second: a byte for each, so an hour takes 90 KB. Transcripts' clocks are
/// imprecise, so the sound decides where a spoken number really begins and stops.
/// </summary>
sealed class SoundTimes(int sampleRate, int channels)
{
    /// <summary>Frames a second.</summary>
    const int Rate = 25;

    const int MaxChannels = 8;

    /// <summary>Sound is louder than the channel's own noise by this factor (8 dB), and than a recorder's noise floor.</summary>
    const double Above = 6;

    /// <summary>How fast the estimate of the noise follows it up, a frame: doubled in a few seconds.</summary>
    const double Follow = 1.005;

    readonly int frameLength = Math.Max(1, sampleRate / Rate);
    readonly double[] sums = new double[Math.Min(channels, MaxChannels)];
    readonly double[] powers = new double[Math.Min(channels, MaxChannels)];
    readonly double[] noise = [.. Enumerable.Repeat(WindowMeter.LoudPower, Math.Min(channels, MaxChannels))];
    readonly List<byte> frames = [];
    int held;

    /// <summary>Length in seconds.</summary>
    public double Seconds => (double)frames.Count / Rate;

    public void Add(float[][] samples, int count)
    {
        for (var at = 0; at < count;)
        {
            var now = Math.Min(count - at, frameLength - held);
            for (var c = 0; c < sums.Length; c++)
            {
                var (sum, power) = SampleSums.Of(samples[c].AsSpan(at, now));
                sums[c] += sum;
                powers[c] += power;
            }

            at += now;
            held += now;
            if (held == frameLength)
            {
                Frame();
            }
        }
    }

    /// <summary>Seconds of sound, on one of the channels, in a stretch.</summary>
    public double In(double start, double end, int on = 0xFF)
    {
        var count = 0;
        for (int i = Index(start), last = Index(end); i < last; i++)
        {
            count += (frames[i] & on) != 0 ? 1 : 0;
        }

        return (double)count / Rate;
    }

    /// <summary>The channels that hold most of the sound of a stretch, as bits; 0 if it is silent.</summary>
    public int ChannelsOf(double start, double end)
    {
        var all = Enumerable.Range(0, sums.Length).Select(c => In(start, end, 1 << c)).ToArray();
        var most = all.DefaultIfEmpty(0).Max();
        return most <= 0 ? 0 : Enumerable.Range(0, all.Length).Where(c => all[c] >= most / 2).Sum(c => 1 << c);
    }

    /// <summary>The beginnings of sound after silence of half a second, in seconds.</summary>
    public IEnumerable<double> Onsets()
    {
        var quiet = Rate;
        for (var i = 0; i < frames.Count; i++)
        {
            if (frames[i] == 0)
            {
                quiet++;
                continue;
            }

            if (quiet >= Rate / 2)
            {
                yield return (double)i / Rate;
            }

            quiet = 0;
        }
    }

    /// <summary>The first sound from <paramref name="start"/> on; <paramref name="end"/> if there is none before it.</summary>
    public double First(double start, double end)
    {
        for (int i = Index(start), last = Index(end); i < last; i++)
        {
            if (frames[i] != 0)
            {
                return Math.Max(start, (double)i / Rate);
            }
        }

        return end;
    }

    /// <summary>The end of the last sound before <paramref name="end"/>; <paramref name="start"/> if there is none after it.</summary>
    public double Last(double start, double end)
    {
        for (int i = Index(end) - 1, first = Index(start); i >= first; i--)
        {
            if (frames[i] != 0)
            {
                return Math.Min(end, (double)(i + 1) / Rate);
            }
        }

        return start;
    }

    /// <summary>Where the sound at an edge stops: 120 ms of silence on the given channels, in the direction of <paramref
    /// name="step"/>.</summary>
    public double Stop(double edge, double limit, int on, int step)
    {
        const int silence = 3;
        var i = step > 0 ? Index(edge) : Index(edge) - 1;
        var until = step > 0 ? Index(limit) : Index(limit) - 1;
        int quiet = 0, last = i - step;
        for (; i * step < until * step && quiet < silence; i += step)
        {
            if ((frames[i] & on) != 0)
            {
                (quiet, last) = (0, i);
            }
            else
            {
                quiet++;
            }
        }

        var reached = (double)(step > 0 ? last + 1 : last) / Rate;
        return step > 0 ? Math.Max(edge, reached) : Math.Min(edge, reached);
    }

    int Index(double seconds) => (int)Math.Clamp(double.IsNaN(seconds) ? 0 : seconds * Rate, 0, frames.Count);

    void Frame()
    {
        byte loud = 0;
        for (var c = 0; c < sums.Length; c++)
        {
            var mean = sums[c] / held;
            var power = (powers[c] / held) - (mean * mean);
            loud |= (byte)(power > Math.Max(WindowMeter.LoudPower, Above * noise[c]) ? 1 << c : 0);
            noise[c] = Math.Clamp(power, 1e-9, noise[c] * Follow);
            (sums[c], powers[c]) = (0, 0);
        }

        frames.Add(loud);
        held = 0;
    }
}
