using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Request keys, <c>keyring/requests/{id}</c>: one a request, for everything personal that is kept about it. Removing the record makes all
/// of that unreadable.
/// </summary>
public sealed class SubjectRequestKeys(TenantSecrets secrets)
{
    /// <summary>The request's key, made when there is none yet; for the request's creation only.</summary>
    /// <returns>A copy; the caller disposes it.</returns>
    public Task<KeyBytes> CreateAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        secrets.GetAsync(store.Scope, NameOf(id), cancellationToken);

    /// <returns>A copy that the caller disposes; null when the key was removed.</returns>
    public Task<KeyBytes?> FindAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        secrets.FindCachedAsync(store.Scope, NameOf(id), cancellationToken);

    public Task RemoveAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        secrets.RemoveAsync(store.Scope, NameOf(id), cancellationToken);

    static string NameOf(SubjectRequestId id) => $"requests/{id}";
}
