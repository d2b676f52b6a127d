using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// The tenant's call id of a recording, sealed under one secret per tenant (<c>keyring/call-secret</c>) and bound to the recording. It is
/// part of the recording's key record and is deleted with it. An erasure can therefore read what it must tell recipients without a vault
/// call per recording.
/// </summary>
public sealed class SealedCallIds(TenantSecrets secrets)
{
    /// <summary>The name of the secret's key record in the key ring.</summary>
    public const string Name = "call-secret";

    public async Task<string> SealAsync(TenantStore store, RecordingId id, CallId callId, CancellationToken cancellationToken)
    {
        using var secret = await secrets.GetAsync(store.Scope, Name, cancellationToken);
        return SealedText.Seal(callId.Value, secret, Context(store, id));
    }

    /// <returns>Null if it is not what was sealed for that recording.</returns>
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
