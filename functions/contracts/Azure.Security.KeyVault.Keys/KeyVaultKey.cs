namespace Azure.Security.KeyVault.Keys;

/// <summary>A key of a vault: its public part and its properties.</summary>
public class KeyVaultKey
{
    public KeyVaultKey(string name) => Properties = new KeyProperties(name);

    internal KeyVaultKey(KeyProperties properties) => Properties = properties ?? new KeyProperties();

    public Uri Id => Properties.Id;

    public string Name => Properties.Name;

    public JsonWebKey Key { get; internal set; }

    public KeyType KeyType => Key.KeyType;

    public IReadOnlyCollection<KeyOperation> KeyOperations => Key.KeyOps;

    public KeyProperties Properties { get; }
}
