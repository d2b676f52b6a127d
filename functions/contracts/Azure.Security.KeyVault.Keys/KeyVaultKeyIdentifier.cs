using System.ComponentModel;

namespace Azure.Security.KeyVault.Keys;

/// <summary>The parts of a key's address: vault/keys/name[/version].</summary>
public readonly struct KeyVaultKeyIdentifier : IEquatable<KeyVaultKeyIdentifier>
{
    public KeyVaultKeyIdentifier(Uri id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (!TryCreate(id, out this))
        {
            throw new ArgumentException($"{id} is not a valid key ID", nameof(id));
        }
    }

    KeyVaultKeyIdentifier(Uri id, string[] segments)
    {
        SourceId = id;
        VaultUri = new Uri($"{id.Scheme}://{id.Authority}");
        Name = segments[2].Trim('/');
        Version = segments.Length == 4 ? segments[3].TrimEnd('/') : null;
    }

    public Uri SourceId { get; }

    public Uri VaultUri { get; }

    public string Name { get; }

    public string Version { get; }

    public static bool TryCreate(Uri id, out KeyVaultKeyIdentifier identifier)
    {
        var valid = id?.Segments.Length is 3 or 4;
        identifier = valid ? new KeyVaultKeyIdentifier(id, id.Segments) : default;
        return valid;
    }

    public bool Equals(KeyVaultKeyIdentifier other) => SourceId == other.SourceId;

    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object obj) => obj is KeyVaultKeyIdentifier other && Equals(other);

    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => SourceId?.GetHashCode() ?? 0;

    [EditorBrowsable(EditorBrowsableState.Never)]
    public override string ToString() => base.ToString();
}
