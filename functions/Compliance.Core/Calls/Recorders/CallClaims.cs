using Compliance.Exchange;
using Compliance.Tenancy;

namespace Compliance.Calls;

/// <summary>
/// Claims to the call id of a live call, valid for ten minutes; any recipient of the tenant may redeem them. The claim points to the live
/// call, which holds the call id only as ciphertext.
/// </summary>
public sealed class CallClaims(ClaimStore claims, LiveCallStore calls, CallKeys keys, TimeProvider clock) : IClaimSource
{
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(10);

    public ClaimKind Kind => ClaimKind.Call;

    /// <param name="token">Token of the live call.</param>
    /// <returns>Id of the claim.</returns>
    public async Task<string> PutAsync(TenantStore store, string token, CancellationToken cancellationToken)
    {
        var id = ClaimStore.NewId();
        await claims.PutAsync(store, id, new Claim(Kind, token, clock.GetUtcNow() + Lifetime), cancellationToken);
        return id;
    }

    public async Task<ClaimContent?> ResolveAsync(TenantStore store, string of, string subject, CancellationToken cancellationToken) =>
        await calls.FindAsync(store, of, cancellationToken) is { } call
            && await keys.OpenAsync(store, of, call, cancellationToken) is { } callId
                ? new ClaimContent($"calls/{call.Id}", [], [callId])
                : null;
}
