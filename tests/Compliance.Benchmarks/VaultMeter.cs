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
        public Task<WrappedKey> WrapAsync(KeyBytes key, CancellationToken cancellation) => inner.WrapAsync(key, cancellation);

        public Task<KeyBytes> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellation) =>
            meter.Count("unwrap", inner.UnwrapAsync(wrapped, cancellation));

        public Task<ContentKey> UnwrapContentKeyAsync(WrappedKey wrapped, CancellationToken cancellation) =>
            meter.Count("unwrap", inner.UnwrapContentKeyAsync(wrapped, cancellation));

        public Task<VaultSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellation) =>
            meter.Count("sign", inner.SignAsync(sha256, cancellation));

        public Task<VaultKeys> PublicKeysAsync(CancellationToken cancellation) => inner.PublicKeysAsync(cancellation);
    }
}
