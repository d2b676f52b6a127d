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

    static readonly double[] Offsets = [-0.016, 0, 0.016];

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

    /// <summary>First hop of the loudest burst, and the hop after it. A single quiet hop, where the tones cancel out, does not end it.</summary>
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

    /// <summary>The pair of tones that explains the most power, with its share.</summary>
    (double Share, char Key) Fit(ReadOnlySpan<float> burst)
    {
        var energy = (double)BandFilter.Energy(burst);
        var row = Loudest(burst, 0);
        var column = Loudest(burst, 4);
        var best = 0.0;
        foreach (var low in Offsets)
        {
            foreach (var high in Offsets)
            {
                var tones = new TonePair(
                    rate, ToneBank.Frequencies[row] * (1 + low), ToneBank.Frequencies[4 + column] * (1 + high), burst);
                best = Math.Abs(tones.Twist) <= MaxTwist ? Math.Max(best, tones.Explained / Math.Max(energy, 1e-12)) : best;
            }
        }

        return (best, ToneBank.Keys[(row * 4) + column]);
    }

    int Loudest(ReadOnlySpan<float> burst, int group)
    {
        var (best, power) = (0, 0.0);
        for (var i = 0; i < 4; i++)
        {
            double re = 0, im = 0;
            for (var n = 0; n < burst.Length; n++)
            {
                var (sine, cosine) = Math.SinCos(2 * Math.PI * ToneBank.Frequencies[group + i] * n / rate);
                re += burst[n] * cosine;
                im += burst[n] * sine;
            }

            (best, power) = (re * re) + (im * im) > power ? (i, (re * re) + (im * im)) : (best, power);
        }

        return best;
    }
}
