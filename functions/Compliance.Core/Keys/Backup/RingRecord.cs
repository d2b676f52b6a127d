namespace Compliance.Keys;

/// <summary>A blob of the key ring as it lies there.</summary>
/// <param name="Name">In container <c>keyring</c>.</param>
/// <param name="Metadata">The blob's metadata; empty for none.</param>
/// <param name="Content">Its bytes: a key wrapped by the vault, or an erasure's mark.</param>
public sealed record RingRecord(string Name, IReadOnlyDictionary<string, string> Metadata, ReadOnlyMemory<byte> Content)
{
    /// <summary>What the name begins with, up to the first slash; a tenant's own secret has none.</summary>
    public bool IsSecret => !Name.Contains('/', StringComparison.Ordinal);

    /// <summary>
    /// What a backup holds. Not live calls' keys (hours), not packages' (what was handed out once is made again; 14 days are 14 days), not
    /// the mark of a restore.
    /// </summary>
    public static bool IsBackedUp(string name) =>
        !name.StartsWith("packages/", StringComparison.Ordinal)
        && !name.StartsWith("calls/", StringComparison.Ordinal)
        && name != Compliance.Tenancy.TenantGate.MarkName;

    public override string ToString() => $"RingRecord({Name})";
}
