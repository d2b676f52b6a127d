using Azure.Core;
using Azure.Security.KeyVault.Keys.Cryptography;

namespace Azure.Security.KeyVault.Keys;

/// <summary>The keys of one vault. The stand-in reaches no vault: tests derive from it, and a single machine has its own vault.</summary>
public class KeyClient
{
    public KeyClient(Uri vaultUri, TokenCredential credential, KeyClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(credential);
        VaultUri = vaultUri ?? throw new ArgumentNullException(nameof(vaultUri));
    }

    protected KeyClient()
    {
    }

    public virtual Uri VaultUri { get; }

    public virtual Task<Response<KeyVaultKey>> GetKeyAsync(
        string name, string version = null, CancellationToken cancellationToken = default) => throw StandIn.Refusal();

    public virtual AsyncPageable<KeyProperties> GetPropertiesOfKeyVersionsAsync(
        string name, CancellationToken cancellationToken = default) => throw StandIn.Refusal();

    public virtual CryptographyClient GetCryptographyClient(string keyName, string keyVersion = null) => throw StandIn.Refusal();
}

public class KeyClientOptions : ClientOptions;

static class StandIn
{
    public static NotSupportedException Refusal() =>
        new("This build uses a stand-in for Azure.Security.KeyVault.Keys. Build with UseStandIns=false to reach a vault.");
}
