using System.Buffers.Binary;

namespace Compliance.Pci;

/// <summary>Sound in WAV blocks of fixed size, each of which starts anew. A cut last block is decoded as far as it goes.</summary>
abstract class AdpcmBlocks(ByteReader data, WavCoding coding) : Sound(coding.Channels, coding.SampleRate)
{
    long left = coding.DataLength;

    protected abstract int HeaderBytes { get; }

    protected override int Next(ref float[] interleaved)
    {
        var block = data.Peek((int)Math.Min(left, coding.BlockBytes));
        if (block.Length <= HeaderBytes)
        {
            return -1;
        }

        Room(ref interleaved, ((block.Length - HeaderBytes) * 2) + (2 * Channels));
        var frames = Decode(block, interleaved);
        left -= block.Length;
        data.Skip(block.Length);
        return frames;
    }

    protected abstract int Decode(ReadOnlySpan<byte> block, float[] to);

    protected static float Sample(int value) => value / 32768f;

    protected static short Int16(ReadOnlySpan<byte> block, int at) => BinaryPrimitives.ReadInt16LittleEndian(block[at..]);
}

/// <summary>IMA (DVI) ADPCM as WAV has it, format tag 0x11: four bits a sample, eight samples of each channel in turn.</summary>
sealed class ImaAdpcm(ByteReader data, WavCoding coding) : AdpcmBlocks(data, coding)
{
    static readonly int[] IndexSteps = [-1, -1, -1, -1, 2, 4, 6, 8];

    static readonly int[] Steps =
    [
        7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107, 118, 130, 143,
        157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707,
        1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635,
        13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
    ];

    protected override int HeaderBytes => 4 * Channels;

    protected override int Decode(ReadOnlySpan<byte> block, float[] to)
    {
        var groups = (block.Length - HeaderBytes) / HeaderBytes;
        for (var c = 0; c < Channels; c++)
        {
            int value = Int16(block, 4 * c), index = Math.Clamp((int)block[(4 * c) + 2], 0, Steps.Length - 1);
            to[c] = Sample(value);
            for (var i = 0; i < groups * 8; i++)
            {
                var at = HeaderBytes + (i / 8 * HeaderBytes) + (4 * c) + (i % 8 / 2);
                var code = (i & 1) == 0 ? block[at] & 15 : block[at] >> 4;
                var step = Steps[index];
                var change = (step >> 3) + ((code & 1) != 0 ? step >> 2 : 0) + ((code & 2) != 0 ? step >> 1 : 0) + (
                    (code & 4) != 0 ? step : 0);
                value = Math.Clamp((code & 8) != 0 ? value - change : value + change, short.MinValue, short.MaxValue);
                index = Math.Clamp(index + IndexSteps[code & 7], 0, Steps.Length - 1);
                to[((i + 1) * Channels) + c] = Sample(value);
            }
        }

        return (groups * 8) + 1;
    }
}

/// <summary>Microsoft ADPCM, format tag 2: four bits a sample, channels alternating, two samples in the header of each block.</summary>
sealed class MsAdpcm(ByteReader data, WavCoding coding) : AdpcmBlocks(data, coding)
{
    const int MinDelta = 16;

    static readonly int[] Adaptation = [230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230];

    /// <summary>Pairs by predictor. Files repeat these in their format chunk; no writer uses others.</summary>
    static readonly (int First, int Second)[] Coefficients =
        [(256, 0), (512, -256), (0, 0), (192, 64), (240, 0), (460, -208), (392, -232)];

    protected override int HeaderBytes => 7 * Channels;

    protected override int Decode(ReadOnlySpan<byte> block, float[] to)
    {
        Span<int> delta = stackalloc int[Channels];
        Span<int> one = stackalloc int[Channels];
        Span<int> two = stackalloc int[Channels];
        Span<int> predictor = stackalloc int[Channels];
        for (var c = 0; c < Channels; c++)
        {
            predictor[c] = Math.Min((int)block[c], Coefficients.Length - 1);
            delta[c] = Int16(block, Channels + (2 * c));
            one[c] = Int16(block, (3 * Channels) + (2 * c));
            two[c] = Int16(block, (5 * Channels) + (2 * c));
            to[c] = Sample(two[c]);
            to[Channels + c] = Sample(one[c]);
        }

        var codes = (block.Length - HeaderBytes) * 2 / Channels * Channels;
        for (var i = 0; i < codes; i++)
        {
            var (c, at) = (i % Channels, HeaderBytes + (i / 2));
            var code = (i & 1) == 0 ? block[at] >> 4 : block[at] & 15;
            var (first, second) = Coefficients[predictor[c]];
            var guess = (((one[c] * first) + (two[c] * second)) >> 8) + ((code >= 8 ? code - 16 : code) * delta[c]);
            two[c] = one[c];
            one[c] = Math.Clamp(guess, short.MinValue, short.MaxValue);
            delta[c] = Math.Max((Adaptation[code] * delta[c]) >> 8, MinDelta);
            to[(2 * Channels) + i] = Sample(one[c]);
        }

        return 2 + (codes / Channels);
    }
}
