using System.Numerics;

namespace Compliance.Pci;

/// <summary>ITU-T G.711 companding, to and from 16-bit linear samples.</summary>
static class G711
{
    const int MuBias = 0x84;
    const int MuClip = 32635;

    static readonly short[] ALawTable = [.. Enumerable.Range(0, 256).Select(x => DecodeALaw((byte)x))];
    static readonly short[] MuLawTable = [.. Enumerable.Range(0, 256).Select(x => DecodeMuLaw((byte)x))];

    public static ReadOnlySpan<short> ALaw => ALawTable;

    public static ReadOnlySpan<short> MuLaw => MuLawTable;

    public static byte EncodeALaw(int sample)
    {
        var sign = sample < 0 ? 0 : 0x80;
        var magnitude = Math.Min(Math.Abs(sample), short.MaxValue);
        var exponent = magnitude < 256 ? 0 : BitOperations.Log2((uint)magnitude) - 7;
        var mantissa = magnitude >> (exponent == 0 ? 4 : exponent + 3) & 0x0F;
        return (byte)((sign | (exponent << 4) | mantissa) ^ 0x55);
    }

    public static byte EncodeMuLaw(int sample)
    {
        var sign = sample < 0 ? 0x80 : 0;
        var magnitude = Math.Min(Math.Abs(sample), MuClip) + MuBias;
        var exponent = 7;
        for (var mask = 0x4000; exponent > 0 && (magnitude & mask) == 0; mask >>= 1)
        {
            exponent--;
        }

        return (byte)~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0F));
    }

    static short DecodeALaw(byte code)
    {
        var value = code ^ 0x55;
        var exponent = (value >> 4) & 7;
        var mantissa = value & 0x0F;
        var magnitude = exponent == 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (exponent - 1);
        return (short)((value & 0x80) != 0 ? magnitude : -magnitude);
    }

    static short DecodeMuLaw(byte code)
    {
        var value = ~code & 0xFF;
        var magnitude = ((((value & 0x0F) << 3) + MuBias) << ((value >> 4) & 7)) - MuBias;
        return (short)((value & 0x80) != 0 ? -magnitude : magnitude);
    }
}
