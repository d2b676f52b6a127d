using System.Runtime.Intrinsics;

namespace Compliance.Pci;

/// <summary>
/// The first, cheap pass: finds blocks of 12.5 ms in which one low and one high tone hold a fair share of the power. It passes every key
/// and many sounds that are not keys.
/// </summary>
sealed class DtmfScreen(int rate)
{
    /// <summary>Short enough that the shortest key (35 ms) contains one whole block.</summary>
    public const double BlockSeconds = 0.0125;

    public const int Batch = 4;

    const float FloorPower = 4e-6f;

    /// <summary>Smallest share of a key that stands out on its own, at the largest offset and twist and 9 dB above noise.</summary>
    const float StrongShare = 0.38f;

    /// <summary>Smallest share of a key under a voice.</summary>
    const float WeakShare = 0.18f;
    const float MaxRatio = 40f;

    readonly ToneBank bank = new(rate, (int)(rate * BlockSeconds));
    readonly float[] energies = new float[Batch];

    public int BlockLength => bank.Length;

    /// <summary>Mean power of each block of the last batch.</summary>
    public ReadOnlySpan<float> Energies => energies;

    /// <summary>Two bit masks over the four blocks: those that may hold a certain key, and those that may hold any key.</summary>
    public (int Strong, int Weak) Look(ReadOnlySpan<float> fourBlocks)
    {
        var length = bank.Length;
        var silent = true;
        for (var i = 0; i < Batch; i++)
        {
            energies[i] = BandFilter.Energy(fourBlocks.Slice(i * length, length)) / length;
            silent &= energies[i] < FloorPower;
        }

        if (silent)
        {
            return (0, 0);
        }

        Span<Vector256<float>> tones = stackalloc Vector256<float>[Batch];
        bank.Powers(fourBlocks, tones);
        int strong = 0, weak = 0;
        for (var i = 0; i < Batch; i++)
        {
            var low = Max(tones[i].GetLower());
            var high = Max(tones[i].GetUpper());
            if (low + high > WeakShare * energies[i] && low + high > FloorPower && low < MaxRatio * high && high < MaxRatio * low)
            {
                weak |= 1 << i;
                strong |= low + high > StrongShare * energies[i] ? 1 << i : 0;
            }
        }

        return (strong, weak);
    }

    static float Max(Vector128<float> four)
    {
        var pairs = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return Math.Max(pairs[0], pairs[1]);
    }
}
