using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Compliance.Pci;

/// <summary>
/// Linear-phase filter that passes the band of the key tones (about 550 to 1800 Hz), so that a voice below it does not count as noise.
/// </summary>
sealed class BandFilter
{
    const double LowHertz = 520;
    const double HighHertz = 1830;
    const double HalfSeconds = 0.00375;

    readonly float[] taps;

    public BandFilter(int rate)
    {
        Half = (int)(rate * HalfSeconds);
        taps = new float[(2 * Half) + 1];
        for (var i = -Half; i <= Half; i++)
        {
            var sinc = i == 0
                ? 2 * (HighHertz - LowHertz) / rate
                : (Math.Sin(2 * Math.PI * HighHertz * i / rate) - Math.Sin(2 * Math.PI * LowHertz * i / rate)) / (Math.PI * i);
            taps[i + Half] = (float)(sinc * (0.54 + (0.46 * Math.Cos(Math.PI * i / Half))));
        }
    }

    /// <summary>Samples lost on each side.</summary>
    public int Half { get; }

    /// <summary>Sum of squares.</summary>
    public static float Energy(ReadOnlySpan<float> samples)
    {
        Vector256<float> even = default, odd = default;
        var i = 0;
        for (; i + 16 <= samples.Length; i += 16)
        {
            var x = Vector256.Create(samples[i..]);
            var y = Vector256.Create(samples[(i + 8)..]);
            even = Vector256.FusedMultiplyAdd(x, x, even);
            odd = Vector256.FusedMultiplyAdd(y, y, odd);
        }

        var total = Vector256.Sum(even + odd);
        for (; i < samples.Length; i++)
        {
            total += samples[i] * samples[i];
        }

        return total;
    }

    /// <summary>Filters <paramref name="from"/>. <paramref name="to"/> is shorter by twice <see cref="Half"/>.</summary>
    public void Apply(ReadOnlySpan<float> from, Span<float> to)
    {
        ref var x = ref MemoryMarshal.GetReference(from);
        ref var y = ref MemoryMarshal.GetReference(to);
        var n = 0;
        for (; n + 16 <= to.Length; n += 16)
        {
            var first = Vector256<float>.Zero;
            var second = Vector256<float>.Zero;
            for (var i = 0; i < taps.Length; i++)
            {
                var tap = Vector256.Create(taps[i]);
                first = Vector256.FusedMultiplyAdd(tap, Vector256.LoadUnsafe(ref x, (nuint)(n + i)), first);
                second = Vector256.FusedMultiplyAdd(tap, Vector256.LoadUnsafe(ref x, (nuint)(n + i + 8)), second);
            }

            first.StoreUnsafe(ref y, (nuint)n);
            second.StoreUnsafe(ref y, (nuint)(n + 8));
        }

        for (; n < to.Length; n++)
        {
            var sum = 0f;
            for (var i = 0; i < taps.Length; i++)
            {
                sum += taps[i] * from[n + i];
            }

            to[n] = sum;
        }
    }
}
