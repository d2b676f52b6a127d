using System.Collections.Concurrent;
using Azure.Core;
using Azure.Identity;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Platform;

/// <summary>One credential per tenant: its user-assigned managed identity, chosen only by the acting tenant.</summary>
public sealed class TenantCredentials(IOptions<TenancyOptions> tenancy)
{
    readonly ConcurrentDictionary<TenantId, TokenCredential> credentials = new();

    public TokenCredential Of(TenantId identity) => credentials.GetOrAdd(
        identity,
        tenant => tenancy.Value.Tenants.TryGetValue(tenant.ToString(), out var registration)
            && registration.ManagedIdentityClientId.Length > 0
            ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(registration.ManagedIdentityClientId))
            : throw new InvalidOperationException("The tenant has no managed identity here."));
}
