namespace Azure.Security.KeyVault.Keys;

public class KeyProperties
{
    internal KeyProperties()
    {
    }

    public string Version { get; internal set; }

    public bool? Enabled { get; set; }

    public DateTimeOffset? NotBefore { get; set; }

    public DateTimeOffset? ExpiresOn { get; set; }

    public DateTimeOffset? CreatedOn { get; internal set; }
}

public class KeyVaultKey
{
    internal KeyVaultKey()
    {
    }

    public KeyProperties Properties { get; internal set; }

    public JsonWebKey Key { get; internal set; }
}

public static class KeyModelFactory
{
    public static KeyProperties KeyProperties(
        Uri id = default,
        Uri vaultUri = default,
        string name = default,
        string version = default,
        bool managed = default,
        DateTimeOffset? createdOn = default,
        DateTimeOffset? updatedOn = default,
        string recoveryLevel = default) => new() { Version = version, CreatedOn = createdOn };

    public static KeyVaultKey KeyVaultKey(KeyProperties properties, JsonWebKey key) => new() { Properties = properties, Key = key };
}
