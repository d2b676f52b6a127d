using System.IO.Hashing;
using System.Security.Cryptography;

namespace Compliance.Rights.Export.Packages.Zip;

/// <summary>Passes on what is written to it, and measures it: length, CRC-32, SHA-256 and, where it is wanted, SHA-512.</summary>
sealed class MeasuringStream(Stream target, bool strong) : Stream
{
    readonly Crc32 crc = new();
    readonly IncrementalHash sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly IncrementalHash? sha512 = strong ? IncrementalHash.CreateHash(HashAlgorithmName.SHA512) : null;
    long length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => length;

    public override long Position { get => length; set => throw new NotSupportedException(); }

    public uint Crc => crc.GetCurrentHashAsUInt32();

    public string Sha256() => Convert.ToHexStringLower(sha256.GetCurrentHash());

    public byte[]? Sha512() => sha512?.GetCurrentHash();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Add(buffer.Span);
        await target.WriteAsync(buffer, cancellationToken);
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
            sha256.Dispose();
            sha512?.Dispose();
        }

        base.Dispose(disposing);
    }

    void Add(ReadOnlySpan<byte> bytes)
    {
        crc.Append(bytes);
        sha256.AppendData(bytes);
        sha512?.AppendData(bytes);
        length += bytes.Length;
    }
}
