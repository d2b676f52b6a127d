using Compliance.Calls;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>When calls took place, as their recordings tell.</summary>
public sealed class RecordedCalls(
    IndexSecretReader secrets, CallMap calls, RecordingStateStore states, TenantSettingsStore settings)
{
    /// <returns>Null while no recording of the call was announced.</returns>
    public async Task<CallPeriod?> FindAsync(TenantStore store, CallId call, CancellationToken cancellationToken)
    {
        string token;
        using (var secret = await secrets.OpenAsync(store, cancellationToken))
        {
            token = secret.Tokens.CallIdToken(call.Value).Value;
        }

        var document = await calls.FindAsync(store, token, cancellationToken) is { } id
            ? (await states.FindAsync(store, id, cancellationToken))?.Document
            : null;
        return document is { Manifest: not null, State: not RecordingState.Erased }
            ? await OfAsync(store, document, cancellationToken)
            : null;
    }

    public async Task<CallPeriod> OfAsync(TenantStore store, RecordingDocument document, CancellationToken cancellationToken)
    {
        var grace = TimeSpan.FromMinutes((await settings.ReadAsync(store.Scope, cancellationToken)).Settings.LateSignalMinutes);
        return Of(document, grace);
    }

    /// <summary>By the recorder's clock. Where it gives no length, the call was over when its recording was announced.</summary>
    public static CallPeriod Of(RecordingDocument document, TimeSpan grace)
    {
        var (facts, announced) = (document.Facts, document.CreatedAt);
        var end = facts.DurationSeconds is { } seconds ? facts.StartedAt.AddSeconds(seconds) : announced;
        return new CallPeriod(facts.StartedAt, end < announced ? end : announced, announced, grace, document.IsHeld);
    }
}
