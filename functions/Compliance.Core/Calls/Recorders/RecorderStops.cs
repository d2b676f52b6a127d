using Compliance.Exchange;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Calls;

/// <summary>
/// Tells the recorders of a call to stop recording for a purpose: one message per recorder and medium on <c>{tenant}/recorder-commands</c>.
/// The data is <c>{"recorder","channel","purpose","claimId"}</c>. A recorder that records for other purposes goes on. Nobody waits for an
/// answer: what is recorded all the same is not kept.
/// </summary>
public sealed class RecorderStops(
    IndexSecretReader secrets,
    LiveCallStore calls,
    CallKeys keys,
    CallClaims claims,
    TenantSettingsStore settings,
    ITenantMessages messages,
    TimeProvider clock)
{
    public async Task SendAsync(TenantStore store, CallId callId, string purpose, CancellationToken cancellationToken)
    {
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        if (current.Recorders.Count == 0)
        {
            return;
        }

        string token;
        using (var secret = await secrets.OpenAsync(store, cancellationToken))
        {
            token = secret.Tokens.CallIdToken(callId.Value).Value;
        }

        var now = clock.GetUtcNow();
        var fresh = new LiveCall
        {
            Id = Guid.CreateVersion7(now).ToString("D"),
            SealedCallId = await keys.SealAsync(store, token, callId, cancellationToken),
            HeardAt = now,
        };
        var call = (await calls.UpdateAsync(store, token, x => x is null ? fresh : null, cancellationToken))!.Value.Call;
        var made = await Task.WhenAll(current.Recorders.Select(x => MessageAsync(store, token, call, x, purpose, now, cancellationToken)));
        await messages.SendAsync(store.Scope, made, cancellationToken);
    }

    async Task<TenantMessage> MessageAsync(
        TenantStore store,
        string token,
        LiveCall call,
        RecorderSettings recorder,
        string purpose,
        DateTimeOffset now,
        CancellationToken cancellationToken) => new(
            TenantMessage.RecorderCommands,
            Guid.CreateVersion7(clock.GetUtcNow()).ToString("D"),
            CallMessages.Stop,
            $"calls/{call.Id}",
            now,
            CallClaims.Lifetime,
            new MessageAddress(CallMessages.Recorder, recorder.Name),
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["recorder"] = recorder.Name,
                ["channel"] = recorder.Channel,
                ["purpose"] = purpose,
                ["claimId"] = await claims.PutAsync(store, token, cancellationToken),
            });
}
