namespace Compliance.Keys;

/// <summary>A blob of the key ring, unchanged.</summary>
/// <param name="Name">Its name in container <c>keyring</c>.</param>
/// <param name="Metadata">The blob's metadata; may be empty.</param>
/// <param name="Content">Its bytes: a key wrapped by the vault, or the tombstone of an erasure.</param>
public sealed record RingRecord(string Name, IReadOnlyDictionary<string, string> Metadata, ReadOnlyMemory<byte> Content)
{
    /// <summary>Whether it is one of the tenant's own secrets: only their names have no slash.</summary>
    public bool IsSecret => !Name.Contains('/', StringComparison.Ordinal);

    /// <summary>
    /// Whether a backup contains the record. Excluded are keys of live calls (which live for hours), keys of packages (a package can be
    /// built again, and must be gone after 14 days), and the marker of a restore.
    /// </summary>
    public static bool IsBackedUp(string name) =>
        !name.StartsWith("packages/", StringComparison.Ordinal)
        && !name.StartsWith("calls/", StringComparison.Ordinal)
        && name != Compliance.Tenancy.TenantGate.MarkName;

    public override string ToString() => $"RingRecord({Name})";
}
