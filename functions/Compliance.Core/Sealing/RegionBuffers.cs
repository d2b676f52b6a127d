using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Compliance.Sealing;

/// <summary>
/// Buffers for one sealed region. Full-size buffers are kept for reuse, because the shared array pool would round 4 MiB + 28 up to 8 MiB;
/// smaller ones are left to the garbage collector.
/// </summary>
static class RegionBuffers
{
    /// <summary>Most idle buffers kept: 4, which is 16 MiB.</summary>
    const int Kept = 4;

    static readonly ConcurrentBag<byte[]> Idle = [];

    /// <summary>A buffer of exactly <paramref name="length"/> bytes, with undefined content.</summary>
    public static byte[] Rent(int length) =>
        length == RegionLayout.Standard.SealedRegion && Idle.TryTake(out var buffer)
            ? buffer
            : GC.AllocateUninitializedArray<byte>(length);

    /// <summary>Zeroes a buffer and takes it back.</summary>
    public static void Return(byte[] buffer)
    {
        CryptographicOperations.ZeroMemory(buffer);
        if (buffer.Length == RegionLayout.Standard.SealedRegion && Idle.Count < Kept)
        {
            Idle.Add(buffer);
        }
    }
}
