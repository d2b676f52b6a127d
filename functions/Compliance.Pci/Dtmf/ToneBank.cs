using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Compliance.Pci;

/// <summary>The eight frequencies of ITU-T Q.23; correlates blocks of fixed length with all of them at once.</summary>
sealed class ToneBank
{
    public const int Tones = 8;
    public const string Keys = "123A456B789C*0#D";

    public static readonly double[] Frequencies = [697, 770, 852, 941, 1209, 1336, 1477, 1633];

    readonly float[] cosines;
    readonly float[] sines;

    public ToneBank(int rate, int length)
    {
        Length = length;
        cosines = new float[length * Tones];
        sines = new float[length * Tones];
        for (var n = 0; n < length; n++)
        {
            for (var i = 0; i < Tones; i++)
            {
                var angle = 2 * Math.PI * Frequencies[i] * n / rate;
                cosines[(n * Tones) + i] = (float)Math.Cos(angle);
                sines[(n * Tones) + i] = (float)Math.Sin(angle);
            }
        }
    }

    public int Length { get; }

    /// <summary>Correlates one block: real and imaginary part per tone. The phase starts at the block's first sample.</summary>
    public void Correlate(ReadOnlySpan<float> block, Span<float> real, Span<float> imaginary)
    {
        ref var x = ref MemoryMarshal.GetReference(block);
        ref var c = ref MemoryMarshal.GetArrayDataReference(cosines);
        ref var s = ref MemoryMarshal.GetArrayDataReference(sines);
        var r = Vector256<float>.Zero;
        var i = Vector256<float>.Zero;
        for (nuint n = 0; n < (nuint)block.Length; n++)
        {
            var sample = Vector256.Create(Unsafe.Add(ref x, n));
            r = Vector256.FusedMultiplyAdd(sample, Vector256.LoadUnsafe(ref c, n * Tones), r);
            i = Vector256.FusedMultiplyAdd(sample, Vector256.LoadUnsafe(ref s, n * Tones), i);
        }

        r.CopyTo(real);
        i.CopyTo(imaginary);
    }

    /// <summary>Correlates four consecutive blocks; the four chains of additions run in parallel.</summary>
    public void CorrelateFour(ReadOnlySpan<float> fourBlocks, Span<float> real, Span<float> imaginary)
    {
        ref var x = ref MemoryMarshal.GetReference(fourBlocks);
        ref var c = ref MemoryMarshal.GetArrayDataReference(cosines);
        ref var s = ref MemoryMarshal.GetArrayDataReference(sines);
        var length = (nuint)Length;
        Vector256<float> r0 = default, r1 = default, r2 = default, r3 = default, i0 = default, i1 = default, i2 = default, i3 = default;
        for (nuint n = 0; n < length; n++)
        {
            var cosine = Vector256.LoadUnsafe(ref c, n * Tones);
            var sine = Vector256.LoadUnsafe(ref s, n * Tones);
            var a = Vector256.Create(Unsafe.Add(ref x, n));
            r0 = Vector256.FusedMultiplyAdd(a, cosine, r0);
            i0 = Vector256.FusedMultiplyAdd(a, sine, i0);
            a = Vector256.Create(Unsafe.Add(ref x, n + length));
            r1 = Vector256.FusedMultiplyAdd(a, cosine, r1);
            i1 = Vector256.FusedMultiplyAdd(a, sine, i1);
            a = Vector256.Create(Unsafe.Add(ref x, n + (2 * length)));
            r2 = Vector256.FusedMultiplyAdd(a, cosine, r2);
            i2 = Vector256.FusedMultiplyAdd(a, sine, i2);
            a = Vector256.Create(Unsafe.Add(ref x, n + (3 * length)));
            r3 = Vector256.FusedMultiplyAdd(a, cosine, r3);
            i3 = Vector256.FusedMultiplyAdd(a, sine, i3);
        }

        r0.CopyTo(real);
        r1.CopyTo(real[Tones..]);
        r2.CopyTo(real[(2 * Tones)..]);
        r3.CopyTo(real[(3 * Tones)..]);
        i0.CopyTo(imaginary);
        i1.CopyTo(imaginary[Tones..]);
        i2.CopyTo(imaginary[(2 * Tones)..]);
        i3.CopyTo(imaginary[(3 * Tones)..]);
    }

    /// <summary>Power of each tone in four consecutive blocks, scaled so that a sine of amplitude A gives A²/2.</summary>
    public void Powers(ReadOnlySpan<float> fourBlocks, Span<Vector256<float>> powers)
    {
        Span<float> real = stackalloc float[4 * Tones];
        Span<float> imaginary = stackalloc float[4 * Tones];
        CorrelateFour(fourBlocks, real, imaginary);
        var scale = Vector256.Create(2f / (Length * (float)Length));
        for (var i = 0; i < 4; i++)
        {
            var r = Vector256.Create<float>(real[(i * Tones)..]);
            var m = Vector256.Create<float>(imaginary[(i * Tones)..]);
            powers[i] = ((r * r) + (m * m)) * scale;
        }
    }
}
