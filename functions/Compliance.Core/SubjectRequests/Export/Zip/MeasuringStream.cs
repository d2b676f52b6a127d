using System.IO.Hashing;
using System.Security.Cryptography;

namespace Compliance.SubjectRequests;

/// <summary>
/// Passes on what is written to it and measures it: length, CRC-32, SHA-256 and, on request, SHA-512. For large pieces the digests are
/// computed concurrently with the writing, each on a free processor if there is one.
/// </summary>
/// <param name="known">The SHA-256 of what will be written, lowercase hex, if already known.</param>
sealed class MeasuringStream(Stream target, bool strong, string? known = null) : Stream
{
    /// <summary>For smaller pieces, computing a digest costs less than handing it to another thread.</summary>
    const int Apart = 64 * 1024;

    readonly Crc32 crc = new();
    readonly IncrementalHash? sha256 = known is null ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    readonly IncrementalHash? sha512 = strong ? IncrementalHash.CreateHash(HashAlgorithmName.SHA512) : null;
    long length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => length;

    public override long Position { get => length; set => throw new NotSupportedException(); }

    public uint Crc => crc.GetCurrentHashAsUInt32();

    public string Sha256() => known ?? Convert.ToHexStringLower(sha256!.GetCurrentHash());

    public byte[]? Sha512() => sha512?.GetCurrentHash();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length < Apart)
        {
            Add(buffer.Span);
            await target.WriteAsync(buffer, cancellationToken);
            return;
        }

        Task[] digests = [Beside(sha256, buffer), Beside(sha512, buffer)];
        try
        {
            crc.Append(buffer.Span);
            length += buffer.Length;
            await target.WriteAsync(buffer, cancellationToken);
        }
        finally
        {
            // The caller may reuse the buffer once this returns.
            await Task.WhenAll(digests);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Add(buffer);
        target.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => target.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => target.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            sha256?.Dispose();
            sha512?.Dispose();
        }

        base.Dispose(disposing);
    }

    static Task Beside(IncrementalHash? digest, ReadOnlyMemory<byte> bytes) =>
        digest is null ? Task.CompletedTask : Task.Run(() => digest.AppendData(bytes.Span));

    void Add(ReadOnlySpan<byte> bytes)
    {
        crc.Append(bytes);
        sha256?.AppendData(bytes);
        sha512?.AppendData(bytes);
        length += bytes.Length;
    }
}
