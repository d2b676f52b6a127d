using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Request keys, <c>keyring/requests/{id}</c>: one per request, for all personal data stored about it. Removing the record makes all of it
/// unreadable.
/// </summary>
public sealed class SubjectRequestKeys(TenantSecrets secrets)
{
    /// <summary>The request's key, created if there is none. Only for the creation of a request.</summary>
    /// <returns>A copy for the caller to dispose.</returns>
    public Task<KeyBytes> CreateAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        secrets.GetAsync(store.Scope, NameOf(id), cancellationToken);

    /// <returns>A copy for the caller to dispose; null if the key was removed.</returns>
    public Task<KeyBytes?> FindAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        secrets.FindCachedAsync(store.Scope, NameOf(id), cancellationToken);

    /// <summary>Destroys the request's key for ever: a mark in the key ring keeps backups from bringing it back.</summary>
    public async Task DestroyAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken)
    {
        await KeyRingTombstones.MarkAsync(store, NameOf(id), cancellationToken);
        await secrets.RemoveAsync(store.Scope, NameOf(id), cancellationToken);
    }

    static string NameOf(SubjectRequestId id) => $"requests/{id}";
}
