using System.Text.Json;
using Compliance.Audit;

namespace Compliance.Functions.Auditing;

/// <summary><c>GET …/audit/entries</c>.</summary>
/// <param name="TreeSize">Entries that the checkpoint covers.</param>
/// <param name="Continuation">The next <c>from</c>; null at the end.</param>
public sealed record AuditEntriesView(IReadOnlyList<AuditEntryView> Items, long TreeSize, string? Continuation)
{
    public static AuditEntriesView Of(AuditPage page) =>
        new([.. page.Entries.Select(AuditEntryView.Of)], page.Size, page.Next is { } next ? $"{next}" : null);
}

/// <param name="LeafHash">Base64; computed over the entry's bytes as in its bundle.</param>
public sealed record AuditEntryView(long Index, string LeafHash, JsonElement Entry)
{
    public static AuditEntryView Of(IndexedEntry entry)
    {
        using var json = JsonDocument.Parse(entry.Entry);
        return new(entry.Index, Convert.ToBase64String(MerkleHash.Leaf(entry.Entry.Span)), json.RootElement.Clone());
    }
}

/// <summary><c>GET …/audit/proof/inclusion</c>; hashes in base64, from the leaf's sibling upwards.</summary>
public sealed record InclusionView(long Index, long Size, string LeafHash, string RootHash, IReadOnlyList<string> Hashes)
{
    public static InclusionView Of(InclusionProof proof) => new(
        proof.Index,
        proof.Size,
        Convert.ToBase64String(proof.LeafHash.Span),
        Convert.ToBase64String(proof.RootHash.Span),
        [.. proof.Hashes.Select(x => Convert.ToBase64String(x.Span))]);
}

/// <summary><c>GET …/audit/proof/consistency</c>; hashes in base64.</summary>
public sealed record ConsistencyView(long From, long To, string FromRoot, string ToRoot, IReadOnlyList<string> Hashes)
{
    public static ConsistencyView Of(ConsistencyProof proof) => new(
        proof.From,
        proof.To,
        Convert.ToBase64String(proof.FromRoot.Span),
        Convert.ToBase64String(proof.ToRoot.Span),
        [.. proof.Hashes.Select(x => Convert.ToBase64String(x.Span))]);
}
