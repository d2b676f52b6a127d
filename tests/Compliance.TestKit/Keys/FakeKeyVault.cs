using System.Collections.Concurrent;
using System.Security.Cryptography;
using Azure;
using Azure.Security.KeyVault.Keys;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.TestKit;

/// <summary>
/// One vault as the service documents it: opaque versions, two a page; a disabled version lists and shows its public half but neither
/// signs nor unwraps (403 <c>Forbidden</c>); an identity without rights gets 403 for everything; dates forbid signing, not unwrapping.
/// </summary>
public sealed class FakeKeyVault(Uri address, TenantId owner, TimeProvider clock)
{
    // RSA keys take long to make: the vaults of different tests share theirs, under versions of their own.
    static readonly ConcurrentDictionary<(TenantId Owner, VaultKeyName Name, int Ordinal), AsymmetricAlgorithm> Keys = new();

    readonly List<FakeKeyVersion> versions = [];
    int throttled;

    public Uri Address => address;

    /// <summary>Calls that the service answered, by operation.</summary>
    public Dictionary<string, int> Calls { get; } = new(StringComparer.Ordinal);

    /// <summary>The next calls are answered 429.</summary>
    public void Throttle(int calls) => throttled = calls;

    public FakeKeyVersion Rotate(VaultKeyName name)
    {
        var version = new FakeKeyVersion(
            name, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), clock.GetUtcNow().AddSeconds(versions.Count),
            Keys.GetOrAdd((owner, name, versions.Count), _ => Create(name)));
        lock (versions)
        {
            versions.Add(version);
        }

        return version;
    }

    public FakeKeyVersion Find(string keyId) => versions.Single(x => x.KeyId == keyId);

    public void Purge(string keyId) => versions.Remove(Find(keyId));

    internal IReadOnlyList<FakeKeyVersion> List(TenantId identity, string name)
    {
        Answer(identity, "list");
        lock (versions)
        {
            return [.. versions.Where(x => VaultKeyId.NameOf(x.Name) == name)];
        }
    }

    internal FakeKeyVersion Get(TenantId identity, string operation, string name, string version)
    {
        Answer(identity, operation);
        lock (versions)
        {
            return versions.SingleOrDefault(x => VaultKeyId.NameOf(x.Name) == name && x.Version == version)
                ?? throw new RequestFailedException(404, "A key with (name/id) was not found in this key vault.", "KeyNotFound", null);
        }
    }

    internal FakeKeyVersion Use(TenantId identity, string operation, string name, string version)
    {
        var key = Get(identity, operation, name, version);
        var now = clock.GetUtcNow();
        if (!key.Enabled)
        {
            throw new RequestFailedException(403, $"Operation {operation} is not allowed on a disabled key.", "Forbidden", null);
        }

        return operation == "sign" && (key.NotBefore > now || key.ExpiresOn <= now)
            ? throw new RequestFailedException(403, "Operation sign is not allowed outside the key's dates.", "Forbidden", null)
            : key;
    }

    static AsymmetricAlgorithm Create(VaultKeyName name) =>
        name == VaultKeyName.Seal ? RSA.Create(3072) : ECDsa.Create(ECCurve.NamedCurves.nistP256);

    void Answer(TenantId identity, string operation)
    {
        if (Interlocked.Decrement(ref throttled) >= 0)
        {
            throw new RequestFailedException(429, "Request was not processed because too many requests were received.", "Throttled", null);
        }

        if (identity != owner)
        {
            throw new RequestFailedException(403, "Caller is not authorized to perform action on resource.", "Forbidden", null);
        }

        lock (Calls)
        {
            Calls[operation] = Calls.GetValueOrDefault(operation) + 1;
        }
    }
}

public sealed record FakeKeyVersion(VaultKeyName Name, string Version, DateTimeOffset CreatedOn, AsymmetricAlgorithm Key)
{
    public string KeyId => new VaultKeyId(Name, Version).ToString();

    public bool Enabled { get; set; } = true;

    public DateTimeOffset? NotBefore { get; set; }

    public DateTimeOffset? ExpiresOn { get; set; }

    public KeyProperties Properties(Uri vault)
    {
        var name = VaultKeyId.NameOf(Name);
        var properties = KeyModelFactory.KeyProperties(
            new Uri(vault, $"keys/{name}/{Version}"), vault, name, Version, createdOn: CreatedOn);
        (properties.Enabled, properties.NotBefore, properties.ExpiresOn) = (Enabled, NotBefore, ExpiresOn);
        return properties;
    }
}
