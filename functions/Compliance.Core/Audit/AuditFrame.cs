using System.Globalization;
using System.Text;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// A line of the log: the entry's JSON, a space, and its MAC in base64. The MAC is no part of the tree's leaf. It covers the number of the
/// append blob, so a line that was copied to another blob is none.
/// </summary>
static class AuditFrame
{
    /// <summary>Longest line, in bytes. Longer ones are no entries.</summary>
    public const int Longest = EntryBundle.LongestEntry + 1 + MacLength;

    /// <summary>HMAC-SHA-256 in base64.</summary>
    const int MacLength = 44;

    /// <summary>
    /// Entries as one block. It begins with a newline: whatever somebody else has left at the end of the blob then ends there, and is not
    /// the beginning of our first line.
    /// </summary>
    public static async Task<byte[]> BlockAsync(
        TenantStore store, int blob, IReadOnlyList<AuditLine> entries, CancellationToken cancellationToken)
    {
        using var block = new MemoryStream();
        block.WriteByte((byte)'\n');
        foreach (var entry in entries.Select(x => x.ToUtf8()))
        {
            block.Write(entry);
            block.Write(Encoding.ASCII.GetBytes($" {await MacAsync(store, blob, entry, cancellationToken)}\n"));
        }

        return block.ToArray();
    }

    /// <returns>The entry and its bytes; null if this product did not write the line into this blob.</returns>
    public static async Task<(AuditLine Line, ReadOnlyMemory<byte> Utf8)?> OpenAsync(
        TenantStore store, int blob, ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        var end = line.Length - MacLength - 1;
        if (end <= 0 || line.Length > Longest || line.Span[end] != (byte)' ')
        {
            return null;
        }

        var entry = line[..end];
        var expected = await MacAsync(store, blob, entry, cancellationToken);
        return DerivedMac.Matches(Encoding.ASCII.GetString(line.Span[(end + 1)..]), expected)
            ? (AuditLine.Parse(entry.Span), entry)
            : null;
    }

    static Task<string> MacAsync(TenantStore store, int blob, ReadOnlyMemory<byte> entry, CancellationToken cancellationToken) =>
        store.Documents.MacAsync(string.Create(CultureInfo.InvariantCulture, $"audit/line/v2/{blob}"), entry, cancellationToken);
}
