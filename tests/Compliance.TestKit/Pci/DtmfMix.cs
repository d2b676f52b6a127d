namespace Compliance.TestKit;

/// <summary>A mix of keys, each parameter uniform between its limits. Levels are per tone, dBm0 (0 dBm0 = 3.14 dB below full
/// scale).</summary>
public sealed record DtmfMix(
    string Name,
    (double Low, double High) OnMilliseconds,
    (double Low, double High) OffMilliseconds,
    (double Low, double High) LevelDbm0,
    (double Low, double High) TwistDecibel,
    double OffsetPercent,
    (double Low, double High) SnrDecibel)
{
    public static readonly DtmfMix Q24 = new("Q.24", (40, 100), (40, 100), (-25, -3), (-8, 4), 1.5, (15, 30));
    public static readonly DtmfMix Telephone = new("telephone", (60, 200), (50, 300), (-20, -4), (-4, 3), 0.8, (18, 35));
    public static readonly DtmfMix Wide = new("wide", (35, 100), (30, 100), (-30, 0), (-10, 8), 2.2, (9, 30));

    static readonly double[] Rows = [697, 770, 852, 941];
    static readonly double[] Columns = [1209, 1336, 1477, 1633];

    /// <summary>Keys with noise, and what they are. The same seed gives the same samples.</summary>
    public (float[] Samples, List<(char Key, double Start, double End)> Truth) Make(int seed, int count, int rate = 8000)
    {
        var random = new Random(seed);
        var samples = new List<float>();
        var truth = new List<(char, double, double)>();
        Silence(samples, random, rate, 0.3, 0);
        for (var i = 0; i < count; i++)
        {
            var key = random.Next(16);
            var level = Math.Pow(10, (Between(random, LevelDbm0) - 3.14) / 20);
            var twist = Math.Pow(10, Between(random, TwistDecibel) / 20);
            var on = (int)(Between(random, OnMilliseconds) * rate / 1000);
            var off = Between(random, OffMilliseconds) / 1000;
            var row = Rows[key / 4] * (1 + (Between(random, (-OffsetPercent, OffsetPercent)) / 100));
            var column = Columns[key % 4] * (1 + (Between(random, (-OffsetPercent, OffsetPercent)) / 100));
            // Twist is the high tone's level over the low one's; the stronger one has the level.
            var low = twist > 1 ? level / twist : level;
            var high = twist > 1 ? level : level * twist;
            var noise = Math.Sqrt(((low * low) + (high * high)) / 2) * Math.Pow(10, -Between(random, SnrDecibel) / 20);
            double a = random.NextDouble() * 7, b = random.NextDouble() * 7;
            truth.Add(("123A456B789C*0#D"[key], (double)samples.Count / rate, (double)(samples.Count + on) / rate));
            for (var n = 0; n < on; n++)
            {
                var value = (low * Math.Sin((2 * Math.PI * row * n / rate) + a)) + (high * Math.Sin((2 * Math.PI * column * n / rate) + b));
                samples.Add((float)Math.Clamp(value + (noise * Normal(random)), -1, 1));
            }

            Silence(samples, random, rate, off, noise);
        }

        Silence(samples, random, rate, 0.3, 0);
        return ([.. samples], truth);
    }

    /// <summary>Adds <paramref name="other"/>, from anywhere, so many decibels below what is there (measured where keys sound).</summary>
    public static void Add(
        float[] samples, List<(char Key, double Start, double End)> truth, float[] other, double decibelBelow, int seed, int rate = 8000)
    {
        double sum = 0;
        long n = 0;
        foreach (var (_, start, end) in truth)
        {
            for (var i = (int)(start * rate); i < (int)(end * rate); i++, n++)
            {
                sum += samples[i] * samples[i];
            }
        }

        var active = other.Where(x => Math.Abs(x) > 0.003).ToArray();
        var own = active.Length == 0 ? 1 : active.Average(x => (double)x * x);
        var gain = (float)Math.Sqrt(sum / n / own * Math.Pow(10, -decibelBelow / 10));
        var from = new Random(seed).Next(other.Length);
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] += gain * other[(from + i) % other.Length];
        }
    }

    /// <summary>As <see cref="Add"/>, with the other sound so many decibels below each key's own level.</summary>
    public static void AddBelowEach(
        float[] samples, List<(char Key, double Start, double End)> truth, float[] other, double decibelBelow, int seed, int rate = 8000)
    {
        var active = other.Where(x => Math.Abs(x) > 0.003).ToArray();
        var own = active.Length == 0 ? 1 : active.Average(x => (double)x * x);
        var from = new Random(seed).Next(other.Length);
        for (var k = 0; k < truth.Count; k++)
        {
            int start = (int)(truth[k].Start * rate), end = (int)(truth[k].End * rate);
            var power = samples[start..end].Average(x => (double)x * x);
            var gain = (float)Math.Sqrt(power / own * Math.Pow(10, -decibelBelow / 10));
            var first = k == 0 ? 0 : (int)((truth[k - 1].End + truth[k].Start) / 2 * rate);
            var last = k == truth.Count - 1 ? samples.Length : (int)((truth[k].End + truth[k + 1].Start) / 2 * rate);
            for (var i = first; i < last; i++)
            {
                samples[i] += gain * other[(from + i) % other.Length];
            }
        }
    }

    /// <summary>Keys found, missed and extra: a key is found when one of the same name lies over it and over no other.</summary>
    public static (int Hits, int Extra) Score(
        List<(char Key, double Start, double End)> truth, IEnumerable<(char Key, double Start, double End)> found)
    {
        var hit = new bool[truth.Count];
        var extra = 0;
        foreach (var key in found)
        {
            var index = truth.FindIndex(x => x.Start - 0.012 < key.End && key.Start < x.End + 0.012
                && Math.Min(x.End, key.End) - Math.Max(x.Start, key.Start) > 0);
            if (index < 0 || hit[index] || truth[index].Key != key.Key)
            {
                extra++;
                continue;
            }

            hit[index] = true;
        }

        return (hit.Count(x => x), extra);
    }

    static double Between(Random random, (double Low, double High) limits) =>
        limits.Low + (random.NextDouble() * (limits.High - limits.Low));

    static void Silence(List<float> samples, Random random, int rate, double seconds, double noise)
    {
        for (var n = (int)(seconds * rate); n > 0; n--)
        {
            samples.Add((float)(noise * Normal(random)));
        }
    }

    static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
