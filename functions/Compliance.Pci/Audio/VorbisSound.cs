using NVorbis;
using NVorbis.Contracts;

namespace Compliance.Pci;

/// <summary>Vorbis I as Ogg and Matroska carry it.</summary>
sealed class VorbisSound : Sound
{
    const int BlockFrames = 4096;

    readonly StreamDecoder decoder;

    VorbisSound(StreamDecoder decoder)
        : base(decoder.Channels, decoder.SampleRate) => this.decoder = decoder;

    /// <param name="headers">The headers, where the container keeps them apart.</param>
    public static VorbisSound Open(Packets packets, IEnumerable<byte[]> headers) =>
        new(new StreamDecoder(new Source(packets, headers)));

    /// <summary>The three headers in Matroska's private data: a count, their lengths but the last's, and then they themselves.</summary>
    public static IEnumerable<byte[]> Headers(byte[] joined)
    {
        var at = 1;
        var lengths = new int[2];
        for (var i = 0; i < lengths.Length; i++)
        {
            int part;
            do
            {
                part = at < joined.Length ? joined[at++] : throw new InvalidDataException("The headers of the Vorbis stream are cut off.");
                lengths[i] += part;
            }
            while (part == 255);
        }

        if (at + lengths.Sum() > joined.Length)
        {
            throw new InvalidDataException("The headers of the Vorbis stream are cut off.");
        }

        var (second, third) = (at + lengths[0], at + lengths[0] + lengths[1]);
        return [joined[at..second], joined[second..third], joined[third..]];
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
        Room(ref interleaved, BlockFrames * Channels);
        var samples = decoder.Read(interleaved, 0, BlockFrames * Channels);
        return samples == 0 ? -1 : samples / Channels;
    }

    sealed class Source(Packets packets, IEnumerable<byte[]> headers) : NVorbis.Contracts.IPacketProvider
    {
        readonly Queue<byte[]> first = new(headers);
        IPacket? peeked;

        public bool CanSeek => false;

        public int StreamSerial => 0;

        public IPacket? PeekNextPacket() => peeked ??= Take();

        public IPacket? GetNextPacket()
        {
            var next = peeked ?? Take();
            peeked = null;
            return next;
        }

        public long SeekTo(long granulePos, int preRoll, GetPacketGranuleCount getPacketGranuleCount) => throw new NotSupportedException();

        public long GetGranuleCount() => throw new NotSupportedException();

        Packet? Take()
        {
            var bytes = first.Count > 0 ? first.Dequeue() : packets.Next();
            return bytes is null ? null : new Packet(bytes);
        }
    }

    sealed class Packet(byte[] bytes) : DataPacket
    {
        int at;

        protected override int TotalBits => bytes.Length * 8;

        public override void Reset()
        {
            at = 0;
            base.Reset();
        }

        protected override int ReadNextByte() => at < bytes.Length ? bytes[at++] : -1;
    }
}
