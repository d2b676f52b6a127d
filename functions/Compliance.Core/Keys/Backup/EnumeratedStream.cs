namespace Compliance.Keys;

/// <summary>Reads pieces as one stream, as they are produced; only the current piece is in memory.</summary>
sealed class EnumeratedStream(IAsyncEnumerable<ReadOnlyMemory<byte>> pieces, CancellationToken cancellationToken) : Stream
{
    readonly IAsyncEnumerator<ReadOnlyMemory<byte>> pieces = pieces.GetAsyncEnumerator(cancellationToken);
    ReadOnlyMemory<byte> rest;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (rest.IsEmpty)
        {
            if (!await pieces.MoveNextAsync())
            {
                return 0;
            }

            rest = pieces.Current;
        }

        var count = Math.Min(buffer.Length, rest.Length);
        rest[..count].CopyTo(buffer);
        rest = rest[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask DisposeAsync()
    {
        await pieces.DisposeAsync();
        await base.DisposeAsync();
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
