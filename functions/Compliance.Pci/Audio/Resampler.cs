namespace Compliance.Pci;

/// <summary>Changes the sample rate of one channel, in constant memory: a windowed sinc, read from a table.</summary>
sealed class Resampler
{
    /// <summary>Zero crossings of the sinc on either side.</summary>
    const int Lobes = 16;

    /// <summary>Steps of the table between two input samples.</summary>
    const int Phases = 256;

    readonly double step;
    readonly int half;
    readonly float[] kernel;
    readonly List<float> held;
    long dropped;
    long made;

    public Resampler(int from, int to)
    {
        step = (double)from / to;
        var cutoff = Math.Min(1, (double)to / from);
        half = (int)Math.Ceiling(Lobes / cutoff);
        kernel = [.. Enumerable.Range(0, (half * Phases) + 1).Select(i => (float)Kernel((double)i / Phases, cutoff, half))];

        // Silence before the first sample, so that the first output is at its time.
        held = [.. Enumerable.Repeat(0f, half)];
        dropped = -half;
    }

    public void Add(ReadOnlySpan<float> samples, List<short> output)
    {
        held.AddRange(samples);
        Make(output);
    }

    /// <summary>What was held back for lack of later samples.</summary>
    public void End(List<short> output)
    {
        held.AddRange(Enumerable.Repeat(0f, half));
        Make(output);
    }

    void Make(List<short> output)
    {
        var all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(held);
        var first = 0;
        for (;; made++)
        {
            var at = (made * step) - dropped;
            var whole = (int)at;
            if (whole + half >= all.Length)
            {
                break;
            }

            var sum = 0f;
            for (var i = whole - half + 1; i <= whole + half; i++)
            {
                sum += all[i] * kernel[(int)(Math.Abs(at - i) * Phases)];
            }

            output.Add((short)Math.Clamp(MathF.Round(sum * 32768), short.MinValue, short.MaxValue));
            first = whole - half + 1;
        }

        held.RemoveRange(0, first);
        dropped += first;
    }

    static double Kernel(double at, double cutoff, int half)
    {
        var sinc = at == 0 ? 1 : Math.Sin(Math.PI * at * cutoff) / (Math.PI * at * cutoff);
        var window = Math.Cos(Math.PI * at / (2 * half));
        return cutoff * sinc * window * window;
    }
}
