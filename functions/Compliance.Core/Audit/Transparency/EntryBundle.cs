using System.Buffers;
using System.Buffers.Binary;

namespace Compliance.Audit;

/// <summary>Up to 256 entries in the form of C2SP tlog-tiles: each is preceded by its length (2 bytes, big-endian).</summary>
static class EntryBundle
{
    /// <summary>Longest entry, in bytes.</summary>
    public const int LongestEntry = ushort.MaxValue;

    public static void Write(IBufferWriter<byte> bundle, ReadOnlySpan<byte> entry)
    {
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)entry.Length));
        bundle.Write(length);
        bundle.Write(entry);
    }

    /// <summary>The entries of a stored bundle, as many as its name says.</summary>
    /// <exception cref="TransparencyLogException">It ends inside an entry, or has another number of them.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Read(TilePath path, ReadOnlyMemory<byte> bundle)
    {
        try
        {
            return Read(bundle) is var entries && entries.Count == path.Width
                ? entries
                : throw new TransparencyLogException(path.ToString(), "its number of entries differs from that in its name.");
        }
        catch (InvalidDataException cut)
        {
            throw new TransparencyLogException(path.ToString(), cut.Message, cut);
        }
    }

    /// <exception cref="InvalidDataException">The bundle ends inside an entry.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Read(ReadOnlyMemory<byte> bundle)
    {
        var entries = new List<ReadOnlyMemory<byte>>(TilePath.FullWidth);
        for (var rest = bundle; rest.Length > 0;)
        {
            var end = rest.Length < 2 ? int.MaxValue : 2 + BinaryPrimitives.ReadUInt16BigEndian(rest.Span);
            if (end > rest.Length)
            {
                throw new InvalidDataException("An entry bundle ends inside an entry.");
            }

            entries.Add(rest[2..end]);
            rest = rest[end..];
        }

        return entries;
    }
}
