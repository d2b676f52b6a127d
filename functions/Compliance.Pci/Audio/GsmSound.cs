namespace Compliance.Pci;

/// <summary>GSM 06.10 full rate as WAV has it, format tag 0x31: blocks of 65 bytes with two frames of 160 samples.</summary>
sealed class GsmSound(ByteReader data, WavCoding coding) : Sound(1, coding.SampleRate)
{
    const int BlockBytes = 65;

    /// <summary>Bits of the eight reflection coefficients; of a subframe: lag, gain, grid, maximum, then 13 pulses of three.</summary>
    static readonly int[] CoefficientBits = [6, 6, 5, 5, 4, 4, 3, 3];

    readonly GsmFrame frame = new();
    long left = coding.DataLength;
    byte[] block = [];
    int bit;

    protected override int Next(ref float[] interleaved)
    {
        if (left < BlockBytes || data.Peek(BlockBytes).Length < BlockBytes)
        {
            return -1;
        }

        block = data.Take(BlockBytes).ToArray();
        left -= BlockBytes;
        bit = 0;
        Room(ref interleaved, 2 * GsmFrame.Samples);
        for (var half = 0; half < 2; half++)
        {
            Decode(interleaved.AsSpan(half * GsmFrame.Samples, GsmFrame.Samples));
        }

        return 2 * GsmFrame.Samples;
    }

    void Decode(Span<float> to)
    {
        Span<int> coefficients = stackalloc int[8];
        for (var i = 0; i < 8; i++)
        {
            coefficients[i] = Take(CoefficientBits[i]);
        }

        Span<int> pulses = stackalloc int[13];
        for (var sub = 0; sub < 4; sub++)
        {
            var (lag, gain, grid, most) = (Take(7), Take(2), Take(2), Take(6));
            for (var i = 0; i < 13; i++)
            {
                pulses[i] = Take(3);
            }

            frame.Excite(sub, lag, gain, grid, most, pulses);
        }

        frame.Synthesise(coefficients, to);
    }

    /// <summary>Bits of this form of GSM are packed from the lowest.</summary>
    int Take(int bits)
    {
        var value = 0;
        for (var i = 0; i < bits; i++, bit++)
        {
            value |= (block[bit >> 3] >> (bit & 7) & 1) << i;
        }

        return value;
    }
}

/// <summary>The decoder of GSM 06.10, 5.3, with its fixed-point arithmetic.</summary>
sealed class GsmFrame
{
    public const int Samples = 160;
    const int SubSamples = 40;
    const int History = 120;

    static readonly int[] Inverse = [13107, 13107, 13107, 13107, 19223, 17476, 31454, 29708];
    static readonly int[] Lowest = [-32, -32, -16, -16, -8, -8, -4, -4];
    static readonly int[] Offset = [0, 0, 2048, -2560, 94, -1792, -341, -1144];
    static readonly int[] Gains = [3277, 11469, 21299, 32767];
    static readonly int[] Factors = [18431, 20479, 22527, 24575, 26623, 28671, 30719, 32767];
    static readonly int[] Bounds = [0, 13, 27, 40, Samples];

    readonly int[] residual = new int[History + Samples];
    readonly int[] v = new int[9];
    int[] before = new int[8];
    int lastLag = 40;
    int deemphasis;

    /// <summary>Adds a subframe of 40 samples: the pulses, and what was heard one lag earlier.</summary>
    public void Excite(int sub, int lag, int gain, int grid, int most, ReadOnlySpan<int> pulses)
    {
        if (sub == 0)
        {
            Array.Copy(residual, Samples, residual, 0, History);
        }

        Span<int> added = stackalloc int[SubSamples];
        added.Clear();
        var exponent = most > 15 ? (most >> 3) - 1 : 0;
        var mantissa = most - (exponent << 3);
        if (mantissa == 0)
        {
            (exponent, mantissa) = (-4, 7);
        }
        else
        {
            while (mantissa <= 7)
            {
                mantissa = (mantissa << 1) | 1;
                exponent--;
            }

            mantissa -= 8;
        }

        var shift = 6 - exponent;
        for (var i = 0; i < pulses.Length; i++)
        {
            var scaled = Multiply(Factors[mantissa], ((pulses[i] << 1) - 7) << 12) + (shift > 0 ? 1 << (shift - 1) : 0);
            added[grid + (3 * i)] = Saturate(scaled) >> shift;
        }

        lastLag = lag is >= 40 and <= 120 ? lag : lastLag;
        var start = History + (sub * SubSamples);
        for (var i = start; i < start + SubSamples; i++)
        {
            residual[i] = Saturate(added[i - start] + Multiply(Gains[gain], residual[i - lastLag]));
        }
    }

    /// <summary>Filters the frame's excitation into samples.</summary>
    public void Synthesise(ReadOnlySpan<int> coded, Span<float> to)
    {
        var ratios = new int[8];
        for (var i = 0; i < 8; i++)
        {
            var value = Saturate((coded[i] + Lowest[i]) << 10) - (Offset[i] << 1);
            value = Multiply(Inverse[i], Saturate(value));
            ratios[i] = Saturate(2 * value);
        }

        Span<int> reflection = stackalloc int[8];
        for (var part = 0; part < 4; part++)
        {
            for (var i = 0; i < 8; i++)
            {
                var ratio = part switch
                {
                    0 => (before[i] >> 2) + (ratios[i] >> 2) + (before[i] >> 1),
                    1 => (before[i] >> 1) + (ratios[i] >> 1),
                    2 => (before[i] >> 2) + (ratios[i] >> 2) + (ratios[i] >> 1),
                    _ => ratios[i],
                };
                reflection[i] = Reflection(ratio);
            }

            for (var k = Bounds[part]; k < Bounds[part + 1]; k++)
            {
                to[k] = Output(Lattice(residual[History + k], reflection));
            }
        }

        before = ratios;
    }

    int Lattice(int sample, ReadOnlySpan<int> reflection)
    {
        for (var i = 7; i >= 0; i--)
        {
            sample = Saturate(sample - Multiply(reflection[i], v[i]));
            v[i + 1] = Saturate(v[i] + Multiply(reflection[i], sample));
        }

        return v[0] = sample;
    }

    float Output(int sample)
    {
        deemphasis = Saturate(sample + Multiply(deemphasis, 28_180));
        return (Saturate(2 * deemphasis) & ~7) / 32768f;
    }

    static int Reflection(int ratio)
    {
        var size = Math.Min(Math.Abs(ratio), short.MaxValue);
        size = size < 11_059 ? size << 1 : size < 20_070 ? size + 11_059 : Saturate((size >> 2) + 26_112);
        return ratio < 0 ? -size : size;
    }

    static int Saturate(int value) => Math.Clamp(value, short.MinValue, short.MaxValue);

    static int Multiply(int a, int b) => Saturate(((a * b) + 16_384) >> 15);
}
