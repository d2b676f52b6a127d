namespace Compliance.SubjectRequests;

/// <summary>What makes segments laid end to end one ZIP: its central directory and its end (APPNOTE 4.3.12, 4.3.16).</summary>
static class ZipDirectory
{
    /// <param name="segments">In the order that they lie in: their entries, and how many bytes each has.</param>
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
