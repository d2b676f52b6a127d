using System.Buffers.Binary;
using Concentus;

namespace Compliance.Pci;

/// <summary>Opus (RFC 6716) as Ogg (RFC 7845) and Matroska carry it.</summary>
sealed class OpusSound : Sound
{
    const int ClockRate = 48_000;
    const int HeadBytes = 19;

    readonly Packets packets;
    readonly IOpusMultiStreamDecoder decoder;
    readonly float[] one;
    int skip;

    OpusSound(Packets packets, byte[] head, int rate)
        : base(head[9], rate)
    {
        this.packets = packets;
        skip = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(10)) * rate / ClockRate;
        var (streams, coupled, mapping) = head[18] == 0
            ? (1, Channels - 1, [.. Enumerable.Range(0, Channels).Select(x => (byte)x)])
            : (head[19], (int)head[20], head[21..(21 + Channels)]);
        decoder = OpusCodecFactory.CreateMultiStreamDecoder(rate, Channels, streams, coupled, mapping);

        // 120 ms is the longest packet.
        one = new float[rate * 120 / 1000 * Channels];
    }

    /// <exception cref="InvalidDataException">The header makes no sense.</exception>
    public static OpusSound Open(Packets packets, byte[] head)
    {
        if (head.Length < HeadBytes || (head[18] != 0 && head.Length < 21 + head[9]) || (head[18] == 0 && head[9] is not (1 or 2)))
        {
            throw new InvalidDataException("The header of the Opus stream makes no sense.");
        }

        // Any rate may be decoded. The one that was recorded is enough, and keeps the replacement of a masked file small.
        var asked = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(12));
        int[] rates = [8000, 12_000, 16_000, 24_000, ClockRate];
        return new(packets, head, Array.Find(rates, x => x >= asked && asked > 0) is > 0 and var rate ? rate : ClockRate);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            decoder.Dispose();
        }

        base.Dispose(disposing);
    }

    protected override int Next(ref float[] interleaved)
    {
        if (packets.Next() is not { } packet)
        {
            return -1;
        }

        // An empty packet is a lost one.
        var frames = packet.Length == 0 ? 0 : decoder.DecodeMultistream(packet, one, one.Length / Channels, false);
        var cut = Math.Min(skip, frames);
        skip -= cut;
        frames -= cut;
        Room(ref interleaved, frames * Channels);
        one.AsSpan(cut * Channels, frames * Channels).CopyTo(interleaved);
        return frames;
    }
}
