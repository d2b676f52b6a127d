namespace Compliance.Pci;

/// <summary>
/// Recognises what is left of a key when a recorder mutes it too late: 8 to 32 ms of its two tones. So short a sound proves nothing on its
/// own; see <see cref="TickPattern"/>.
/// </summary>
sealed class TickFit(int rate)
{
    const double HopSeconds = 0.0025;
    const int MinHops = 3;
    const int MaxHops = 13;

    /// <summary>9 dB below the loudest 2.5 ms: where the sound begins and ends.</summary>
    const double EdgePower = 1.0 / 8;
    const double FloorPower = 4e-6;
    const double MinShare = 0.86;
    const double MaxTwist = 12;

    /// <summary>Offsets from the nominal frequencies, as shares of them: close enough together for 32 ms.</summary>
    static readonly double[] Offsets = [-0.018, -0.012, -0.006, 0, 0.006, 0.012, 0.018];

    readonly int hop = (int)(rate * HopSeconds);

    /// <summary>The tick in a stretch that holds one short burst of sound; null if the burst is something else. Times are seconds from the
    /// first sample.</summary>
    public DtmfKey? Find(ReadOnlySpan<float> stretch)
    {
        var (first, last) = Burst(stretch);
        if (last - first is < MinHops or > MaxHops)
        {
            return null;
        }

        // The burst begins and ends somewhere within its outer hops.
        var best = (Share: 0.0, Key: ' ');
        for (var cut = 0; cut < 4; cut++)
        {
            var (from, to) = (first + (cut & 1), last - (cut >> 1));
            if (to - from >= MinHops && Fit(stretch[(from * hop)..(to * hop)]) is var (share, key) && share > best.Share)
            {
                best = (share, key);
            }
        }

        return best.Share < MinShare ? null : new(best.Key, (double)first * hop / rate, (double)last * hop / rate);
    }

    /// <summary>First hop of the loudest burst, and the hop after it. A single quiet hop, where the tones cancel out, does not end
    /// it.</summary>
    (int First, int Last) Burst(ReadOnlySpan<float> stretch)
    {
        var powers = new float[stretch.Length / hop];
        for (var i = 0; i < powers.Length; i++)
        {
            powers[i] = BandFilter.Energy(stretch.Slice(i * hop, hop)) / hop;
        }

        var peak = powers.AsSpan().IndexOf(powers.Max());
        var edge = Math.Max(powers[peak] * EdgePower, FloorPower);
        var (first, last) = (peak, peak);
        while (first > 0 && (powers[first - 1] > edge || (first > 1 && powers[first - 2] > edge)))
        {
            first--;
        }

        while (last + 1 < powers.Length && (powers[last + 1] > edge || (last + 2 < powers.Length && powers[last + 2] > edge)))
        {
            last++;
        }

        return (first, last + 1);
    }

    /// <summary>The louder tone of either group, and the share of the power that the two explain.</summary>
    (double Share, char Key) Fit(ReadOnlySpan<float> burst)
    {
        var (row, low) = Loudest(burst, 0);
        var (column, high) = Loudest(burst, 4);
        var tones = new TonePair(rate, low, high, burst);
        return Math.Abs(tones.Twist) > MaxTwist
            ? default
            : (tones.Explained / Math.Max(BandFilter.Energy(burst), 1e-12), ToneBank.Keys[(row * 4) + column]);
    }

    (int Tone, double Frequency) Loudest(ReadOnlySpan<float> burst, int group)
    {
        var (best, at, power) = (0, 0.0, -1.0);
        for (var i = 0; i < 4; i++)
        {
            foreach (var offset in Offsets)
            {
                var frequency = ToneBank.Frequencies[group + i] * (1 + offset);
                var (stepSine, stepCosine) = Math.SinCos(2 * Math.PI * frequency / rate);
                double re = 0, im = 0, sine = 0, cosine = 1;
                foreach (var sample in burst)
                {
                    re += sample * cosine;
                    im += sample * sine;
                    (sine, cosine) = ((sine * stepCosine) + (cosine * stepSine), (cosine * stepCosine) - (sine * stepSine));
                }

                (best, at, power) = (re * re) + (im * im) > power ? (i, frequency, (re * re) + (im * im)) : (best, at, power);
            }
        }

        return (best, at);
    }
}
