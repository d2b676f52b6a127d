using System.Collections.Concurrent;
using System.Security.Cryptography;
using Compliance.Keys;
using Compliance.Local.Vault;
using Compliance.Sealing;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.Keys;

/// <summary>
/// The local vault with its private keys held open, as a service has them: a hundred thousand unwrappings are real RSA, and not a hundred
/// thousand key files read. Counts them.
/// </summary>
sealed class HeldKeys(Func<string> vault) : ITenantVaultProvider, IDisposable
{
    readonly ConcurrentDictionary<string, RSAParameters> opened = new(StringComparer.Ordinal);
    readonly ThreadLocal<Dictionary<string, RSA>> keys = new(() => new(StringComparer.Ordinal), trackAllValues: true);
    ITenantVaultProvider? inner;
    int unwrapped;

    public int Unwrapped => unwrapped;

    public TimeSpan NoticedWithin => inner!.NoticedWithin;

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

    public ITenantVault Open(TenantScope scope) => new Held(this, inner!.Open(scope), scope.Resource);

    public void Dispose()
    {
        foreach (var key in keys.Values.SelectMany(x => x.Values))
        {
            key.Dispose();
        }

        keys.Dispose();
    }

    async Task<KeyBytes> UnwrapAsync(TenantId tenant, WrappedKey wrapped, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref unwrapped);
        if (!opened.TryGetValue(wrapped.KeyId, out var parameters))
        {
            using var folder = new LocalKeyFolder(vault(), tenant, TimeProvider.System);
            var (file, _) = (await folder.SealAsync(cancellationToken)).Single(x => x.Key.KeyId == wrapped.KeyId);
            opened[wrapped.KeyId] = parameters = await folder.UseAsync(
                file, RSA.Create(), key => key.ExportParameters(includePrivateParameters: true), cancellationToken);
        }

        if (!keys.Value!.TryGetValue(wrapped.KeyId, out var rsa))
        {
            keys.Value[wrapped.KeyId] = rsa = RSA.Create(parameters);
        }

        return VaultOperations.Take(rsa.Decrypt(wrapped.Bytes.Span, RSAEncryptionPadding.OaepSHA256), clear => KeyBytes.From(clear));
    }

    sealed class Held(HeldKeys owner, ITenantVault inner, TenantId tenant) : ITenantVault
    {
        public Task<WrappedKey> WrapAsync(KeyBytes key, CancellationToken cancellationToken) => inner.WrapAsync(key, cancellationToken);

        public Task<KeyBytes> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken) =>
            owner.UnwrapAsync(tenant, wrapped, cancellationToken);

        public Task<ContentKey> UnwrapContentKeyAsync(WrappedKey wrapped, CancellationToken cancellationToken) =>
            inner.UnwrapContentKeyAsync(wrapped, cancellationToken);

        public Task<VaultSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken) =>
            inner.SignAsync(sha256, cancellationToken);

        public Task<VaultKeys> PublicKeysAsync(CancellationToken cancellationToken) => inner.PublicKeysAsync(cancellationToken);
    }
}
