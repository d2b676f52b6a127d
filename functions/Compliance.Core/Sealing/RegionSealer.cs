using System.Buffers;
using System.Security.Cryptography;

namespace Compliance.Sealing;

/// <summary>
/// Takes one sealed region. <paramref name="earlier"/> completes when the previous region has been taken: a sink that needs order awaits
/// it first. The sink may use the bytes only until its task completes.
/// </summary>
delegate Task RegionSink(long region, ArraySegment<byte> bytes, Task earlier, CancellationToken cancellationToken);

/// <summary>
/// Reads a clear stream once, hashing as it reads, and encrypts it in place, region by region. Up to <see cref="Window"/> regions are in
/// memory and are read, encrypted and written concurrently.
/// </summary>
static class RegionSealer
{
    const int Window = 3;

    /// <param name="sha256">Hash of the clear bytes; null if it is not needed (the receipt's hash is then empty).</param>
    public static async Task<SealedContent> SealAsync(
        Stream clear, ContentKey key, IncrementalHash? sha256, RegionSink sink, CancellationToken cancellationToken)
    {
        var slots = Enumerable.Range(0, Window).Select(_ => new RegionSlot(key)).ToArray();
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tags = new ArrayBufferWriter<byte>();
        var length = 0L;
        var region = 0L;
        try
        {
            for (var more = true; more; region++)
            {
                var slot = slots[region % Window];
                await slot.FinishAsync(tags);
                var count = await slot.FillAsync(clear, sha256, failed.Token);
                length += count;
                more = count == RegionLayout.Standard.DataLength;
                if (count > 0)
                {
                    slot.Start(region, slots[(region + Window - 1) % Window].Work, sink, failed.Token);
                }
            }

            for (var oldest = region; oldest < region + Window; oldest++)
            {
                await slots[oldest % Window].FinishAsync(tags);
            }
        }
        finally
        {
            // Nothing may use a buffer after it is back in the pool, so work in progress is cancelled and awaited first.
            await failed.CancelAsync();
            foreach (var slot in slots)
            {
                await slot.DisposeAsync();
            }
        }

        var digest = sha256 is null ? "" : Convert.ToHexStringLower(sha256.GetHashAndReset());
        return new SealedContent(length, digest, tags.WrittenSpan.ToArray());
    }
}
