using System.Buffers.Binary;

namespace Compliance.Sealing;

/// <summary>The counters that libraries of this format write as nonces.</summary>
[Flags]
enum RegionNonces
{
    None = 0,

    /// <summary>Four zero bytes, then Int64 little-endian from 1: what .NET and this system write.</summary>
    LittleEndianFromOne = 1,

    /// <summary>Int64 big-endian from 0, then four zero bytes.</summary>
    LeadingBigEndianFromZero = 2,

    /// <summary>A 12-byte big-endian integer from 0.</summary>
    BigEndianFromZero = 4,

    /// <summary>What files of other libraries may have: one of them, the same in all regions.</summary>
    Any = LittleEndianFromOne | LeadingBigEndianFromZero | BigEndianFromZero,
}

static class RegionNonce
{
    const int CounterLength = sizeof(long);

    static readonly RegionNonces[] Single =
        [RegionNonces.LittleEndianFromOne, RegionNonces.LeadingBigEndianFromZero, RegionNonces.BigEndianFromZero];

    /// <summary>Writes the nonce of a region (counted from 0) as this system does.</summary>
    public static void Write(long region, Span<byte> nonce) => Write(RegionNonces.LittleEndianFromOne, region, nonce);

    /// <summary>Those of <paramref name="allowed"/> under which <paramref name="nonce"/> belongs to that region.</summary>
    public static RegionNonces Match(RegionNonces allowed, long region, ReadOnlySpan<byte> nonce)
    {
        var matching = RegionNonces.None;
        Span<byte> expected = stackalloc byte[RegionLayout.NonceLength];
        foreach (var kind in Single)
        {
            Write(kind, region, expected);
            if (allowed.HasFlag(kind) && expected.SequenceEqual(nonce))
            {
                matching |= kind;
            }
        }

        return matching;
    }

    static void Write(RegionNonces kind, long region, Span<byte> nonce)
    {
        nonce.Clear();
        switch (kind)
        {
            case RegionNonces.LittleEndianFromOne:
                BinaryPrimitives.WriteInt64LittleEndian(nonce[^CounterLength..], region + 1);
                break;
            case RegionNonces.LeadingBigEndianFromZero:
                BinaryPrimitives.WriteInt64BigEndian(nonce, region);
                break;
            case RegionNonces.BigEndianFromZero:
                BinaryPrimitives.WriteInt64BigEndian(nonce[^CounterLength..], region);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind));
        }
    }
}
