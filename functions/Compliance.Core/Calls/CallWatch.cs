using System.Globalization;
using Compliance.Audit;
using Compliance.Exchange;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Calls;

/// <summary>
/// Watches live calls by the clock. A pause continues when its heartbeat stops; a supervisor is alerted by an event
/// <c>compliance.call.heartbeatLost</c> on <c>{tenant}/privacy-events</c>, data <c>{"claimId","silentSince"}</c>, and an entitled caller
/// fetches the call id with the claim. The audit log gets <c>call.heartbeatLost</c>. Each silence causes one event, even with two hosts:
/// the id of the event is derived from the call and the silence, and the bus drops a repeat.
/// </summary>
public sealed class CallWatch(
    LiveCallStore calls,
    CallKeys keys,
    CallClaims claims,
    ITenantMessages messages,
    TenantSettingsStore settings,
    IAuditLog audit,
    TimeProvider clock)
{
    const int MissedHeartbeats = 3;

    public async Task AlertAsync(TenantStore store, string origin, CancellationToken cancellationToken)
    {
        var seconds = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings.HeartbeatSeconds;
        var before = clock.GetUtcNow() - TimeSpan.FromSeconds(seconds * MissedHeartbeats);
        await foreach (var token in calls.SilentAsync(store, before, cancellationToken))
        {
            if (await calls.FindAsync(store, token, cancellationToken).OrLeftOutAsync() is { } call && IsLost(call, before))
            {
                await AlertAsync(store, token, call, origin, cancellationToken);
            }
        }
    }

    /// <param name="token">The blind token of the call id.</param>
    public async Task<bool> IsKnownAsync(TenantStore store, string token, CancellationToken cancellationToken) =>
        await calls.FindAsync(store, token, cancellationToken) is not null;

    /// <summary>Erases everything about a live call, its key first.</summary>
    /// <param name="token">The blind token of the call id.</param>
    public async Task ForgetAsync(TenantStore store, string token, CancellationToken cancellationToken)
    {
        await keys.ShredAsync(store, token, cancellationToken);
        await calls.RemoveAsync(store, token, cancellationToken);
    }

    async Task AlertAsync(TenantStore store, string token, LiveCall call, string origin, CancellationToken cancellationToken)
    {
        var silence = call.HeardAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var claim = await claims.PutAsync(store, token, cancellationToken);
        var message = new TenantMessage(
            TenantMessage.PrivacyEvents,
            $"{call.Id}-{silence}",
            CallMessages.HeartbeatLost,
            $"calls/{call.Id}",
            clock.GetUtcNow(),
            CallMessages.AlertLifetime,
            To: null,
            new Dictionary<string, object>(StringComparer.Ordinal) { ["claimId"] = claim, ["silentSince"] = call.HeardAt });
        if (await messages.SendAsync(store.Scope, [message], cancellationToken) is not SendOutcome.Sent)
        {
            // The alert was not sent; the next run will send it.
            return;
        }

        var entry = new AuditEntry(
            "call.heartbeatLost",
            $"{call.Id}/{Compliance.Json.Rfc3339.Format(call.HeardAt)}",
            AuditPhase.Single,
            AuditEntry.System,
            AuditEntry.Success,
            origin,
            $"calls/{call.Id}");
        await audit.AppendAsync(store.Scope, entry, cancellationToken);
        await calls.UpdateAsync(
            store, token, now => now?.HeardAt == call.HeardAt ? now with { AlertedFor = call.HeardAt } : null, cancellationToken);
    }

    static bool IsLost(LiveCall call, DateTimeOffset before) =>
        call.HeardAt < before && call.AlertedFor != call.HeardAt && call.Timeline().Paused.Count > 0;
}
