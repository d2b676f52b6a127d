using System.Buffers;
using System.Security.Cryptography;

namespace Compliance.Sealing;

/// <summary>One region in progress: its buffer, its cipher (ciphers are not thread-safe) and the running work.</summary>
sealed class RegionSlot(ContentKey key) : IAsyncDisposable
{
    // Reads and hashes in pieces that stay in the processor's cache between the two.
    const int Piece = 256 * 1024;

    byte[] buffer = [];
    AesGcm? cipher;
    int dataLength;
    bool holdsRegion;

    public Task Work { get; private set; } = Task.CompletedTask;

    int Capacity => buffer.Length - RegionLayout.Overhead;

    /// <summary>Waits for the last region started, if any, and appends its tag.</summary>
    public async Task FinishAsync(IBufferWriter<byte> tags)
    {
        await Work;
        if (holdsRegion)
        {
            tags.Write(buffer.AsSpan(RegionLayout.NonceLength + dataLength, RegionLayout.TagLength));
            holdsRegion = false;
        }
    }

    /// <summary>Reads clear bytes up to a full region; fewer only at the end of the stream.</summary>
    public async Task<int> FillAsync(Stream clear, IncrementalHash? sha256, CancellationToken cancellationToken)
    {
        dataLength = 0;
        Reserve(FirstCapacity(clear));
        while (dataLength < RegionLayout.Standard.DataLength)
        {
            if (dataLength == Capacity)
            {
                Reserve(RegionLayout.Standard.DataLength);
            }

            var piece = buffer.AsMemory(RegionLayout.NonceLength + dataLength, Math.Min(Piece, Capacity - dataLength));
            var count = await clear.ReadAsync(piece, cancellationToken);
            if (count == 0)
            {
                break;
            }

            sha256?.AppendData(piece.Span[..count]);
            dataLength += count;
        }

        return dataLength;
    }

    /// <summary>Encrypts the region and passes it to the sink, concurrently with the caller.</summary>
    public void Start(long region, Task earlier, RegionSink sink, CancellationToken cancellationToken)
    {
        holdsRegion = true;
        Work = Task.Run(
            async () =>
            {
                Encrypt(region);
                await sink(region, new ArraySegment<byte>(buffer, 0, dataLength + RegionLayout.Overhead), earlier, cancellationToken);
            },
            cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cipher?.Dispose();
        RegionBuffers.Return(buffer);
    }

    void Encrypt(long region)
    {
        cipher ??= new AesGcm(key.Key.Reveal(), RegionLayout.TagLength);
        var nonce = buffer.AsSpan(0, RegionLayout.NonceLength);
        var data = buffer.AsSpan(RegionLayout.NonceLength, dataLength);
        RegionNonce.Write(region, nonce);
        cipher.Encrypt(nonce, data, data, buffer.AsSpan(RegionLayout.NonceLength + dataLength, RegionLayout.TagLength));
    }

    // A small file of known length gets a small buffer, plus one byte so that its end is seen without growing the buffer.
    static int FirstCapacity(Stream clear) =>
        clear.CanSeek
            ? (int)Math.Clamp(clear.Length - clear.Position + 1, 1, RegionLayout.Standard.DataLength)
            : RegionLayout.Standard.DataLength;

    void Reserve(int capacity)
    {
        if (Capacity >= capacity)
        {
            return;
        }

        var larger = RegionBuffers.Rent(capacity + RegionLayout.Overhead);
        buffer.AsSpan(0, Math.Min(buffer.Length, RegionLayout.NonceLength + dataLength)).CopyTo(larger);
        RegionBuffers.Return(buffer);
        buffer = larger;
    }
}
