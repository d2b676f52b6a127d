using System.Collections.Concurrent;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Tenancy;

namespace Compliance.Functions.Platform;

/// <summary>
/// The keys that sign upload URLs, one per tenant identity. A key is requested once and used until it no longer covers the lifetime to be
/// signed. Concurrent requests make one call.
/// </summary>
sealed class DelegationKeys(TimeProvider clock) : IDisposable
{
    /// <summary>How much clocks may differ: keys and URLs start that much earlier.</summary>
    public static TimeSpan ClockSkew { get; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest lifetime that the service allows (Get User Delegation Key).</summary>
    static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    static readonly TimeSpan Usual = TimeSpan.FromHours(12);

    readonly ConcurrentDictionary<TenantId, Held> keys = new();

    /// <returns>A key that is valid until after <paramref name="until"/>.</returns>
    public async Task<UserDelegationKey> GetAsync(
        BlobServiceClient service, TenantId identity, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var held = keys.GetOrAdd(identity, _ => new Held());
        if (held.Covers(until) is { } ready)
        {
            return ready;
        }

        await held.Turn.WaitAsync(cancellationToken);
        try
        {
            return held.Covers(until) ?? (held.Key = await AskAsync(service, until, cancellationToken));
        }
        finally
        {
            held.Turn.Release();
        }
    }

    public void Dispose()
    {
        foreach (var held in keys.Values)
        {
            held.Turn.Dispose();
        }
    }

    async Task<UserDelegationKey> AskAsync(BlobServiceClient service, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(until, now + Longest - ClockSkew);
        var expiry = until > now + Usual - ClockSkew ? until + ClockSkew : now + Usual;
        return await service.GetUserDelegationKeyAsync(now - ClockSkew, expiry < now + Longest ? expiry : now + Longest, cancellationToken);
    }

    sealed class Held
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public volatile UserDelegationKey? Key;

        public UserDelegationKey? Covers(DateTimeOffset until) => Key is { } key && key.SignedExpiresOn > until ? key : null;
    }
}
