namespace Compliance.Sealing;

/// <summary>
/// The clear bytes of a sealed file: seekable and read-only. A region is fetched when a read needs it, and releases no byte before it has
/// passed every check as a whole.
/// </summary>
sealed class SealedStream(RegionOpener opener) : Stream
{
    const long None = -1;

    byte[] held = [];
    Memory<byte> clear;
    long openRegion = None;
    long position;
    bool closed;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => opener.ClearLength;

    public override long Position
    {
        get => position;
        set => position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (position >= Length || buffer.IsEmpty)
        {
            return 0;
        }

        var (region, skip) = Math.DivRem(position, opener.Layout.DataLength);
        await OpenAsync(region, cancellationToken);
        var count = Math.Min(buffer.Length, clear.Length - (int)skip);
        clear.Slice((int)skip, count).CopyTo(buffer);
        position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Parsers that support only synchronous reads wait here for the fetch.
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <summary>Copies from the current position to the end; opens the next region while it writes the last one.</summary>
    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        if (position >= Length)
        {
            return;
        }

        var (region, skip) = Math.DivRem(position, opener.Layout.DataLength);
        var (reading, writing) = (RegionBuffers.Rent(opener.BufferLength), RegionBuffers.Rent(opener.BufferLength));
        var opening = opener.OpenAsync(region, reading, cancellationToken);
        try
        {
            while (position < Length)
            {
                var ready = (await opening)[(int)skip..];
                (reading, writing, skip) = (writing, reading, 0);
                if (++region < opener.Layout.Regions(Length))
                {
                    var (next, into) = (region, reading);
                    opening = Task.Run(() => opener.OpenAsync(next, into, cancellationToken), cancellationToken);
                }

                await destination.WriteAsync(ready, cancellationToken);
                position += ready.Length;
            }
        }
        finally
        {
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            RegionBuffers.Return(reading);
            RegionBuffers.Return(writing);
        }
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !closed)
        {
            closed = true;
            Release();
            opener.Dispose();
        }

        base.Dispose(disposing);
    }

    async Task OpenAsync(long region, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(closed, this);
        if (region == openRegion)
        {
            return;
        }

        if (held.Length == 0)
        {
            held = RegionBuffers.Rent(opener.BufferLength);
        }

        openRegion = None;
        clear = await opener.OpenAsync(region, held, cancellationToken);
        openRegion = region;
    }

    void Release()
    {
        RegionBuffers.Return(held);
        (held, clear, openRegion) = ([], default, None);
    }
}
