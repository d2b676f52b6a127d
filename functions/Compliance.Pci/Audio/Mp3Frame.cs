using NLayer;

namespace Compliance.Pci;

/// <summary>One MPEG audio frame (ISO/IEC 11172-3, 13818-3) with its bits, as the decoder reads it.</summary>
sealed class Mp3Frame : IMpegFrame
{
    public const int HeaderBytes = 4;

    static readonly int[] Rates = [44_100, 48_000, 32_000];

    /// <summary>kbit/s of layers I, II and III of version 1, then I and II/III of versions 2 and 2.5.</summary>
    static readonly int[][] Kilobits =
    [
        [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    ];

    readonly byte[] bytes;
    int bit;

    Mp3Frame(byte[] bytes, MpegVersion version, MpegLayer layer)
    {
        this.bytes = bytes;
        (Version, Layer) = (version, layer);
        Reset();
    }

    public MpegVersion Version { get; }

    public MpegLayer Layer { get; }

    public int SampleRateIndex => (bytes[2] >> 2) & 3;

    public int SampleRate => Rates[SampleRateIndex] >> Halvings(Version);

    public int FrameLength => bytes.Length;

    public int BitRateIndex => bytes[2] >> 4;

    public int BitRate => 1000 * Kilobits[Table(Version, Layer)][BitRateIndex];

    public MpegChannelMode ChannelMode => (MpegChannelMode)(bytes[3] >> 6);

    public int ChannelModeExtension => (bytes[3] >> 4) & 3;

    public int SampleCount => Samples(Version, Layer);

    public bool IsCopyrighted => (bytes[3] & 8) != 0;

    public bool HasCrc => (bytes[1] & 1) == 0;

    public bool IsCorrupted => false;

    public int Channels => ChannelMode is MpegChannelMode.Mono ? 1 : 2;

    /// <summary>What lies behind the header and the side information: an encoder's own first frame has its notes there.</summary>
    public ReadOnlySpan<byte> Notes
    {
        get
        {
            var side = Version is MpegVersion.Version1 ? (Channels == 1 ? 17 : 32) : Channels == 1 ? 9 : 17;
            return bytes.AsSpan(Math.Min(bytes.Length, HeaderBytes + side));
        }
    }

    /// <summary>
    /// The decoder takes the first of a short block's two Huffman tables for half as many samples as an encoder uses it for at 8 kHz. It is
    /// right where both tables are the same or the block ends before.
    /// </summary>
    public bool HasUnsureBlocks
    {
        get
        {
            const int halfway = 36;
            if (SampleRate != 8000 || Layer is not MpegLayer.LayerIII)
            {
                return false;
            }

            Reset();
            ReadBits(8 + Channels);
            var unsure = false;
            for (var c = 0; c < Channels; c++)
            {
                ReadBits(12);
                var pairs = ReadBits(9);
                ReadBits(17);
                var switched = ReadBits(1) == 1;
                var isShort = ReadBits(2) == 2;
                ReadBits(1);
                var sameTable = ReadBits(5) == ReadBits(5);
                ReadBits(12);
                unsure |= switched && isShort && !sameTable && 2 * pairs > halfway;
            }

            Reset();
            return unsure;
        }
    }

    /// <summary>Length of the frame that begins with a header, in bytes; null if this is no header.</summary>
    public static int? LengthOf(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderBytes || header[0] != 0xFF || (header[1] & 0xE0) != 0xE0 || VersionOf(header) is not { } version
            || LayerOf(header) is not { } layer || (header[2] >> 2 & 3) == 3 || header[2] >> 4 is 0 or 15)
        {
            return null;
        }

        var rate = Rates[header[2] >> 2 & 3] >> Halvings(version);
        var bits = 1000 * Kilobits[Table(version, layer)][header[2] >> 4];
        var padding = header[2] >> 1 & 1;
        return layer is MpegLayer.LayerI ? ((12 * bits / rate) + padding) * 4 : (Samples(version, layer) / 8 * bits / rate) + padding;
    }

    /// <summary>Everything that stays the same from frame to frame of one file.</summary>
    public static bool SameKind(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        one[1] == other[1] && (one[2] & 0x0C) == (other[2] & 0x0C);

    public static Mp3Frame Of(byte[] bytes) => new(bytes, VersionOf(bytes)!.Value, LayerOf(bytes)!.Value);

    public void Reset() => bit = 8 * (HeaderBytes + (HasCrc ? 2 : 0));

    public int ReadBits(int bitCount)
    {
        var value = 0;
        for (var i = 0; i < bitCount; i++, bit++)
        {
            if (bit >> 3 >= bytes.Length)
            {
                return -1;
            }

            value = (value << 1) | (bytes[bit >> 3] >> (7 - (bit & 7)) & 1);
        }

        return value;
    }

    static MpegVersion? VersionOf(ReadOnlySpan<byte> header) => (header[1] >> 3 & 3) switch
    {
        0 => MpegVersion.Version25,
        2 => MpegVersion.Version2,
        3 => MpegVersion.Version1,
        _ => null,
    };

    static MpegLayer? LayerOf(ReadOnlySpan<byte> header) => (header[1] >> 1 & 3) switch
    {
        1 => MpegLayer.LayerIII,
        2 => MpegLayer.LayerII,
        3 => MpegLayer.LayerI,
        _ => null,
    };

    static int Halvings(MpegVersion version) => version is MpegVersion.Version1 ? 0 : version is MpegVersion.Version2 ? 1 : 2;

    static int Table(MpegVersion version, MpegLayer layer) => version is MpegVersion.Version1
        ? layer is MpegLayer.LayerI ? 0 : layer is MpegLayer.LayerII ? 1 : 2
        : layer is MpegLayer.LayerI ? 3 : 4;

    static int Samples(MpegVersion version, MpegLayer layer) =>
        layer is MpegLayer.LayerI ? 384 : layer is MpegLayer.LayerIII && version is not MpegVersion.Version1 ? 576 : 1152;
}
