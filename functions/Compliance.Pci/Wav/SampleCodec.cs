using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Compliance.Pci;

/// <summary>Converts samples between their encoding and floats of full scale 1.</summary>
static class SampleCodec
{
    /// <summary>One step of a 16-bit sample.</summary>
    const float Step16 = 1f / 32768;

    public static int BytesOf(SampleEncoding encoding) => encoding switch
    {
        SampleEncoding.Pcm8 or SampleEncoding.ALaw or SampleEncoding.MuLaw => 1,
        SampleEncoding.Pcm16 => 2,
        SampleEncoding.Pcm24 => 3,
        SampleEncoding.Pcm32 or SampleEncoding.Float32 => 4,
        _ => 8,
    };

    /// <summary>Silence: in every encoding it is one repeated byte.</summary>
    public static byte ZeroOf(SampleEncoding encoding) => encoding switch
    {
        SampleEncoding.Pcm8 => 0x80,
        SampleEncoding.ALaw => 0xD5,
        SampleEncoding.MuLaw => 0xFF,
        _ => 0,
    };

    /// <summary>Decodes whole samples; clips values beyond full scale and reads NaN as 0.</summary>
    public static void Decode(SampleEncoding encoding, ReadOnlySpan<byte> from, Span<float> to)
    {
        switch (encoding)
        {
            case SampleEncoding.Pcm16:
                Pcm16(MemoryMarshal.Cast<byte, short>(from), to);
                break;
            case SampleEncoding.ALaw:
                Companded(G711.ALaw, from, to);
                break;
            case SampleEncoding.MuLaw:
                Companded(G711.MuLaw, from, to);
                break;
            default:
                var size = BytesOf(encoding);
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = (float)One(encoding, from.Slice(i * size, size));
                }

                break;
        }
    }

    /// <summary>Decodes whole frames of two channels of 16-bit PCM, the most common format, each channel into its own span.</summary>
    public static void DecodeStereo16(ReadOnlySpan<byte> from, Span<float> left, Span<float> right)
    {
        var frames = MemoryMarshal.Cast<byte, int>(from)[..left.Length];
        var scale = Vector256.Create(Step16);
        var i = 0;
        for (; i + 8 <= frames.Length; i += 8)
        {
            // Little-endian: the first channel is the low half.
            var both = Vector256.Create(frames[i..]);
            (Vector256.ConvertToSingle((both << 16) >> 16) * scale).CopyTo(left[i..]);
            (Vector256.ConvertToSingle(both >> 16) * scale).CopyTo(right[i..]);
        }

        for (; i < frames.Length; i++)
        {
            left[i] = (short)frames[i] * Step16;
            right[i] = (frames[i] >> 16) * Step16;
        }
    }

    /// <summary>Multiplies one sample by a gain of 0 to 1.</summary>
    public static void Scale(SampleEncoding encoding, Span<byte> sample, double gain)
    {
        var value = encoding is SampleEncoding.ALaw ? G711.ALaw[sample[0]]
            : encoding is SampleEncoding.MuLaw ? G711.MuLaw[sample[0]]
            : One(encoding, sample);
        var scaled = value * gain;
        switch (encoding)
        {
            case SampleEncoding.Pcm8:
                sample[0] = (byte)(Math.Round(scaled * 128) + 128);
                break;
            case SampleEncoding.Pcm16:
                BinaryPrimitives.WriteInt16LittleEndian(sample, (short)Math.Round(scaled * 32768));
                break;
            case SampleEncoding.Pcm24:
                var wide = (int)Math.Round(scaled * 8388608);
                sample[0] = (byte)wide;
                sample[1] = (byte)(wide >> 8);
                sample[2] = (byte)(wide >> 16);
                break;
            case SampleEncoding.Pcm32:
                BinaryPrimitives.WriteInt32LittleEndian(sample, (int)Math.Round(scaled * 2147483648));
                break;
            case SampleEncoding.Float32:
                BinaryPrimitives.WriteSingleLittleEndian(sample, (float)scaled);
                break;
            case SampleEncoding.Float64:
                BinaryPrimitives.WriteDoubleLittleEndian(sample, scaled);
                break;
            case SampleEncoding.ALaw:
                sample[0] = G711.EncodeALaw((int)Math.Round(scaled));
                break;
            case SampleEncoding.MuLaw:
                sample[0] = G711.EncodeMuLaw((int)Math.Round(scaled));
                break;
        }
    }

    static void Pcm16(ReadOnlySpan<short> from, Span<float> to)
    {
        var scale = Vector256.Create(Step16);
        var i = 0;
        for (; i + 16 <= to.Length; i += 16)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(from[i..]));
            (Vector256.ConvertToSingle(low) * scale).CopyTo(to[i..]);
            (Vector256.ConvertToSingle(high) * scale).CopyTo(to[(i + 8)..]);
        }

        for (; i < to.Length; i++)
        {
            to[i] = from[i] * Step16;
        }
    }

    static void Companded(ReadOnlySpan<short> table, ReadOnlySpan<byte> from, Span<float> to)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = table[from[i]] * (1f / 32768);
        }
    }

    static double One(SampleEncoding encoding, ReadOnlySpan<byte> sample) => encoding switch
    {
        SampleEncoding.Pcm8 => (sample[0] - 128) / 128.0,
        SampleEncoding.Pcm16 => BinaryPrimitives.ReadInt16LittleEndian(sample) / 32768.0,
        SampleEncoding.Pcm24 => ((sample[0] << 8) | (sample[1] << 16) | (sample[2] << 24)) / 2147483648.0,
        SampleEncoding.Pcm32 => BinaryPrimitives.ReadInt32LittleEndian(sample) / 2147483648.0,
        SampleEncoding.Float32 => Within(BinaryPrimitives.ReadSingleLittleEndian(sample)),
        SampleEncoding.Float64 => Within(BinaryPrimitives.ReadDoubleLittleEndian(sample)),
        SampleEncoding.ALaw => G711.ALaw[sample[0]] / 32768.0,
        _ => G711.MuLaw[sample[0]] / 32768.0,
    };

    static double Within(double value) => double.IsNaN(value) ? 0 : Math.Clamp(value, -1, 1);
}
