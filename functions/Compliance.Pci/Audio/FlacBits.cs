using System.Numerics;

namespace Compliance.Pci;

/// <summary>Reads bits, the highest first.</summary>
sealed class FlacBits(ByteReader reader)
{
    ulong held;
    int count;

    public int Unsigned(int bits)
    {
        if (bits == 0)
        {
            return 0;
        }

        while (count < bits)
        {
            held = (held << 8) | reader.Take(1)[0];
            count += 8;
        }

        count -= bits;
        return (int)(held >> count & ((1UL << bits) - 1));
    }

    public int Signed(int bits) => bits == 0 ? 0 : Unsigned(bits) << (32 - bits) >> (32 - bits);

    /// <summary>Zeros before the next one.</summary>
    public int Unary()
    {
        var zeros = 0;
        while (true)
        {
            var rest = count == 0 ? 0 : held & ((1UL << count) - 1);
            if (rest != 0)
            {
                var lead = BitOperations.LeadingZeroCount(rest) - (64 - count);
                count -= lead + 1;
                return zeros + lead;
            }

            zeros += count;
            count = 8;
            held = reader.Take(1)[0];
        }
    }

    /// <summary>A Rice code, folded so that small numbers of either sign are short.</summary>
    public int Rice(int parameter)
    {
        var value = ((uint)Unary() << parameter) | (uint)Unsigned(parameter);
        return (int)(value >> 1) ^ -(int)(value & 1);
    }

    /// <summary>Passes over the bits up to the next whole byte.</summary>
    public void Align() => count -= count % 8;
}
