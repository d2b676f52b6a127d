namespace Compliance.TestKit;

/// <summary>Any number of bytes that take no memory: byte <c>i</c> is <c>i mod 251</c>. Not seekable.</summary>
sealed class SyntheticStream(long length, int pieces = int.MaxValue, long failAt = long.MaxValue) : Stream
{
    const int Period = 251;

    static readonly byte[] Pattern = [.. Enumerable.Range(0, Period * 4096).Select(i => (byte)(i % Period))];

    long position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (position >= failAt)
        {
            throw new IOException("The source failed.");
        }

        var start = (int)(position % Period);
        var count = (int)Math.Min(Math.Min(buffer.Length, pieces), Math.Min(length - position, Pattern.Length - start));
        Pattern.AsSpan(start, count).CopyTo(buffer);
        position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
