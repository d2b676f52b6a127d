using Compliance.Exchange;
using Compliance.Tenancy;

namespace Compliance.Calls;

/// <summary>
/// Claims to a live call's call id, for ten minutes; whoever is a recipient of the tenant may fetch them. The claim points to the live
/// call; the call id itself is ciphertext there.
/// </summary>
public sealed class CallClaims(ClaimStore claims, LiveCallStore calls, CallKeys keys, TimeProvider clock) : IClaimSource
{
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(10);

    public ClaimKind Kind => ClaimKind.Call;

    /// <param name="token">The live call's.</param>
    /// <returns>The claim's id.</returns>
    public async Task<string> PutAsync(TenantStore store, string token, CancellationToken cancellation)
    {
        var id = ClaimStore.NewId();
        await claims.PutAsync(store, id, new Claim(Kind, token, clock.GetUtcNow() + Lifetime), cancellation);
        return id;
    }

    public async Task<ClaimContent?> ResolveAsync(TenantStore store, string of, string subject, CancellationToken cancellation) =>
        await calls.FindAsync(store, of, cancellation) is { } call
            && await keys.OpenAsync(store, of, call, cancellation) is { } callId
                ? new ClaimContent($"calls/{call.Id}", [], [callId])
                : null;
}
