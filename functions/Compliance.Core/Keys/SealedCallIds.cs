using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// The tenant's own id of a recording's call, sealed under one secret of the tenant (<c>keyring/call-secret</c>) and bound to the
/// recording. It lies in the recording's key record and goes with it; what an erasure must tell recipients is thus read without a call of
/// the vault for each recording.
/// </summary>
public sealed class SealedCallIds(TenantSecrets secrets)
{
    /// <summary>The key record in the key ring.</summary>
    public const string Name = "call-secret";

    public async Task<string> SealAsync(TenantStore store, RecordingId id, CallId callId, CancellationToken cancellationToken)
    {
        using var secret = await secrets.GetAsync(store.Scope, Name, cancellationToken);
        return SealedText.Seal(callId.Value, secret, Context(store, id));
    }

    /// <returns>Null when it is not what was sealed for that recording.</returns>
    public async Task<CallId?> OpenAsync(TenantStore store, RecordingId id, string sealedText, CancellationToken cancellationToken)
    {
        using var secret = await secrets.FindCachedAsync(store.Scope, Name, cancellationToken);
        return secret is not null
            && SealedText.Open(sealedText, secret, Context(store, id)) is { } text
            && CallId.TryParse(text, out var callId)
                ? callId
                : null;
    }

    static string Context(TenantStore store, RecordingId id) => $"call-id/{store.Tenant}/{id}";
}
