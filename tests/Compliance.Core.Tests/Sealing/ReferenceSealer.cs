using System.Buffers.Binary;
using System.Security.Cryptography;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Sealing;

/// <summary>The format written a second time, plainly: any region length, any of the known counters.</summary>
static class ReferenceSealer
{
    public static List<byte[]> Seal(ReadOnlySpan<byte> clear, ReadOnlySpan<byte> contentKey, int regionLength, RegionNonces nonces)
    {
        using var cipher = new AesGcm(contentKey, 16);
        var regions = new List<byte[]>();
        for (var at = 0; at < clear.Length; at += regionLength)
        {
            var data = clear.Slice(at, Math.Min(regionLength, clear.Length - at));
            var stored = new byte[data.Length + 28];
            Nonce(nonces, regions.Count).CopyTo(stored, 0);
            cipher.Encrypt(stored.AsSpan(0, 12), data, stored.AsSpan(12, data.Length), stored.AsSpan(12 + data.Length));
            regions.Add(stored);
        }

        return regions;
    }

    static byte[] Nonce(RegionNonces kind, long region)
    {
        var nonce = new byte[12];
        if (kind == RegionNonces.LittleEndianFromOne)
        {
            BinaryPrimitives.WriteInt64LittleEndian(nonce.AsSpan(4), region + 1);
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(kind == RegionNonces.LeadingBigEndianFromZero ? 0 : 4), region);
        }

        return nonce;
    }
}
