using System.Runtime.Intrinsics;

namespace Compliance.Pci;

/// <summary>
/// The complex amplitudes of the eight tones over a stretch, per hop of 2.5 ms. Windows of any length and frequency offset are summed
/// from them without reading the samples again.
/// </summary>
sealed class ToneSpectrum
{
    public const double HopSeconds = 0.0025;

    readonly ToneBank bank;
    readonly double[] hopAngle;
    float[] real = [];
    float[] imaginary = [];
    float[] energy = [];

    public ToneSpectrum(int rate)
    {
        bank = new(rate, (int)(rate * HopSeconds));
        Rate = rate;
        hopAngle = [.. ToneBank.Frequencies.Select(x => 2 * Math.PI * x * bank.Length / rate)];
    }

    public int Rate { get; }

    public int HopLength => bank.Length;

    public int Hops { get; private set; }

    public void Load(ReadOnlySpan<float> samples)
    {
        Hops = samples.Length / HopLength;
        if (energy.Length < Hops)
        {
            real = new float[Hops * ToneBank.Tones];
            imaginary = new float[Hops * ToneBank.Tones];
            energy = new float[Hops];
        }

        var k = 0;
        for (; k + 4 <= Hops; k += 4)
        {
            bank.CorrelateFour(
                samples.Slice(k * HopLength, 4 * HopLength), real.AsSpan(k * ToneBank.Tones), imaginary.AsSpan(k * ToneBank.Tones));
        }

        for (; k < Hops; k++)
        {
            bank.Correlate(
                samples.Slice(k * HopLength, HopLength), real.AsSpan(k * ToneBank.Tones), imaginary.AsSpan(k * ToneBank.Tones));
        }

        for (k = 0; k < Hops; k++)
        {
            energy[k] = BandFilter.Energy(samples.Slice(k * HopLength, HopLength));
        }
    }

    /// <summary>Mean total power in a window.</summary>
    public double Energy(int hop, int count)
    {
        var sum = 0f;
        foreach (var x in energy.AsSpan(hop, count))
        {
            sum += x;
        }

        return sum / (count * HopLength);
    }

    /// <summary>Highest power of each tone over the offsets of <paramref name="turns"/>, and the offset that gives it.</summary>
    public (Vector256<float> Power, Vector256<int> Offset) Peak(int hop, ToneTurns turns)
    {
        var best = Vector256<float>.Zero;
        var which = Vector256<int>.Zero;
        for (var o = 0; o < turns.Offsets; o++)
        {
            var power = Power(hop, turns, o);
            var better = Vector256.GreaterThan(power, best);
            best = Vector256.ConditionalSelect(better, power, best);
            which = Vector256.ConditionalSelect(better.AsInt32(), Vector256.Create(o), which);
        }

        return (best, which);
    }

    public Vector256<float> Power(int hop, ToneTurns turns, int offset)
    {
        var sumReal = Vector256<float>.Zero;
        var sumImaginary = Vector256<float>.Zero;
        ref var re = ref real[hop * ToneBank.Tones];
        ref var im = ref imaginary[hop * ToneBank.Tones];
        for (var m = 0; m < turns.Hops; m++)
        {
            var r = Vector256.LoadUnsafe(ref re, (nuint)(m * ToneBank.Tones));
            var i = Vector256.LoadUnsafe(ref im, (nuint)(m * ToneBank.Tones));
            var (c, s) = turns.At(offset, m);

            // (r - ji)(c - js)
            sumReal = Vector256.FusedMultiplyAdd(r, c, sumReal) - (i * s);
            sumImaginary = Vector256.FusedMultiplyAdd(r, s, sumImaginary) + (i * c);
        }

        var length = turns.Hops * HopLength;
        return ((sumReal * sumReal) + (sumImaginary * sumImaginary)) * Vector256.Create(2f / (length * (float)length));
    }

    /// <summary>
    /// Power of one tone over a whole stretch at eight frequency offsets at once, given as shares of its frequency:
    /// <paramref name="first"/> plus multiples of <paramref name="step"/>.
    /// </summary>
    public Vector256<float> Powers(int tone, int hop, int count, double first, double step)
    {
        Span<float> cosines = stackalloc float[8];
        Span<float> sines = stackalloc float[8];
        for (var i = 0; i < 8; i++)
        {
            var (s, c) = Math.SinCos(-hopAngle[tone] * (1 + first + (i * step)));
            (sines[i], cosines[i]) = ((float)s, (float)c);
        }

        Vector256<float> stepC = Vector256.Create<float>(cosines), stepS = Vector256.Create<float>(sines);
        Vector256<float> turnC = Vector256<float>.One, turnS = default, sumR = default, sumI = default;
        for (int k = hop, at = (hop * ToneBank.Tones) + tone; k < hop + count; k++, at += ToneBank.Tones)
        {
            var r = Vector256.Create(real[at]);
            var i = Vector256.Create(-imaginary[at]);
            sumR += (r * turnC) - (i * turnS);
            sumI += (r * turnS) + (i * turnC);
            (turnC, turnS) = ((turnC * stepC) - (turnS * stepS), (turnC * stepS) + (turnS * stepC));
        }

        var length = count * HopLength;
        return ((sumR * sumR) + (sumI * sumI)) * Vector256.Create(2f / (length * (float)length));
    }

    /// <summary>
    /// Amplitudes of one tone in portions of four hops, phase-aligned at an offset, so that portions add up to any longer window.
    /// </summary>
    public int Portions(int tone, int hop, int count, double offset, Span<(float Real, float Imaginary)> portions)
    {
        var (stepS, stepC) = Math.SinCos(-hopAngle[tone] * (1 + offset));
        double turnC = 1, turnS = 0, r = 0, i = 0;
        var filled = 0;
        for (var k = 0; k < count && filled < portions.Length; k++)
        {
            double x = real[((hop + k) * ToneBank.Tones) + tone], y = -imaginary[((hop + k) * ToneBank.Tones) + tone];
            r += (x * turnC) - (y * turnS);
            i += (x * turnS) + (y * turnC);
            (turnC, turnS) = ((turnC * stepC) - (turnS * stepS), (turnC * stepS) + (turnS * stepC));
            if (k % 4 == 3)
            {
                portions[filled++] = ((float)r, (float)i);
                r = i = 0;
            }
        }

        return filled;
    }
}
