using Compliance.Tenancy;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Health;

/// <summary>
/// Checks that every tenant's data and keys accounts answer, and the landing account with each tenant's identity.
/// </summary>
sealed class StorageHealth(TenantStoreFactory stores, IOptions<TenancyOptions> tenancy, ILogger<StorageHealth> log) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        TenantHealth.CheckAsync(tenancy.Value, log, "storage", ReachAsync, cancellationToken);

    async Task ReachAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        await Task.WhenAll(
            store.State.GetPropertiesAsync(cancellationToken: cancellationToken),
            store.Keyring.GetPropertiesAsync(cancellationToken: cancellationToken),
            ListInboxAsync(store, cancellationToken));
    }

    /// <summary>In the landing account a tenant's identity can reach only its own path, so that path is listed.</summary>
    static async Task ListInboxAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var own = store.Inbox.GetBlobsAsync(new() { Prefix = $"{store.Tenant}/" }, cancellationToken);
        await foreach (var _ in own.AsPages(pageSizeHint: 1))
        {
            return;
        }
    }
}
