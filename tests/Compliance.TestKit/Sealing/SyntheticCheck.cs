namespace Compliance.TestKit;

/// <summary>Counts the bytes that are those of a <see cref="SyntheticStream"/> from its start.</summary>
sealed class SyntheticCheck : Stream
{
    readonly byte[] expected = new byte[256 * 1024];
    readonly SyntheticStream truth = new(long.MaxValue);

    public long Right { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => Right;

    public override long Position
    {
        get => Right;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var count = truth.Read(expected.AsSpan(0, Math.Min(expected.Length, buffer.Length)));
            Assert.True(buffer[..count].SequenceEqual(expected.AsSpan(0, count)));
            Right += count;
            buffer = buffer[count..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
