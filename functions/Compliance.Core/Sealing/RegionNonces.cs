using System.Buffers.Binary;

namespace Compliance.Sealing;

/// <summary>The counters that implementations of this format use as nonces.</summary>
[Flags]
enum RegionNonces
{
    None = 0,

    /// <summary>Four zero bytes, then Int64 little-endian from 1: written by .NET and by this system.</summary>
    LittleEndianFromOne = 1,

    /// <summary>Int64 big-endian from 0, then four zero bytes.</summary>
    LeadingBigEndianFromZero = 2,

    /// <summary>A 12-byte big-endian integer from 0.</summary>
    BigEndianFromZero = 4,

    /// <summary>Accepted from other implementations: any one of them, the same in all regions.</summary>
    Any = LittleEndianFromOne | LeadingBigEndianFromZero | BigEndianFromZero,
}

static class RegionNonce
{
    const int CounterLength = sizeof(long);

    static readonly RegionNonces[] Single =
        [RegionNonces.LittleEndianFromOne, RegionNonces.LeadingBigEndianFromZero, RegionNonces.BigEndianFromZero];

    /// <summary>Writes the nonce of a region (counted from 0) in this system's form.</summary>
    public static void Write(long region, Span<byte> nonce) => Write(RegionNonces.LittleEndianFromOne, region, nonce);

    /// <summary>The members of <paramref name="allowed"/> for which <paramref name="nonce"/> is the nonce of that region.</summary>
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
