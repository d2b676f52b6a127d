using Compliance.Pci;

namespace Compliance.TestKit;

/// <summary>How one person presses keys, or what a recorder leaves of them, between seconds of speech.</summary>
/// <param name="OnSeconds">How long each key sounds in the file.</param>
/// <param name="OffSeconds">Pause after each key.</param>
/// <param name="Part">Keys after which the longer pause follows; 0 for none.</param>
/// <param name="PartSeconds">The longer pause.</param>
sealed record KeyEntries(string Name, double OnSeconds, double OffSeconds, int Part = 0, double PartSeconds = 0)
{
    const int Rate = 8000;

    static readonly double[] Rows = [697, 770, 852, 941];
    static readonly double[] Columns = [1209, 1336, 1477];
    static readonly double[] Exchange = [700, 900, 1100, 1300, 1500];

    /// <summary>Pairs of exchange tones by digit (ITU-T Q.320).</summary>
    static readonly (int Low, int High)[] ExchangePairs =
        [(3, 4), (0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3), (0, 4), (1, 4), (2, 4)];

    public static IReadOnlyList<KeyEntries> All { get; } =
    [
        new("at a usual pace", 0.12, 0.2),
        new("one key at a time, 6 s apart", 0.15, 6),
        new("in pairs, 12 s apart", 0.12, 0.2, 2, 12),
        new("in fours, 20 s apart", 0.12, 0.2, 4, 20),
        new("held for 2 s", 2, 0.5),
        new("held for 5 s", 5, 0.4),
        new("30 ms each", 0.03, 0.03),
        new("muted after 25 ms", 0.025, 0.35),
        new("muted after 15 ms", 0.015, 0.35),
        new("muted after 10 ms", 0.01, 0.35),
    ];

    /// <summary>A card number, and when each key sounds. The same seed gives the same samples.</summary>
    public (float[] Samples, IReadOnlyList<(double Start, double End)> Keys) Make(int seed)
    {
        var random = new Random(seed);
        var digits = CardForms.Card(random, 0).Select(x => x - '0').ToList();
        var keys = new List<(double Start, double End)>();
        var at = 4 + random.NextDouble();
        for (var i = 0; i < digits.Count; i++)
        {
            keys.Add((at, at + OnSeconds));
            at += OnSeconds + (OffSeconds * (0.95 + (0.05 * random.NextDouble())));
            at += Part > 0 && i % Part == Part - 1 ? PartSeconds : 0;
        }

        var samples = Quiet(random, keys[^1].End + 4);
        SoundMaker.Speech(seed, 3).CopyTo(samples.AsSpan());
        SoundMaker.Speech(seed + 1, 2).CopyTo(samples.AsSpan(samples.Length - (2 * Rate)));
        var offset = 1 + ((random.NextDouble() - 0.5) * 0.02);
        for (var i = 0; i < digits.Count; i++)
        {
            var (row, column) = digits[i] == 0 ? (3, 1) : ((digits[i] - 1) / 3, (digits[i] - 1) % 3);
            Tones(samples, keys[i], Rows[row] * offset, Columns[column] * offset, random);
        }

        return (samples, keys);
    }

    /// <summary>Signalling between exchanges, which is nobody's card number.</summary>
    public static float[] MakeExchange(int seed)
    {
        var random = new Random(seed);
        var samples = Quiet(random, 6);
        for (var i = 0; i < 14; i++)
        {
            var (low, high) = ExchangePairs[random.Next(10)];
            Tones(samples, (2 + (i * 0.136), 2.068 + (i * 0.136)), Exchange[low], Exchange[high], random);
        }

        return samples;
    }

    /// <summary>Keys that lie within the periods that the gate would silence.</summary>
    public static int Silenced(IReadOnlyList<DtmfEntry> entries, IReadOnlyList<(double Start, double End)> keys)
    {
        // The gate silences a tenth of a second more on either side.
        const double edge = 0.1;
        var stretches = entries.Where(x => x.Keys.Count >= DtmfEntry.LongKeys).SelectMany(x => x.Stretches()).ToList();
        return keys.Count(k => stretches.Exists(x => x.Start <= k.Start + edge && k.End - edge <= x.End));
    }

    /// <summary>Seconds silenced of the speech in the first three seconds and the last two.</summary>
    public static double SpeechSilenced(IReadOnlyList<DtmfEntry> entries, int samples)
    {
        var end = ((double)samples / Rate) - 2;
        return entries.Where(x => x.Keys.Count >= DtmfEntry.LongKeys).SelectMany(x => x.Stretches())
            .Sum(x => Math.Max(0, Math.Min(x.End, 3) - x.Start) + Math.Max(0, x.End - Math.Max(x.Start, end)));
    }

    static float[] Quiet(Random random, double seconds)
    {
        var samples = new float[(int)(seconds * Rate)];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (float)((random.NextDouble() - 0.5) * 0.002);
        }

        return samples;
    }

    static void Tones(float[] samples, (double Start, double End) time, double low, double high, Random random)
    {
        var (from, to) = ((int)(time.Start * Rate), (int)(time.End * Rate));
        double level = 0.05 + (random.NextDouble() * 0.15), a = random.NextDouble() * 7, b = random.NextDouble() * 7;
        for (var n = from; n < to; n++)
        {
            samples[n] += (float)(level * (Math.Sin((2 * Math.PI * low * n / Rate) + a) + Math.Sin((2 * Math.PI * high * n / Rate) + b)));
        }
    }
}
