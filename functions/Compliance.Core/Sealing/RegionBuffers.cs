using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Compliance.Sealing;

/// <summary>
/// Buffers of one stored region. Whole ones are kept for reuse (the shared array pool would round 4 MiB + 28 up to 8 MiB); smaller
/// ones are left to the collector.
/// </summary>
static class RegionBuffers
{
    /// <summary>Idle buffers kept: 4, 16 MiB.</summary>
    const int Kept = 4;

    static readonly ConcurrentBag<byte[]> Idle = [];

    /// <summary>A buffer of exactly <paramref name="length"/> bytes, or the whole-region size if that is asked for; content undefined.</summary>
    public static byte[] Rent(int length) =>
        length == RegionLayout.Standard.SealedRegion && Idle.TryTake(out var buffer)
            ? buffer
            : GC.AllocateUninitializedArray<byte>(length);

    /// <summary>Takes a buffer back, zeroed.</summary>
    public static void Return(byte[] buffer)
    {
        CryptographicOperations.ZeroMemory(buffer);
        if (buffer.Length == RegionLayout.Standard.SealedRegion && Idle.Count < Kept)
        {
            Idle.Add(buffer);
        }
    }
}
