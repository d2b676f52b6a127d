using System.Buffers.Binary;
using System.Text;

namespace Compliance.Pci;

/// <summary>Variable-length numbers of EBML (RFC 8794, 4).</summary>
static class MatroskaNumber
{
    /// <summary>The length of an element that ends where the next one of its level begins.</summary>
    public const long Unknown = -1;

    public static long Take(ByteReader reader, bool keepMarker)
    {
        var at = 0;
        var number = Read(reader.Peek(8), ref at, keepMarker);
        reader.Skip(at);
        return number;
    }

    public static long Read(ReadOnlySpan<byte> bytes, ref int at, bool keepMarker)
    {
        if (at >= bytes.Length || bytes[at] == 0)
        {
            throw new InvalidDataException("A number is too long.");
        }

        var length = 8 - (int)Math.Log2(bytes[at]);
        if (at + length > bytes.Length)
        {
            throw new InvalidDataException("The file ends in the middle.");
        }

        long value = keepMarker ? bytes[at] : bytes[at] & ((1 << (8 - length)) - 1);
        var unknown = value == (1 << (8 - length)) - 1;
        for (var i = 1; i < length; i++)
        {
            value = (value << 8) | bytes[at + i];
            unknown &= bytes[at + i] == 0xFF;
        }

        at += length;
        return unknown && !keepMarker ? Unknown : value;
    }
}

/// <summary>A track's description.</summary>
/// <param name="Codec">The codec id: <c>A_OPUS</c>.</param>
/// <param name="Private">The codec's own headers.</param>
sealed record MatroskaTrack(long Number, string Codec, byte[] Private, int Channels, double SampleRate)
{
    /// <summary>The only track of a type; its number is 0 if there is none.</summary>
    /// <exception cref="InvalidDataException">There are several.</exception>
    public static MatroskaTrack Find(ReadOnlySpan<byte> tracks, uint entry, int type)
    {
        MatroskaTrack? found = null;
        for (var at = 0; at < tracks.Length;)
        {
            var (id, body) = Child(tracks, ref at);
            if (id == entry && Read(body) is var (track, itsType) && itsType == type)
            {
                found = found is null ? track : throw new InvalidDataException("The file has several streams of sound.");
            }
        }

        return found ?? new(0, "", [], 0, 0);
    }

    static (MatroskaTrack Track, long Type) Read(ReadOnlySpan<byte> entry)
    {
        var track = new MatroskaTrack(0, "", [], 1, 8000);
        var type = 0L;
        for (var at = 0; at < entry.Length;)
        {
            var (id, body) = Child(entry, ref at);
            type = id == 0x83 ? Integer(body) : type;
            track = id switch
            {
                0xD7 => track with { Number = Integer(body) },
                0x86 => track with { Codec = Encoding.ASCII.GetString(body).TrimEnd('\0') },
                0x63A2 => track with { Private = body.ToArray() },
                0xE1 => track.WithSound(body),
                _ => track,
            };
        }

        return (track, type);
    }

    MatroskaTrack WithSound(ReadOnlySpan<byte> sound)
    {
        var track = this;
        for (var at = 0; at < sound.Length;)
        {
            var (id, body) = Child(sound, ref at);
            track = id switch
            {
                0x9F => track with { Channels = (int)Integer(body) },
                0xB5 => track with
                {
                    SampleRate = body.Length == 4 ? BinaryPrimitives.ReadSingleBigEndian(body) : body.Length == 8
                        ? BinaryPrimitives.ReadDoubleBigEndian(body) : 0,
                },
                _ => track,
            };
        }

        return track;
    }

    static ChildElement Child(ReadOnlySpan<byte> bytes, ref int at)
    {
        var id = (uint)MatroskaNumber.Read(bytes, ref at, keepMarker: true);
        var size = MatroskaNumber.Read(bytes, ref at, keepMarker: false);
        if (size < 0 || size > bytes.Length - at)
        {
            throw new InvalidDataException("An element is longer than what holds it.");
        }

        var body = bytes.Slice(at, (int)size);
        at += (int)size;
        return new(id, body);
    }

    static long Integer(ReadOnlySpan<byte> body)
    {
        var value = 0L;
        foreach (var x in body.Length <= 8 ? body : default)
        {
            value = (value << 8) | x;
        }

        return value;
    }

    readonly ref struct ChildElement(uint id, ReadOnlySpan<byte> body)
    {
        readonly ReadOnlySpan<byte> body = body;

        public void Deconstruct(out uint itsId, out ReadOnlySpan<byte> itsBody)
        {
            itsId = id;
            itsBody = body;
        }
    }
}

/// <summary>Several packets in one block (RFC 9559, 10.3).</summary>
static class MatroskaLacing
{
    const int Xiph = 2;
    const int Fixed = 4;

    /// <summary>Lengths of the packets; <paramref name="at"/> is moved to the first of them.</summary>
    public static IReadOnlyList<int> Lengths(ReadOnlySpan<byte> block, ref int at, int lacing)
    {
        var count = Byte(block, ref at) + 1;
        var lengths = new List<int>(count);
        for (var i = 0; i < count - 1 && lacing != Fixed; i++)
        {
            lengths.Add(lacing == Xiph ? XiphLength(block, ref at) : EbmlLength(block, ref at, lengths));
        }

        var rest = block.Length - at - lengths.Sum();
        if (lacing == Fixed)
        {
            return [.. Enumerable.Repeat(rest / count, count)];
        }

        lengths.Add(rest);
        return lengths.TrueForAll(x => x >= 0) ? lengths : throw new InvalidDataException("A block is shorter than its packets.");
    }

    static byte Byte(ReadOnlySpan<byte> block, ref int at) =>
        at < block.Length ? block[at++] : throw new InvalidDataException("The file ends in the middle.");

    static int XiphLength(ReadOnlySpan<byte> block, ref int at)
    {
        int length = 0, part;
        do
        {
            length += part = Byte(block, ref at);
        }
        while (part == 255);
        return length;
    }

    /// <summary>The first is a number, the others are differences with a bias.</summary>
    static int EbmlLength(ReadOnlySpan<byte> block, ref int at, List<int> before)
    {
        var from = at;
        var number = MatroskaNumber.Read(block, ref at, keepMarker: false);
        return (int)(before.Count == 0 ? number : before[^1] + number - ((1L << ((7 * (at - from)) - 1)) - 1));
    }
}
