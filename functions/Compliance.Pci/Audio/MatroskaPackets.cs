namespace Compliance.Pci;

/// <summary>Packets of the sound track of a Matroska or WebM file (RFC 9559). Lengths may be unknown, as live recorders leave
/// them.</summary>
sealed class MatroskaPackets : Packets
{
    const uint Segment = 0x18538067;
    const uint Cluster = 0x1F43B675;
    const uint Tracks = 0x1654AE6B;
    const uint TrackEntry = 0xAE;
    const uint BlockGroup = 0xA0;
    const uint Block = 0xA1;
    const uint SimpleBlock = 0xA3;
    const int MostBlockBytes = 1 << 24;
    const int SoundTrack = 2;

    readonly ByteReader reader;
    readonly Queue<byte[]> ready = [];

    /// <exception cref="InvalidDataException">There is no sound, or several tracks of it.</exception>
    public MatroskaPackets(ByteReader reader)
    {
        this.reader = reader;
        while (Track is null && Element())
        {
        }

        Track ??= new MatroskaTrack(0, "", [], 0, 0);
        if (Track.Number == 0)
        {
            throw new InvalidDataException("The file has no sound.");
        }
    }

    /// <summary>The only sound track.</summary>
    public MatroskaTrack Track { get; private set; }

    public override byte[]? Next()
    {
        while (ready.Count == 0)
        {
            if (!Element())
            {
                return null;
            }
        }

        return ready.Dequeue();
    }

    /// <summary>Reads one element, going into those that hold others. False at the end.</summary>
    bool Element()
    {
        if (reader.Peek(2).Length < 2)
        {
            return false;
        }

        var id = (uint)MatroskaNumber.Take(reader, keepMarker: true);
        var size = MatroskaNumber.Take(reader, keepMarker: false);
        switch (id)
        {
            case Segment or Cluster or BlockGroup:
                break;
            case Tracks:
                Track = MatroskaTrack.Find(reader.Take(Checked(size)), TrackEntry, SoundTrack);
                break;
            case SimpleBlock or Block:
                Read(reader.Take(Checked(size)));
                break;
            default:
                reader.Skip(size == MatroskaNumber.Unknown ? throw new InvalidDataException("An element has no end.") : size);
                break;
        }

        return true;
    }

    static int Checked(long size) =>
        size is >= 0 and <= MostBlockBytes ? (int)size : throw new InvalidDataException("An element is too long.");

    void Read(ReadOnlySpan<byte> block)
    {
        var at = 0;
        var track = MatroskaNumber.Read(block, ref at, keepMarker: false);
        if (track != Track.Number)
        {
            return;
        }

        // Two bytes of time follow, then flags with the kind of lacing.
        var lacing = block.Length > at + 2 ? block[at + 2] & 6 : 0;
        at += 3;
        if (lacing == 0)
        {
            ready.Enqueue(block[at..].ToArray());
            return;
        }

        foreach (var length in MatroskaLacing.Lengths(block, ref at, lacing))
        {
            ready.Enqueue(block.Slice(at, length).ToArray());
            at += length;
        }
    }
}
