namespace Compliance.SubjectRequests;

/// <summary>Concatenates a package's pieces into one seekable stream; one piece is open at a time.</summary>
/// <param name="owned">Disposed with the stream: the key.</param>
sealed class PackageStream(
    IReadOnlyList<PackagePiece> pieces, Func<PackagePiece, CancellationToken, Task<Stream>> open, IDisposable owned) : Stream
{
    readonly long[] starts = [.. Starts(pieces)];
    Stream? current;
    int index = -1;
    long position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => starts[^1];

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

        var wanted = Array.BinarySearch(starts, position);
        wanted = wanted >= 0 ? wanted : ~wanted - 1;
        while (starts[wanted + 1] == position)
        {
            // An empty piece.
            wanted++;
        }

        if (wanted != index)
        {
            await CloseAsync();
            current = await open(pieces[wanted], cancellationToken);
            index = wanted;
        }

        current!.Position = position - starts[wanted];
        var got = await current.ReadAsync(buffer, cancellationToken);
        position += got;
        return got;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

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

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            current?.Dispose();
            owned.Dispose();
        }

        base.Dispose(disposing);
    }

    async ValueTask CloseAsync()
    {
        if (current is not null)
        {
            await current.DisposeAsync();
            current = null;
            index = -1;
        }
    }

    static IEnumerable<long> Starts(IReadOnlyList<PackagePiece> pieces)
    {
        var start = 0L;
        yield return start;
        foreach (var piece in pieces)
        {
            yield return start += piece.Content.ClearLength;
        }
    }
}
