using System.IO.Compression;

namespace Compliance.SubjectRequests;

/// <summary>
/// A run of ZIP entries, streamed. Segments concatenated and followed by their directory are one ZIP, so each can be created, and created
/// again, on its own. Media are stored, texts are deflated; nothing is kept in memory.
/// </summary>
sealed class ZipSegment(Stream target, DateTimeOffset at)
{
    static readonly byte[] EmptyBlock = [3, 0];

    readonly List<ZipEntry> entries = [];

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    public IReadOnlyList<ZipEntry> Entries => entries;

    /// <summary>Stores a file uncompressed.</summary>
    /// <param name="most">Its maximum size in bytes.</param>
    /// <param name="known">Its SHA-256 if its reader guarantees it, lowercase hex.</param>
    /// <returns>The entry and, with <paramref name="strong"/>, the file's SHA-512.</returns>
    public async Task<(ZipEntry Entry, byte[]? Sha512)> StoreAsync(
        string path, Stream content, long most, bool strong, CancellationToken cancellationToken, string? known = null)
    {
        var begun = await BeginAsync(path, deflated: false, most, cancellationToken);
        await using var measured = new MeasuringStream(target, strong, known);
        await ReadAhead.CopyAsync(content, measured, cancellationToken);
        return (await EndAsync(begun, measured, measured.Length, cancellationToken), measured.Sha512());
    }

    /// <summary>Deflates the output of <paramref name="write"/>.</summary>
    public async Task<(ZipEntry Entry, byte[]? Sha512)> DeflateAsync(
        string path, Func<Stream, Task> write, bool strong, CancellationToken cancellationToken, long most = uint.MaxValue - 1)
    {
        var begun = await BeginAsync(path, deflated: true, most, cancellationToken);
        await using var packed = new CountingStream(target);
        MeasuringStream measured;
        await using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            measured = new MeasuringStream(deflate, strong);
            await write(measured);
        }

        await using (measured)
        {
            if (packed.Length == 0)
            {
                // The stream emits nothing for empty input, but strict readers require the final block (RFC 1951, 3.2.3).
                await packed.WriteAsync(EmptyBlock, cancellationToken);
            }

            return (await EndAsync(begun, measured, packed.Length, cancellationToken), measured.Sha512());
        }
    }

    public Task<(ZipEntry Entry, byte[]? Sha512)> DeflateAsync(
        string path, ReadOnlyMemory<byte> content, bool strong, CancellationToken cancellationToken) =>
        DeflateAsync(path, stream => stream.WriteAsync(content, cancellationToken).AsTask(), strong, cancellationToken);

    async Task<ZipEntry> BeginAsync(string path, bool deflated, long most, CancellationToken cancellationToken)
    {
        var begun = new ZipEntry(path, deflated, Streamed: true, Wide: most >= uint.MaxValue, 0, 0, 0, Length, at, "");
        await PutAsync(ZipFormat.LocalHeader(begun), cancellationToken);
        return begun;
    }

    async Task<ZipEntry> EndAsync(ZipEntry begun, MeasuringStream content, long packed, CancellationToken cancellationToken)
    {
        if (!begun.Wide && (content.Length >= uint.MaxValue || packed >= uint.MaxValue))
        {
            throw new InvalidDataException("A file is longer than announced.");
        }

        Length += packed;
        var entry = begun with { Crc32 = content.Crc, Size = content.Length, Packed = packed, Sha256 = content.Sha256() };
        await PutAsync(ZipFormat.Descriptor(entry), cancellationToken);
        entries.Add(entry);
        return entry;
    }

    async Task PutAsync(byte[] record, CancellationToken cancellationToken)
    {
        await target.WriteAsync(record, cancellationToken);
        Length += record.Length;
    }
}
