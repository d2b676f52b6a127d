using Compliance.Tenancy;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Health;

/// <summary>Every tenant's data and keys accounts, and the landing account with each tenant's identity, answer.</summary>
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

    /// <summary>Of the landing account a tenant's identity reaches its own path only, so that is what is asked for.</summary>
    static async Task ListInboxAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var own = store.Inbox.GetBlobsAsync(new() { Prefix = $"{store.Tenant}/" }, cancellationToken);
        await foreach (var _ in own.AsPages(pageSizeHint: 1))
        {
            return;
        }
    }
}
