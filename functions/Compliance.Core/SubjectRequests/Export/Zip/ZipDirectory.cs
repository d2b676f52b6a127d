namespace Compliance.SubjectRequests;

/// <summary>Turns concatenated segments into one ZIP: its central directory and end record (APPNOTE 4.3.12, 4.3.16).</summary>
static class ZipDirectory
{
    /// <param name="segments">In order: each segment's entries and its length in bytes.</param>
    public static async Task WriteAsync(
        Stream target, IEnumerable<(IReadOnlyList<ZipEntry> Entries, long Length)> segments, CancellationToken cancellationToken)
    {
        var (offset, length, count) = (0L, 0L, 0L);
        foreach (var (entries, bytes) in segments)
        {
            foreach (var entry in entries)
            {
                var header = ZipFormat.DirectoryHeader(entry, offset + entry.Offset);
                await target.WriteAsync(header, cancellationToken);
                length += header.Length;
                count++;
            }

            offset += bytes;
        }

        await target.WriteAsync(ZipFormat.End(count, offset, length), cancellationToken);
    }
}
