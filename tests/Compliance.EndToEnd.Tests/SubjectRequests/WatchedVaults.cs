using Compliance.Sealing;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>Vaults that count what costs a call of them, and sign nothing while a test says so.</summary>
sealed class WatchedVaults : ITenantVaultProvider
{
    ITenantVaultProvider? inner;
    int calls;

    public bool Refuses { get; set; }

    public int Calls => calls;

    /// <summary>In place of the host's own, around them.</summary>
    public void AddTo(IServiceCollection services)
    {
        var own = services.Last(x => x.ServiceType == typeof(ITenantVaultProvider)).ImplementationFactory!;
        services.AddSingleton<ITenantVaultProvider>(provider =>
        {
            inner = (ITenantVaultProvider)own(provider);
            return this;
        });
    }

    public TimeSpan NoticedWithin => inner!.NoticedWithin;

    public ITenantVault Open(TenantScope scope) => new Watched(this, inner!.Open(scope));

    sealed class Watched(WatchedVaults owner, ITenantVault inner) : ITenantVault
    {
        public Task<WrappedKey> WrapAsync(KeyBytes key, CancellationToken cancellationToken) => inner.WrapAsync(key, cancellationToken);

        public Task<KeyBytes> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref owner.calls);
            return inner.UnwrapAsync(wrapped, cancellationToken);
        }

        public Task<ContentKey> UnwrapContentKeyAsync(WrappedKey wrapped, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref owner.calls);
            return inner.UnwrapContentKeyAsync(wrapped, cancellationToken);
        }

        public Task<VaultSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref owner.calls);
            return owner.Refuses ? throw new Azure.RequestFailedException(403, "The vault refuses.") : inner.SignAsync(sha256, cancellationToken);
        }

        public Task<VaultKeys> PublicKeysAsync(CancellationToken cancellationToken) => inner.PublicKeysAsync(cancellationToken);
    }
}
