using System.Runtime.Intrinsics;

namespace Compliance.Pci;

/// <summary>Phase rotations that align the hops of a window at a few frequency offsets, given as shares of each tone's frequency.</summary>
sealed class ToneTurns
{
    readonly float[] cosines;
    readonly float[] sines;

    public ToneTurns(int rate, int hopLength, int hops, double[] offsets)
    {
        Hops = hops;
        Offsets = offsets.Length;
        cosines = new float[offsets.Length * hops * ToneBank.Tones];
        sines = new float[cosines.Length];
        for (int o = 0, at = 0; o < offsets.Length; o++)
        {
            for (var m = 0; m < hops; m++)
            {
                foreach (var frequency in ToneBank.Frequencies)
                {
                    var angle = 2 * Math.PI * frequency * (1 + offsets[o]) * m * hopLength / rate;
                    cosines[at] = (float)Math.Cos(angle);
                    sines[at++] = (float)Math.Sin(angle);
                }
            }
        }
    }

    public int Hops { get; }

    public int Offsets { get; }

    public (Vector256<float> Cosine, Vector256<float> Sine) At(int offset, int hop)
    {
        var at = (nuint)(((offset * Hops) + hop) * ToneBank.Tones);
        return (Vector256.LoadUnsafe(ref cosines[0], at), Vector256.LoadUnsafe(ref sines[0], at));
    }
}
