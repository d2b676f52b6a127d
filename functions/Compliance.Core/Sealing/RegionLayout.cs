namespace Compliance.Sealing;

/// <summary>
/// How a sealed file is divided: regions of <paramref name="DataLength"/> clear bytes (the last may be shorter, but is never empty), each
/// stored as nonce ‖ ciphertext ‖ tag. An empty file has no region.
/// </summary>
/// <param name="DataLength">Clear bytes of a full region.</param>
readonly record struct RegionLayout(int DataLength)
{
    public const int NonceLength = 12;
    public const int TagLength = 16;
    public const int Overhead = NonceLength + TagLength;

    /// <summary>Protocol 2.0: 4 MiB.</summary>
    public static RegionLayout Standard { get; } = new(4 * 1024 * 1024);

    /// <summary>Stored bytes of a full region.</summary>
    public int SealedRegion => DataLength + Overhead;

    public long Regions(long clearLength) => (clearLength / DataLength) + (clearLength % DataLength == 0 ? 0 : 1);

    public long SealedLength(long clearLength) => clearLength + (Regions(clearLength) * Overhead);

    public long OffsetOf(long region) => region * SealedRegion;

    /// <summary>Clear bytes of a region.</summary>
    public int DataLengthOf(long region, long clearLength) => (int)Math.Min(DataLength, clearLength - (region * DataLength));

    /// <summary>False if no clear file has that sealed length: the last region holds at least one byte.</summary>
    public bool TryClearLength(long sealedLength, out long clearLength)
    {
        var (whole, rest) = Math.DivRem(sealedLength, SealedRegion);
        clearLength = (whole * DataLength) + Math.Max(0, rest - Overhead);
        return rest is 0 or > Overhead;
    }
}
