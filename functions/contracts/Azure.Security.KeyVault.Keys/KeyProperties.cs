using Azure.Core;

namespace Azure.Security.KeyVault.Keys;

/// <summary>Everything about one version of a key except the key itself.</summary>
public class KeyProperties
{
    public KeyProperties(string name)
    {
        Argument.NotEmpty(name, nameof(name));
        Name = name;
    }

    public KeyProperties(Uri id)
    {
        Argument.NotNull(id, nameof(id));
        if (!KeyVaultKeyIdentifier.TryCreate(id, out var identifier))
        {
            throw new ArgumentException($"Invalid ObjectIdentifier: {id}. Bad number of segments: {id.Segments.Length}");
        }

        (Id, VaultUri, Name, Version) = (id, identifier.VaultUri, identifier.Name, identifier.Version);
    }

    internal KeyProperties()
    {
    }

    public string Name { get; internal set; }

    public Uri Id { get; internal set; }

    public Uri VaultUri { get; internal set; }

    public string Version { get; internal set; }

    public bool Managed { get; internal set; }

    public IDictionary<string, string> Tags { get; } = new Dictionary<string, string>();

    public bool? Enabled { get; set; }

    public bool? Exportable { get; set; }

    public DateTimeOffset? NotBefore { get; set; }

    public DateTimeOffset? ExpiresOn { get; set; }

    public DateTimeOffset? CreatedOn { get; internal set; }

    public DateTimeOffset? UpdatedOn { get; internal set; }

    public int? RecoverableDays { get; internal set; }

    public string RecoveryLevel { get; internal set; }
}
