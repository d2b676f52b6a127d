using System.Buffers.Binary;

namespace Compliance.Pci;

/// <summary>The <c>fmt </c> chunk: WAVEFORMAT, WAVEFORMATEX and WAVEFORMATEXTENSIBLE.</summary>
static class WavFormat
{
    const int MaxChannels = 64;
    const int MaxRate = 768_000;

    public static WavProbeResult Read(ReadOnlySpan<byte> chunk, long dataOffset, long dataLength)
    {
        var tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        var align = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]);
        var bits = chunk.Length >= 16 ? BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]) : (ushort)0;
        if (tag == 0xFFFE && chunk.Length >= 26)
        {
            // The sub-format GUID begins with the plain format tag.
            tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..]);
        }

        if (channels is 0 or > MaxChannels || rate is 0 or > MaxRate)
        {
            return new(WavKind.Unreadable, null);
        }

        // The container size counts, not the valid bits: 20 valid bits occupy 3 bytes. Without a usable block size, the bits decide.
        var container = align != 0 && align % channels == 0 ? align / channels : (bits + 7) / 8;
        SampleEncoding? encoding = (tag, container) switch
        {
            (1, 1) => SampleEncoding.Pcm8,
            (1, 2) => SampleEncoding.Pcm16,
            (1, 3) => SampleEncoding.Pcm24,
            (1, 4) => SampleEncoding.Pcm32,
            (3, 4) => SampleEncoding.Float32,
            (3, 8) => SampleEncoding.Float64,
            (6, 1) => SampleEncoding.ALaw,
            (7, 1) => SampleEncoding.MuLaw,
            _ => null,
        };
        if (encoding is { } known)
        {
            return new(WavKind.Readable, new(known, channels, (int)rate, container * channels, dataOffset, dataLength));
        }

        return tag is 1 or 3 or 6 or 7
            ? new(WavKind.Unreadable, null)
            : new(WavKind.OtherCodec, null, WavCoding.Read(tag, chunk, dataOffset, dataLength));
    }
}
