using System.Buffers;
using System.Buffers.Binary;

namespace Compliance.Pci;

/// <summary>Packets of an Ogg stream (RFC 3533). Streams of pictures beside it are passed over.</summary>
sealed class OggPackets(ByteReader reader) : Packets
{
    const int HeaderBytes = 27;
    const int MostPacketBytes = 1 << 24;

    readonly Queue<byte[]> ready = [];
    readonly ArrayBufferWriter<byte> open = new();
    uint? serial;
    bool begun;

    public override byte[]? Next()
    {
        while (ready.Count == 0)
        {
            if (!Page())
            {
                return null;
            }
        }

        return ready.Dequeue();
    }

    static bool IsSound(ReadOnlySpan<byte> packet) =>
        packet.StartsWith("OpusHead"u8) || packet.StartsWith("\u0001vorbis"u8) || packet.StartsWith("\u007FFLAC"u8)
        || packet.StartsWith("Speex   "u8);

    /// <summary>False at the end.</summary>
    bool Page()
    {
        // Damaged stretches are passed over, as players do.
        while (reader.Peek(4) is { Length: 4 } mark && !mark.SequenceEqual("OggS"u8))
        {
            reader.Skip(1);
        }

        if (reader.Peek(HeaderBytes).Length < HeaderBytes)
        {
            return false;
        }

        var header = reader.Take(HeaderBytes);
        var (first, stream, segments) = ((header[5] & 2) != 0, BinaryPrimitives.ReadUInt32LittleEndian(header[14..]), header[26]);
        var lacing = reader.Take(segments).ToArray();
        var body = reader.Take(lacing.Sum(x => x));
        if (first && IsSound(body))
        {
            Begin(stream);
        }

        if (stream != serial)
        {
            return true;
        }

        for (int i = 0, from = 0; i < lacing.Length; from += lacing[i++])
        {
            if (open.WrittenCount > MostPacketBytes)
            {
                throw new InvalidDataException("A packet has no end.");
            }

            open.Write(body.Slice(from, lacing[i]));
            if (lacing[i] < 255)
            {
                ready.Enqueue(open.WrittenSpan.ToArray());
                open.ResetWrittenCount();
            }
        }

        return true;
    }

    void Begin(uint stream)
    {
        if (begun)
        {
            throw new InvalidDataException("The file has several streams of sound.");
        }

        (serial, begun) = (stream, true);
    }
}
