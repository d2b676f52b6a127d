namespace Compliance.TestKit;

/// <summary>Seeded sound that is no key: syllables of a source and formants, and chords with harmonics and beats.</summary>
public static class SoundMaker
{
    static readonly double[][] Vowels =
    [
        [270, 2290, 3010], [390, 1990, 2550], [530, 1840, 2480], [660, 1720, 2410], [730, 1090, 2440],
        [570, 840, 2410], [440, 1020, 2240], [300, 870, 2240], [640, 1190, 2390], [490, 1350, 1690],
    ];

    public static float[] Speech(int seed, double seconds, int rate = 8000)
    {
        var random = new Random(seed);
        var samples = new float[(int)(seconds * rate)];
        for (var at = 0; at < samples.Length;)
        {
            var pitch = 85 + (random.NextDouble() * 190);
            for (var word = 1 + random.Next(8); word > 0 && at < samples.Length; word--)
            {
                at = Syllable(samples, at, random, pitch * (0.9 + (random.NextDouble() * 0.25)), rate);
            }

            at += (int)(rate * random.NextDouble() * 0.5);
        }

        return samples;
    }

    public static float[] Music(int seed, double seconds, int rate = 8000)
    {
        var random = new Random(seed);
        var samples = new float[(int)(seconds * rate)];
        for (var at = 0; at < samples.Length;)
        {
            var length = (int)(rate * (0.12 + (random.NextDouble() * 0.8)));
            var root = 45 + random.Next(24);
            var bright = random.NextDouble();
            foreach (var step in (int[])[0, random.Next(2) == 0 ? 3 : 4, 7, 12, random.Next(24)])
            {
                Note(samples, at, length, 440 * Math.Pow(2, (root + step - 69) / 12.0), bright, random, rate);
            }

            at += length;
        }

        return samples;
    }

    static int Syllable(float[] samples, int at, Random random, double pitch, int rate)
    {
        var length = (int)(rate * (0.08 + (random.NextDouble() * 0.2)));
        var from = Vowels[random.Next(Vowels.Length)];
        var to = Vowels[random.Next(Vowels.Length)];
        var glide = (random.NextDouble() - 0.5) * 0.3;
        var hiss = random.Next(4) == 0;
        var memory = new double[6];
        double phase = 0, level = 0.05 + (random.NextDouble() * 0.2);
        for (var n = 0; n < length && at < samples.Length; n++, at++)
        {
            var share = (double)n / length;
            phase += pitch * (1 + (glide * share)) / rate;
            var source = hiss && share < 0.3 ? (random.NextDouble() - 0.5) * 0.5 : 0;
            if (phase >= 1)
            {
                phase -= 1;
                source += 1;
            }

            var value = 0.0;
            for (var f = 0; f < 3; f++)
            {
                var frequency = from[f] + ((to[f] - from[f]) * share);
                var radius = Math.Exp(-Math.PI * (60 + (40 * f)) / rate);
                var next = source + (2 * radius * Math.Cos(2 * Math.PI * frequency / rate) * memory[2 * f]) - (
                    radius * radius * memory[(2 * f) + 1]);
                memory[(2 * f) + 1] = memory[2 * f];
                memory[2 * f] = next;
                value += next / (f + 1) * Math.Sin(Math.PI * share) * 0.3;
            }

            samples[at] = (float)Math.Clamp(value * level, -1, 1);
        }

        return at;
    }

    static void Note(float[] samples, int at, int length, double frequency, double bright, Random random, int rate)
    {
        var level = 0.02 + (random.NextDouble() * 0.08);
        for (var harmonic = 1; harmonic * frequency < 3800 && harmonic < 9; harmonic++)
        {
            var amplitude = level * Math.Pow(bright, harmonic - 1);
            var phase = random.NextDouble() * 7;
            for (var n = 0; n < length && at + n < samples.Length; n++)
            {
                samples[at + n] += (float)(
                    amplitude * Math.Exp(-2.0 * n / rate) * Math.Sin((2 * Math.PI * harmonic * frequency * n / rate) + phase));
            }
        }
    }
}
