using System.Buffers.Binary;

namespace Compliance.Pci;

/// <summary>FLAC (RFC 9639).</summary>
sealed class FlacSound : Sound
{
    const int StreamInfoBytes = 34;
    const int MostBits = 24;

    static readonly int[] SampleBits = [0, 8, 12, 0, 16, 20, 24, 32];

    readonly ByteReader reader;
    readonly FlacBits bits;
    readonly int bitsPerSample;
    readonly int[][] channels;

    FlacSound(ByteReader reader, int count, int rate, int bitsPerSample, int blockFrames)
        : base(count, rate)
    {
        this.reader = reader;
        this.bitsPerSample = bitsPerSample;
        bits = new(reader);
        channels = [.. Enumerable.Range(0, count).Select(_ => new int[blockFrames])];
    }

    /// <param name="reader">At the mark with which a stream begins.</param>
    /// <exception cref="InvalidDataException">The header makes no sense, or samples have more than 24 bits.</exception>
    public static FlacSound Open(ByteReader reader)
    {
        reader.Skip(4);
        byte[]? info = null;
        for (var last = false; !last;)
        {
            var head = BinaryPrimitives.ReadUInt32BigEndian(reader.Take(4));
            last = head >> 31 != 0;
            var length = (int)(head & 0xFFFFFF);
            if ((head >> 24 & 0x7F) == 0 && length >= StreamInfoBytes)
            {
                info = reader.Take(length).ToArray();
            }
            else
            {
                reader.Skip(length);
            }
        }

        var format = BinaryPrimitives.ReadUInt64BigEndian((info ?? throw new InvalidDataException("The stream has no header.")).AsSpan(10));
        var (rate, count, depth) = ((int)(format >> 44), (int)(format >> 41 & 7) + 1, (int)(format >> 36 & 31) + 1);
        return depth > MostBits
            ? throw new InvalidDataException("Samples of more than 24 bits are not read.")
            : new(reader, count, rate, depth, BinaryPrimitives.ReadUInt16BigEndian(info.AsSpan(2)));
    }

    protected override int Next(ref float[] interleaved)
    {
        // What is not a frame is at the end: padding, or a tag that was appended.
        if (reader.Peek(2) is not { Length: 2 } mark || mark[0] != 0xFF || (mark[1] & 0xFC) != 0xF8)
        {
            return -1;
        }

        var (frames, assignment, depth) = Header();
        for (var c = 0; c < Channels; c++)
        {
            // The difference of two channels needs a bit more than either.
            var side = (assignment is 8 or 10 && c == 1) || (assignment == 9 && c == 0) ? 1 : 0;
            new FlacSubframe(bits, channels[c].AsSpan(0, frames)).Read(depth + side);
        }

        bits.Align();
        bits.Unsigned(16);
        Room(ref interleaved, frames * Channels);
        Join(assignment, frames, interleaved, 1f / (1 << (depth - 1)));
        return frames;
    }

    (int Frames, int Assignment, int Depth) Header()
    {
        bits.Unsigned(16);
        var (sizeCode, rateCode) = (bits.Unsigned(4), bits.Unsigned(4));
        var assignment = bits.Unsigned(4);
        var depthCode = bits.Unsigned(3);
        bits.Unsigned(1);

        // The number of the frame or sample, coded as a character is in UTF-8.
        var first = bits.Unsigned(8);
        for (var mask = 0x40; (first & 0x80) != 0 && (first & mask) != 0; mask >>= 1)
        {
            bits.Unsigned(8);
        }

        var frames = sizeCode switch
        {
            1 => 192,
            >= 2 and <= 5 => 576 << (sizeCode - 2),
            6 => bits.Unsigned(8) + 1,
            7 => bits.Unsigned(16) + 1,
            >= 8 => 256 << (sizeCode - 8),
            _ => 0,
        };
        bits.Unsigned(rateCode switch { 12 => 8, 13 or 14 => 16, _ => 0 });
        bits.Unsigned(8);
        var depth = depthCode == 0 ? bitsPerSample : SampleBits[depthCode];
        var count = assignment < 8 ? assignment + 1 : assignment <= 10 ? 2 : 0;
        return frames == 0 || frames > channels[0].Length || count != Channels || depth is 0 or > MostBits
            ? throw new InvalidDataException("A frame makes no sense.")
            : (frames, assignment, depth);
    }

    void Join(int assignment, int frames, float[] to, float scale)
    {
        for (var i = 0; assignment >= 8 && i < frames; i++)
        {
            var (a, b) = (channels[0][i], channels[1][i]);
            var middle = (a << 1) | (b & 1);
            (channels[0][i], channels[1][i]) = assignment switch
            {
                8 => (a, a - b),
                9 => (a + b, b),
                _ => ((middle + b) >> 1, (middle - b) >> 1),
            };
        }

        for (var c = 0; c < Channels; c++)
        {
            for (var i = 0; i < frames; i++)
            {
                to[(i * Channels) + c] = channels[c][i] * scale;
            }
        }
    }
}
