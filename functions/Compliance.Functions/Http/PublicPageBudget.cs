using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Http;

/// <summary>Limits what pages without login take in: per client and tenant, and per tenant. Addresses stay in memory, briefly.</summary>
public sealed class PublicPageBudget(IOptions<PublicPageOptions> options) : IDisposable
{
    /// <summary>What writes more than it reads, or does it for somebody who proves nothing, costs more.</summary>
    public const int OfAForm = 5;

    const int Ipv6Network = 8;

    readonly PartitionedRateLimiter<(TenantId Tenant, int Cost, string Client)> limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<(TenantId Tenant, int Cost, string Client), (TenantId, int, string)>(
            x => RateLimitPartition.GetFixedWindowLimiter(x, _ => Minute(options.Value.PerClientPerMinute))),
        PartitionedRateLimiter.Create<(TenantId Tenant, int Cost, string Client), (TenantId, int)>(
            x => RateLimitPartition.GetFixedWindowLimiter((x.Tenant, x.Cost), _ => Minute(options.Value.PerTenantPerMinute))));

    /// <param name="cost">Pages of different cost do not take from each other.</param>
    public bool TrySpend(TenantId tenant, HttpRequest request, int cost = 1)
    {
        using var lease = limiter.AttemptAcquire((tenant, cost, ClientOf(request)), cost);
        return lease.IsAcquired;
    }

    public void Dispose() => limiter.Dispose();

    /// <summary>
    /// An IPv4 address, or the network of an IPv6 address. The front end of Azure adds the client's at the end of a header whose beginning
    /// the client may write; without a front end only the connection counts.
    /// </summary>
    string ClientOf(HttpRequest request)
    {
        var last = options.Value.BehindFrontEnd ? request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim() : "";
        var address = IPEndPoint.TryParse(last, out var named) ? named.Address : request.HttpContext.Connection.RemoteIpAddress;
        return address switch
        {
            null => "",
            { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
            { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, Ipv6Network)),
            _ => address.ToString(),
        };
    }

    static FixedWindowRateLimiterOptions Minute(int permits) => new() { PermitLimit = permits, Window = TimeSpan.FromMinutes(1) };
}
