using Concentus;

namespace Compliance.Pci;

/// <summary>Opens compressed sound by what a file holds, not by what it claims to be.</summary>
static class SoundFile
{
    const int HeadBytes = 64;

    /// <param name="clear">Read forward; the caller disposes of it.</param>
    /// <param name="coding">Where the samples of a WAV file are; null for any other file.</param>
    /// <returns>Null if the decoder knows nothing of such files or is not installed.</returns>
    /// <exception cref="Exception">The file is damaged: see <see cref="IsDamage"/>. Reading may throw the same.</exception>
    public static Sound? Open(GateFile file, Stream clear, WavCoding? coding, SoundDecoder decoder) => decoder switch
    {
        SoundDecoder.Own => Open(file, clear, coding),
        SoundDecoder.Ffmpeg => FfmpegSound.Installed is { } path ? FfmpegSound.Open(Mp4Order.Of(file, clear), path) : null,
    };

    /// <summary>What the decoders of packages throw at files that no encoder writes.</summary>
    public static bool IsDamage(Exception exception) => exception is InvalidDataException or IndexOutOfRangeException or ArgumentException
        or InvalidOperationException or ArithmeticException or NullReferenceException or OpusException;

    static Sound? Open(GateFile file, Stream clear, WavCoding? coding)
    {
        var reader = new ByteReader(clear);
        if (coding is not null)
        {
            reader.Skip(coding.DataOffset);
            return Wav(reader, coding);
        }

        var head = reader.Peek(HeadBytes);
        return head.StartsWith("OggS"u8) ? Ogg(new OggPackets(reader))
            : head.StartsWith("fLaC"u8) ? FlacSound.Open(reader)
            : head.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]) ? Matroska(new MatroskaPackets(reader))
            : head.StartsWith("ID3"u8) || Mp3Frame.LengthOf(head) is not null ? Mp3Sound.Open(reader)
            : IsG722(file) ? new G722(reader, long.MaxValue)
            : null;
    }

    /// <summary>G.722 has no header: only the name or the content type tells.</summary>
    static bool IsG722(GateFile file) =>
        file.Name.EndsWith(".g722", StringComparison.OrdinalIgnoreCase)
        || file.ContentType.Split(';')[0].Trim().ToLowerInvariant() is "audio/g722" or "audio/x-g722";

    static Sound? Wav(ByteReader reader, WavCoding coding) => coding.Tag switch
    {
        0x02 => new MsAdpcm(reader, coding),
        0x11 => new ImaAdpcm(reader, coding),
        0x31 => new GsmSound(reader, coding),
        0x50 or 0x55 => Mp3Sound.Open(reader),
        0x65 or 0x28F when coding.Channels == 1 => new G722(reader, coding.DataLength),
        _ => null,
    };

    static Sound? Ogg(OggPackets packets)
    {
        var first = packets.Next();
        if (first is null)
        {
            return null;
        }

        if (first.AsSpan().StartsWith("OpusHead"u8))
        {
            // The comments.
            packets.Next();
            return OpusSound.Open(packets, first);
        }

        if (first.AsSpan().StartsWith("\u0001vorbis"u8))
        {
            return VorbisSound.Open(packets, [first]);
        }

        const int mappingBytes = 9;
        return first.AsSpan().StartsWith("\u007FFLAC"u8) && first.Length > mappingBytes
            ? FlacSound.Open(new ByteReader(new PacketStream(packets, first[mappingBytes..])))
            : null;
    }

    static Sound? Matroska(MatroskaPackets packets) => packets.Track switch
    {
        { Codec: "A_OPUS" } track => OpusSound.Open(packets, track.Private),
        { Codec: "A_VORBIS" } track => VorbisSound.Open(packets, VorbisSound.Headers(track.Private)),
        { Codec: "A_FLAC" } track => FlacSound.Open(new ByteReader(new PacketStream(packets, track.Private))),
        { Codec: "A_MPEG/L3" or "A_MPEG/L2" } => Mp3Sound.Open(new ByteReader(new PacketStream(packets, []))),
        _ => null,
    };
}
