namespace Compliance.Pci;

/// <summary>The least-squares fit of two tones of known frequency to a few milliseconds of sound, in which they are not
/// orthogonal.</summary>
sealed class TonePair
{
    const int Terms = 4;

    public TonePair(int rate, double low, double high, ReadOnlySpan<float> samples)
    {
        var basis = new double[Terms][];
        for (var i = 0; i < Terms; i++)
        {
            basis[i] = new double[samples.Length];
            for (var n = 0; n < samples.Length; n++)
            {
                var angle = 2 * Math.PI * (i < 2 ? low : high) * n / rate;
                basis[i][n] = (i & 1) == 0 ? Math.Cos(angle) : Math.Sin(angle);
            }
        }

        // Gram-Schmidt: what each term explains beyond those before it.
        double lowPart = 0, highPart = 0;
        for (var i = 0; i < Terms; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var share = Dot(basis[i], basis[j]);
                for (var n = 0; n < samples.Length; n++)
                {
                    basis[i][n] -= share * basis[j][n];
                }
            }

            var length = Math.Sqrt(Math.Max(Dot(basis[i], basis[i]), 1e-12));
            var sum = 0.0;
            for (var n = 0; n < samples.Length; n++)
            {
                basis[i][n] /= length;
                sum += basis[i][n] * samples[n];
            }

            lowPart += i < 2 ? sum * sum : 0;
            highPart += i < 2 ? 0 : sum * sum;
        }

        Explained = lowPart + highPart;
        Twist = 10 * Math.Log10((highPart + 1e-12) / (lowPart + 1e-12));
    }

    /// <summary>Sum of squares that the tones explain.</summary>
    public double Explained { get; }

    /// <summary>High tone over low tone, in dB.</summary>
    public double Twist { get; }

    static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var n = 0; n < a.Length; n++)
        {
            sum += a[n] * b[n];
        }

        return sum;
    }
}
