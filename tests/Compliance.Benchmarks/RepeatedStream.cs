using System.Security.Cryptography;

namespace Compliance.Benchmarks;

/// <summary>A clear file of any length that costs one memory copy to read: something, repeated.</summary>
/// <param name="repeated">Default: 1 MiB of random bytes.</param>
sealed class RepeatedStream(long length, byte[]? repeated = null) : Stream
{
    static readonly byte[] Random = RandomNumberGenerator.GetBytes(1024 * 1024);

    readonly byte[] pattern = repeated ?? Random;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        var start = (int)(Position % pattern.Length);
        var count = (int)Math.Min(Math.Min(buffer.Length, length - Position), pattern.Length - start);
        pattern.AsSpan(start, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
