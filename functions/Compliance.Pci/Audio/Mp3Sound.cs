using NLayer;

namespace Compliance.Pci;

/// <summary>MPEG audio, layers I to III. Tags and damaged stretches between frames are passed over, as players do.</summary>
sealed class Mp3Sound : Sound
{
    /// <summary>Samples by which every decoder is late.</summary>
    const int DecoderDelay = 529;

    /// <summary>Bytes without a frame after which the file is something else.</summary>
    const int MostBetween = 1 << 20;

    readonly MpegFrameDecoder decoder = new();
    readonly ByteReader reader;
    readonly byte[] kind;
    Mp3Frame? next;
    int skip;

    Mp3Sound(ByteReader reader, Mp3Frame first, byte[] kind)
        : base(first.Channels, first.SampleRate)
    {
        this.reader = reader;
        this.kind = kind;
        next = first;
        if (Mp3Notes.DelayOf(first.Notes) is { } delay)
        {
            (next, skip) = (null, delay > 0 ? delay + DecoderDelay : 0);
        }
    }

    /// <summary>Null if there are no frames.</summary>
    public static Mp3Sound? Open(ByteReader reader)
    {
        SkipTag(reader);
        return Frame(reader, null) is { } first ? new(reader, first.Frame, first.Kind) : null;
    }

    protected override int Next(ref float[] interleaved)
    {
        var frame = next ?? Frame(reader, kind)?.Frame;
        next = null;
        if (frame is null)
        {
            return -1;
        }

        if (frame.Channels != Channels)
        {
            throw new InvalidDataException("The number of channels changes in the middle.");
        }

        if (frame.HasUnsureBlocks)
        {
            throw new InvalidDataException("The decoder does not read short blocks at 8 kHz.");
        }

        var samples = 2 * frame.SampleCount;
        Room(ref interleaved, samples);
        samples = decoder.DecodeFrame(frame, interleaved, 0);
        var cut = Math.Min(skip, samples / Channels);
        skip -= cut;
        interleaved.AsSpan(cut * Channels, samples - (cut * Channels)).CopyTo(interleaved);
        return (samples / Channels) - cut;
    }

    /// <summary>Passes over an ID3v2 tag, whose length has seven bits a byte.</summary>
    static void SkipTag(ByteReader reader)
    {
        while (reader.Peek(10) is { Length: 10 } tag && tag.StartsWith("ID3"u8))
        {
            reader.Skip(10 + (tag[6] << 21 | tag[7] << 14 | tag[8] << 7 | tag[9]) + ((tag[5] & 0x10) != 0 ? 10 : 0));
        }
    }

    /// <summary>The next frame. Two headers in a row that agree are no coincidence.</summary>
    static (Mp3Frame Frame, byte[] Kind)? Frame(ByteReader reader, byte[]? kind)
    {
        for (var passed = 0; passed < MostBetween; passed++)
        {
            var header = reader.Peek(Mp3Frame.HeaderBytes);
            if (header.Length < Mp3Frame.HeaderBytes)
            {
                return null;
            }

            if (Mp3Frame.LengthOf(header) is { } length && (kind is null || Mp3Frame.SameKind(header, kind)))
            {
                var ahead = reader.Peek(length + Mp3Frame.HeaderBytes);
                if (ahead.Length == length || (ahead.Length == length + Mp3Frame.HeaderBytes
                    && (kind is not null || (Mp3Frame.LengthOf(ahead[length..]) is not null && Mp3Frame.SameKind(ahead, ahead[length..])))))
                {
                    var frame = reader.Take(length).ToArray();
                    return (Mp3Frame.Of(frame), frame[..Mp3Frame.HeaderBytes]);
                }
            }

            reader.Skip(1);
        }

        throw new InvalidDataException("The file holds something else than sound.");
    }
}

/// <summary>The first frame of many files holds no sound but the encoder's notes on the others.</summary>
static class Mp3Notes
{
    const int HeadBytes = 8;
    const int EncoderBytes = 24;

    /// <summary>Samples that the encoder put before the sound; null if the frame has no such notes.</summary>
    public static int? DelayOf(ReadOnlySpan<byte> notes)
    {
        if (notes.Length < HeadBytes || !(notes.StartsWith("Xing"u8) || notes.StartsWith("Info"u8)))
        {
            return notes.Length > 40 && notes[..40].IndexOf("VBRI"u8) >= 0 ? 0 : null;
        }

        // Flags say which of frame count, byte count, table of contents and quality come first.
        var flags = notes[7];
        var at = HeadBytes + ((flags & 1) != 0 ? 4 : 0) + ((flags & 2) != 0 ? 4 : 0) + ((flags & 4) != 0 ? 100 : 0)
            + ((flags & 8) != 0 ? 4 : 0);
        return notes.Length < at + EncoderBytes || notes[at] == 0 ? 0 : (notes[at + 21] << 4) | (notes[at + 22] >> 4);
    }
}
