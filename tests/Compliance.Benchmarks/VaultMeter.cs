using System.Collections.Concurrent;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Benchmarks;

/// <summary>Counts what is asked of a tenant's vault beyond its public keys, which are kept.</summary>
sealed class VaultMeter(ITenantVaultProvider vaults, Func<string> phase) : ITenantVaultProvider
{
    readonly ConcurrentDictionary<(string Phase, string Operation), int> counts = new();

    public int Of(string phase, string operation) => counts.GetValueOrDefault((phase, operation));

    public TimeSpan NoticedWithin => vaults.NoticedWithin;

    public ITenantVault Open(TenantScope scope) => new Vault(vaults.Open(scope), this);

    T Count<T>(string operation, T result)
    {
        counts.AddOrUpdate((phase(), operation), 1, (_, count) => count + 1);
        return result;
    }

    sealed class Vault(ITenantVault inner, VaultMeter meter) : ITenantVault
    {
        public Task<WrappedKey> WrapAsync(KeyBytes key, CancellationToken cancellationToken) => inner.WrapAsync(key, cancellationToken);

        public Task<KeyBytes> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken) =>
            meter.Count("unwrap", inner.UnwrapAsync(wrapped, cancellationToken));

        public Task<ContentKey> UnwrapContentKeyAsync(WrappedKey wrapped, CancellationToken cancellationToken) =>
            meter.Count("unwrap", inner.UnwrapContentKeyAsync(wrapped, cancellationToken));

        public Task<VaultSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken) =>
            meter.Count("sign", inner.SignAsync(sha256, cancellationToken));

        public Task<VaultKeys> PublicKeysAsync(CancellationToken cancellationToken) => inner.PublicKeysAsync(cancellationToken);
    }
}
