namespace Compliance.Pci;

/// <summary>One channel of a frame (RFC 9639, 9.2).</summary>
readonly ref struct FlacSubframe(FlacBits bits, Span<int> samples)
{
    const int FirstFixed = 8;
    const int FirstLinear = 32;

    static readonly int[][] Fixed = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];

    readonly Span<int> samples = samples;

    public void Read(int depth)
    {
        bits.Unsigned(1);
        var kind = bits.Unsigned(6);
        var wasted = bits.Unsigned(1) == 0 ? 0 : bits.Unary() + 1;
        depth -= wasted;
        if (depth < 1)
        {
            throw new InvalidDataException("A frame makes no sense.");
        }

        switch (kind)
        {
            case 0:
                samples.Fill(bits.Signed(depth));
                break;
            case 1:
                Verbatim(samples.Length, depth);
                break;
            case >= FirstFixed and <= FirstFixed + 4:
                Verbatim(kind - FirstFixed, depth);
                Predicted(Fixed[kind - FirstFixed], 0);
                break;
            case >= FirstLinear:
                Linear(kind - FirstLinear + 1, depth);
                break;
            default:
                throw new InvalidDataException("A frame makes no sense.");
        }

        for (var i = 0; wasted > 0 && i < samples.Length; i++)
        {
            samples[i] <<= wasted;
        }
    }

    void Verbatim(int count, int depth)
    {
        for (var i = 0; i < Math.Min(count, samples.Length); i++)
        {
            samples[i] = bits.Signed(depth);
        }
    }

    void Linear(int order, int depth)
    {
        Verbatim(order, depth);
        var precision = bits.Unsigned(4) + 1;
        var shift = bits.Signed(5);
        var coefficients = new int[order];
        for (var i = 0; i < order; i++)
        {
            coefficients[i] = bits.Signed(precision);
        }

        Predicted(coefficients, Math.Max(shift, 0));
    }

    void Predicted(int[] coefficients, int shift)
    {
        var order = coefficients.Length;
        var wide = bits.Unsigned(2) switch
        {
            0 => false,
            1 => true,
            _ => throw new InvalidDataException("A frame makes no sense."),
        };
        var partitions = 1 << bits.Unsigned(4);
        var at = order;
        for (var p = 1; p <= partitions; p++)
        {
            var end = (int)((long)samples.Length * p / partitions);
            var parameter = bits.Unsigned(wide ? 5 : 4);
            var raw = parameter == (wide ? 31 : 15) ? bits.Unsigned(5) : -1;
            for (; at < end; at++)
            {
                var guess = 0L;
                for (var i = 0; i < order; i++)
                {
                    guess += (long)coefficients[i] * samples[at - 1 - i];
                }

                samples[at] = (int)(guess >> shift) + (raw >= 0 ? bits.Signed(raw) : bits.Rice(parameter));
            }
        }
    }
}
