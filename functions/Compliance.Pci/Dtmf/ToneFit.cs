using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Compliance.Pci;

/// <summary>How well two steady tones explain a stretch.</summary>
/// <param name="Share">Share of the power in the band of the keys.</param>
/// <param name="LowOffset">Offset of the low tone, as a share of its nominal frequency.</param>
/// <param name="HighOffset">Offset of the high tone, likewise.</param>
/// <param name="Twist">High tone over low tone, in dB.</param>
/// <param name="Coherence">Power over the whole stretch relative to the mean over 20 ms windows: 1 for a tone that keeps its phase.</param>
/// <param name="Evenness">Weakest window relative to the strongest.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct ToneFitResult(
    double Share, double Low, double High, double LowOffset, double HighOffset, double Twist, double Coherence, double Evenness)
{
    /// <summary>The larger of the two offsets.</summary>
    public double Offset => Math.Max(Math.Abs(LowOffset), Math.Abs(HighOffset));
}

/// <summary>Fits two tones of free frequency, close to the nominal ones, to a stretch.</summary>
sealed class ToneFit(ToneSpectrum spectrum)
{
    const double SearchOffset = 0.034;
    const int MaxHops = 80;

    public ToneFitResult Fit(int row, int column, int hop, int count)
    {
        var hops = Math.Min(count, MaxHops);
        var (low, rowOffset) = Best(row, hop, hops);
        var (high, columnOffset) = Best(column, hop, hops);
        var (lowCoherence, lowEvenness) = Steadiness(row, hop, hops, rowOffset);
        var (highCoherence, highEvenness) = Steadiness(column, hop, hops, columnOffset);
        return new(
            (low + high) / Math.Max(spectrum.Energy(hop, hops), 1e-12),
            low,
            high,
            rowOffset,
            columnOffset,
            10 * Math.Log10((high + 1e-12) / (low + 1e-12)),
            Math.Min(lowCoherence, highCoherence),
            Math.Min(lowEvenness, highEvenness));
    }

    /// <summary>Searches in steps of a third of the resolution, then around the best of them in steps of 2/9 of that.</summary>
    (double Power, double Offset) Best(int tone, int hop, int hops)
    {
        var step = 0.33 / (hops * spectrum.HopLength / (double)spectrum.Rate) / ToneBank.Frequencies[tone];
        var best = (Power: 0.0, Offset: 0.0);
        for (var first = -SearchOffset; first <= SearchOffset; first += 8 * step)
        {
            best = Better(best, spectrum.Powers(tone, hop, hops, first, step), first, step);
        }

        var from = best.Offset - (step * 7 / 9);
        return Better(best, spectrum.Powers(tone, hop, hops, from, step * 2 / 9), from, step * 2 / 9);
    }

    static (double Power, double Offset) Better((double Power, double Offset) best, Vector256<float> powers, double first, double step)
    {
        for (var i = 0; i < 8; i++)
        {
            best = powers[i] > best.Power && first + (i * step) <= SearchOffset ? (powers[i], first + (i * step)) : best;
        }

        return best;
    }

    (double Coherence, double Evenness) Steadiness(int tone, int hop, int hops, double offset)
    {
        Span<(float Real, float Imaginary)> portions = stackalloc (float, float)[MaxHops / 4];
        var count = spectrum.Portions(tone, hop, hops, offset, portions);
        if (count < 2)
        {
            return (1, 1);
        }

        double sum = 0, least = double.MaxValue, most = 1e-12, real = portions[0].Real, imaginary = portions[0].Imaginary;
        for (var i = 1; i < count; i++)
        {
            var power = Square(portions[i - 1].Real + portions[i].Real, portions[i - 1].Imaginary + portions[i].Imaginary);
            sum += power;
            least = Math.Min(least, power);
            most = Math.Max(most, power);
            real += portions[i].Real;
            imaginary += portions[i].Imaginary;
        }

        // Amplitudes add up: the whole stretch is the sum of count portions, a window the sum of two.
        var whole = Square(real, imaginary) * 4 / ((double)count * count);
        return (whole * (count - 1) / Math.Max(sum, 1e-12), least / most);
    }

    static double Square(double real, double imaginary) => (real * real) + (imaginary * imaginary);
}
