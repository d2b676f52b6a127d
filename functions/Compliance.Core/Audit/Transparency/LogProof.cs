using System.Globalization;
using System.Text;

namespace Compliance.Audit;

/// <summary>Proves to anybody who has the log's public key that an entry is in the log.</summary>
/// <param name="Index">Index of the entry in the tree, from 0.</param>
/// <param name="Entry">Its line of JSON as logged, UTF-8, without a newline: the input of the leaf hash.</param>
/// <param name="Hashes">The inclusion proof, from the sibling of the leaf upwards, 32 bytes each.</param>
/// <param name="Checkpoint">The head that <paramref name="Note"/> signs.</param>
/// <param name="Note">The signed checkpoint, byte for byte.</param>
public sealed record LogProof(
    long Index,
    ReadOnlyMemory<byte> Entry,
    IReadOnlyList<ReadOnlyMemory<byte>> Hashes,
    Checkpoint Checkpoint,
    ReadOnlyMemory<byte> Note)
{
    /// <summary>The proof as one text, C2SP tlog-proof (<c>c2sp.org/tlog-proof@v1</c>), without the entry.</summary>
    public string ToText()
    {
        var text = new StringBuilder("c2sp.org/tlog-proof@v1\n").Append(CultureInfo.InvariantCulture, $"index {Index}\n");
        foreach (var hash in Hashes)
        {
            text.Append(Convert.ToBase64String(hash.Span)).Append('\n');
        }

        return text.Append('\n').Append(Encoding.UTF8.GetString(Note.Span)).ToString();
    }
}

/// <summary>An entry of the log and its index in the tree.</summary>
/// <param name="Entry">As logged, without a newline.</param>
public sealed record IndexedEntry(long Index, ReadOnlyMemory<byte> Entry);

/// <summary>Entries that a filter selects.</summary>
/// <param name="Size">Entries that the checkpoint covers.</param>
/// <param name="Next">The index to continue from; null at the end.</param>
public sealed record AuditPage(long Size, IReadOnlyList<IndexedEntry> Entries, long? Next);

/// <summary>RFC 6962, 2.1.1.</summary>
/// <param name="Hashes">From the sibling of the leaf upwards.</param>
public sealed record InclusionProof(
    long Index, long Size, ReadOnlyMemory<byte> LeafHash, ReadOnlyMemory<byte> RootHash, IReadOnlyList<ReadOnlyMemory<byte>> Hashes);

/// <summary>RFC 6962, 2.1.2.</summary>
public sealed record ConsistencyProof(
    long From, long To, ReadOnlyMemory<byte> FromRoot, ReadOnlyMemory<byte> ToRoot, IReadOnlyList<ReadOnlyMemory<byte>> Hashes);
