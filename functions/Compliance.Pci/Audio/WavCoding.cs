using System.Buffers.Binary;

namespace Compliance.Pci;

/// <summary>Compressed samples in a WAV file.</summary>
/// <param name="Tag">Format tag of WAVEFORMATEX.</param>
/// <param name="BlockBytes">Bytes that are decoded together.</param>
/// <param name="DataOffset">Offset of the first block, in bytes.</param>
/// <param name="DataLength">Bytes, limited to the real end of the file.</param>
public sealed record WavCoding(int Tag, int Channels, int SampleRate, int BlockBytes, long DataOffset, long DataLength)
{
    internal static WavCoding Read(int tag, ReadOnlySpan<byte> format, long dataOffset, long dataLength) => new(
        tag,
        BinaryPrimitives.ReadUInt16LittleEndian(format[2..]),
        (int)BinaryPrimitives.ReadUInt32LittleEndian(format[4..]),
        Math.Max(1, (int)BinaryPrimitives.ReadUInt16LittleEndian(format[12..])),
        dataOffset,
        dataLength);
}
