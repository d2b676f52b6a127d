using System.Runtime.Intrinsics;

namespace Compliance.Pci;

/// <summary>
/// The first, cheap look: blocks of 12.5 ms of which a fair share of the power may be one low and one high tone. It passes every key there
/// is and much that is none.
/// </summary>
sealed class DtmfScreen(int rate)
{
    /// <summary>Short enough for one whole block to lie in the shortest key (35 ms).</summary>
    public const double BlockSeconds = 0.0125;

    public const int Batch = 4;

    const float FloorPower = 4e-6f;

    /// <summary>What a key has at least that stands out by itself, with the largest offset and twist and at 9 dB over noise.</summary>
    const float StrongShare = 0.38f;

    /// <summary>What a key may have left under a voice.</summary>
    const float WeakShare = 0.18f;
    const float MaxRatio = 40f;

    readonly ToneBank bank = new(rate, (int)(rate * BlockSeconds));
    readonly float[] energies = new float[Batch];

    public int BlockLength => bank.Length;

    /// <summary>A bit for each of the four blocks that may hold a key beyond doubt, and one that may hold any.</summary>
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
