using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Compliance.Json;

namespace Compliance.SubjectRequests;

/// <summary>Reads texts from a recording's segment of the ZIP, so that the review shows exactly what the package contains.</summary>
static class ReviewText
{
    /// <summary>Bytes of a note that are shown.</summary>
    public const int Most = 64 * 1024;

    /// <summary>Bytes of a local header before the name (APPNOTE 4.3.7).</summary>
    const int HeaderBytes = 30;

    /// <param name="segment">Seekable.</param>
    public static async Task<IReadOnlyList<CallTurn>> TurnsAsync(Stream segment, ZipEntry entry, CancellationToken cancellationToken)
    {
        using var json = new MemoryStream();
        await using (var content = await OpenAsync(segment, entry, cancellationToken))
        {
            await content.CopyToAsync(json, cancellationToken);
        }

        return StateJson.Read<TranscriptFile>(json.GetBuffer().AsSpan(0, (int)json.Length)).Turns;
    }

    /// <returns>The beginning of the text, and whether there is more.</returns>
    public static async Task<(string Text, bool Cut)> BeginAsync(Stream segment, ZipEntry entry, CancellationToken cancellationToken)
    {
        var bytes = new byte[Most];
        await using var content = await OpenAsync(segment, entry, cancellationToken);
        var got = await content.ReadAtLeastAsync(bytes, Most, throwOnEndOfStream: false, cancellationToken);
        return (Encoding.UTF8.GetString(bytes, 0, got), entry.Size > got);
    }

    static async Task<Stream> OpenAsync(Stream segment, ZipEntry entry, CancellationToken cancellationToken)
    {
        var header = new byte[HeaderBytes];
        segment.Position = entry.Offset;
        await segment.ReadExactlyAsync(header, cancellationToken);
        segment.Position += BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26)) + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28));

        // Deflated data marks its own end; texts are never stored uncompressed.
        return new DeflateStream(segment, CompressionMode.Decompress, leaveOpen: true);
    }
}
