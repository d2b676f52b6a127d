using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Calls;

/// <summary>
/// The key of a live call, <c>keyring/calls/{token}</c>. It encrypts the call id, which becomes unreadable when the key record is deleted.
/// </summary>
public sealed class CallKeys(TenantSecrets secrets)
{
    const string Context = "live-call";

    public async Task<string> SealAsync(TenantStore store, string token, CallId id, CancellationToken cancellationToken)
    {
        using var key = await secrets.GetAsync(store.Scope, NameOf(token), cancellationToken);
        return SealedText.Seal(id.Value, key, Context);
    }

    /// <returns>Null if the key no longer exists.</returns>
    public async Task<CallId?> OpenAsync(TenantStore store, string token, LiveCall call, CancellationToken cancellationToken)
    {
        using var key = await secrets.FindCachedAsync(store.Scope, NameOf(token), cancellationToken);
        return key is not null && SealedText.Open(call.SealedCallId, key, Context) is { } text ? CallId.Parse(text) : null;
    }

    public Task ShredAsync(TenantStore store, string token, CancellationToken cancellationToken) =>
        secrets.RemoveAsync(store.Scope, NameOf(token), cancellationToken);

    /// <summary>Name of the key record in the key ring.</summary>
    public static string NameOf(string token) => $"calls/{token}";
}
