using Azure.Core;
using Azure.Security.KeyVault.Keys.Cryptography;

namespace Azure.Security.KeyVault.Keys;

/// <summary>Manages the keys of one vault.</summary>
public class KeyClient
{
    readonly Uri vaultUri;

    public KeyClient(Uri vaultUri, TokenCredential credential)
        : this(vaultUri, credential, null)
    {
    }

    public KeyClient(Uri vaultUri, TokenCredential credential, KeyClientOptions options)
    {
        Argument.NotNull(vaultUri, nameof(vaultUri));
        Argument.NotNull(credential, nameof(credential));
        this.vaultUri = vaultUri;
    }

    protected KeyClient()
    {
    }

    public virtual Uri VaultUri => vaultUri;

    public virtual Response<KeyVaultKey> CreateKey(
        string name, KeyType keyType, CreateKeyOptions keyOptions = default, CancellationToken cancellationToken = default)
    {
        Argument.NotEmpty(name, nameof(name));
        Argument.NotDefault(keyType, nameof(keyType));
        throw CompileTimeContract.NotSupported();
    }

    public virtual async Task<Response<KeyVaultKey>> CreateKeyAsync(
        string name, KeyType keyType, CreateKeyOptions keyOptions = default, CancellationToken cancellationToken = default)
    {
        Argument.NotEmpty(name, nameof(name));
        Argument.NotDefault(keyType, nameof(keyType));
        throw CompileTimeContract.NotSupported();
    }

    public virtual Response<KeyVaultKey> CreateEcKey(CreateEcKeyOptions ecKeyOptions, CancellationToken cancellationToken = default)
    {
        Argument.NotNull(ecKeyOptions, nameof(ecKeyOptions));
        throw CompileTimeContract.NotSupported();
    }

    public virtual async Task<Response<KeyVaultKey>> CreateEcKeyAsync(
        CreateEcKeyOptions ecKeyOptions, CancellationToken cancellationToken = default)
    {
        Argument.NotNull(ecKeyOptions, nameof(ecKeyOptions));
        throw CompileTimeContract.NotSupported();
    }

    public virtual Response<KeyVaultKey> CreateRsaKey(CreateRsaKeyOptions rsaKeyOptions, CancellationToken cancellationToken = default)
    {
        Argument.NotNull(rsaKeyOptions, nameof(rsaKeyOptions));
        throw CompileTimeContract.NotSupported();
    }

    public virtual async Task<Response<KeyVaultKey>> CreateRsaKeyAsync(
        CreateRsaKeyOptions rsaKeyOptions, CancellationToken cancellationToken = default)
    {
        Argument.NotNull(rsaKeyOptions, nameof(rsaKeyOptions));
        throw CompileTimeContract.NotSupported();
    }

    public virtual Response<KeyVaultKey> GetKey(string name, string version = null, CancellationToken cancellationToken = default)
    {
        Argument.NotEmpty(name, nameof(name));
        throw CompileTimeContract.NotSupported();
    }

    public virtual async Task<Response<KeyVaultKey>> GetKeyAsync(
        string name, string version = null, CancellationToken cancellationToken = default)
    {
        Argument.NotEmpty(name, nameof(name));
        throw CompileTimeContract.NotSupported();
    }

    public virtual Pageable<KeyProperties> GetPropertiesOfKeys(CancellationToken cancellationToken = default) =>
        throw CompileTimeContract.NotSupported();

    public virtual AsyncPageable<KeyProperties> GetPropertiesOfKeysAsync(CancellationToken cancellationToken = default) =>
        throw CompileTimeContract.NotSupported();

    public virtual Pageable<KeyProperties> GetPropertiesOfKeyVersions(string name, CancellationToken cancellationToken = default)
    {
        Argument.NotEmpty(name, nameof(name));
        throw CompileTimeContract.NotSupported();
    }

    public virtual AsyncPageable<KeyProperties> GetPropertiesOfKeyVersionsAsync(
        string name, CancellationToken cancellationToken = default)
    {
        Argument.NotEmpty(name, nameof(name));
        throw CompileTimeContract.NotSupported();
    }

    public virtual Response<KeyVaultKey> UpdateKeyProperties(
        KeyProperties properties, IEnumerable<KeyOperation> keyOperations = null, CancellationToken cancellationToken = default)
    {
        Argument.NotNull(properties, nameof(properties));
        throw CompileTimeContract.NotSupported();
    }

    public virtual async Task<Response<KeyVaultKey>> UpdateKeyPropertiesAsync(
        KeyProperties properties, IEnumerable<KeyOperation> keyOperations = null, CancellationToken cancellationToken = default)
    {
        Argument.NotNull(properties, nameof(properties));
        throw CompileTimeContract.NotSupported();
    }

    public virtual Response<KeyVaultKey> RotateKey(string name, CancellationToken cancellationToken = default)
    {
        Argument.NotEmpty(name, nameof(name));
        throw CompileTimeContract.NotSupported();
    }

    public virtual async Task<Response<KeyVaultKey>> RotateKeyAsync(string name, CancellationToken cancellationToken = default)
    {
        Argument.NotEmpty(name, nameof(name));
        throw CompileTimeContract.NotSupported();
    }

    public virtual CryptographyClient GetCryptographyClient(string keyName, string keyVersion = null)
    {
        Argument.NotEmpty(keyName, nameof(keyName));
        var version = string.IsNullOrEmpty(keyVersion) ? string.Empty : "/" + Uri.EscapeDataString(keyVersion);
        return new CryptographyClient(new Uri(VaultUri, $"keys/{Uri.EscapeDataString(keyName)}{version}"));
    }
}
