using System.Buffers.Binary;

namespace Compliance.Pci;

/// <summary>
/// MP4, M4A and QuickTime files (ISO/IEC 14496-12) whose index comes last, as recorders write it when they stop: with the index first, as
/// a reader of a pipe needs it. The positions that the index gives are moved with what they point at.
/// </summary>
sealed class Mp4Order : ForwardStream
{
    const int HeaderBytes = 8;

    /// <summary>The index of a day of sound takes a few MB.</summary>
    const int MostIndexBytes = 64 * 1024 * 1024;

    const uint Index = 0x6D6F6F76; // moov
    const uint Data = 0x6D646174; // mdat
    const uint Positions = 0x7374636F; // stco
    const uint LongPositions = 0x636F3634; // co64

    /// <summary>Boxes that hold others: moov, trak, mdia, minf, stbl.</summary>
    static readonly uint[] Holders = [Index, 0x7472616B, 0x6D646961, 0x6D696E66, 0x7374626C];

    /// <summary>What such a file begins with: ftyp, mdat, wide, free, skip.</summary>
    static readonly uint[] Firsts = [0x66747970, Data, 0x77696465, 0x66726565, 0x736B6970];

    readonly byte[] index;
    readonly long dataAt;
    readonly long indexAt;
    long position;
    int given;

    Mp4Order(Stream clear, byte[] index, long dataAt, long indexAt)
        : base(clear) => (this.index, this.dataAt, this.indexAt) = (index, dataAt, indexAt);

    /// <summary>The file's bytes in that order; <paramref name="clear"/> itself where they are in it, or it is another kind of
    /// file.</summary>
    /// <exception cref="InvalidDataException">The index can't be moved.</exception>
    public static Stream Of(GateFile file, Stream clear)
    {
        using var ahead = file.OpenAsync(CancellationToken.None).GetAwaiter().GetResult();
        var reader = new ByteReader(ahead);
        for (var soundAt = -1L; reader.Peek(HeaderBytes) is { Length: HeaderBytes } head;)
        {
            var (at, type) = (reader.Position, BinaryPrimitives.ReadUInt32BigEndian(head[4..]));
            var size = Size(reader);
            if (size < HeaderBytes || (at == 0 && !Firsts.Contains(type)) || (type == Index && soundAt < 0))
            {
                break;
            }

            if (type == Index)
            {
                var moved = reader.Take(size <= MostIndexBytes ? (int)size : throw new InvalidDataException("Its index is too long."))
                    .ToArray();
                Move(moved, soundAt, at);
                return new Mp4Order(clear, moved, soundAt, at);
            }

            soundAt = type == Data && soundAt < 0 ? at : soundAt;
            reader.Skip(size);
        }

        return clear;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (position == dataAt && given < index.Length)
        {
            var now = Math.Min(buffer.Length, index.Length - given);
            index.AsMemory(given, now).CopyTo(buffer);
            given += now;
            return now;
        }

        if (position == indexAt)
        {
            await Inner.ReadExactlyAsync(new byte[index.Length], cancellationToken);
            position += index.Length;
        }

        var most = position < dataAt ? dataAt - position : position < indexAt ? indexAt - position : long.MaxValue;
        var got = await Inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, most)], cancellationToken);
        position += got;
        return got;
    }

    /// <summary>Of the box that comes next, with its header; one without a size goes to the end.</summary>
    static long Size(ByteReader reader)
    {
        var head = reader.Peek(2 * HeaderBytes);
        return BinaryPrimitives.ReadUInt32BigEndian(head) switch
        {
            0 => long.MaxValue,
            1 when head.Length == 2 * HeaderBytes =>
                (long)Math.Min(long.MaxValue, BinaryPrimitives.ReadUInt64BigEndian(head[HeaderBytes..])),
            var size => size,
        };
    }

    /// <summary>Moves what lies between the first sound and the index by the length of the index.</summary>
    static void Move(Span<byte> boxes, long from, long to)
    {
        var by = boxes.Length;
        Walk(boxes);

        void Walk(Span<byte> inside)
        {
            while (inside.Length >= HeaderBytes)
            {
                var size = BinaryPrimitives.ReadUInt32BigEndian(inside);
                if (size < HeaderBytes || size > inside.Length)
                {
                    throw new InvalidDataException("Its index is damaged.");
                }

                var type = BinaryPrimitives.ReadUInt32BigEndian(inside[4..]);
                var box = inside[..(int)size];
                if (Holders.Contains(type))
                {
                    Walk(box[HeaderBytes..]);
                }
                else if (type is Positions or LongPositions)
                {
                    Entries(box[HeaderBytes..], type == Positions ? sizeof(uint) : sizeof(ulong));
                }

                inside = inside[(int)size..];
            }
        }

        // Version and flags, how many, the positions.
        void Entries(Span<byte> list, int width)
        {
            for (var at = 2 * sizeof(uint); at + width <= list.Length; at += width)
            {
                var entry = list.Slice(at, width);
                var old = width == sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(entry)
                    : (long)BinaryPrimitives.ReadUInt64BigEndian(entry);
                if (old < from || old >= to)
                {
                    continue;
                }

                if (width == sizeof(ulong))
                {
                    BinaryPrimitives.WriteInt64BigEndian(entry, old + by);
                }
                else
                {
                    BinaryPrimitives.WriteUInt32BigEndian(
                        entry, old + by <= uint.MaxValue ? (uint)(old + by) : throw new InvalidDataException("Its index is too short."));
                }
            }
        }
    }
}
