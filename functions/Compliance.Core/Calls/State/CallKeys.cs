using System.Text;
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

    static readonly byte[] AgentPurpose = "compliance/live-call-agent/v1"u8.ToArray();

    public async Task<string> SealAsync(TenantStore store, string token, CallId id, CancellationToken cancellationToken)
    {
        using var key = await secrets.GetAsync(store.Scope, NameOf(token), cancellationToken);
        return SealedText.Seal(id.Value, key, Context);
    }

    /// <summary>The agent of a token as a call's state names it: the same agent differs from call to call. Makes no key.</summary>
    /// <param name="agentId">Null for a bridge, which has none.</param>
    /// <returns>Null for a bridge; empty if the key does not exist.</returns>
    public async Task<string?> AgentAsync(TenantStore store, string token, string? agentId, CancellationToken cancellationToken)
    {
        if (agentId is null)
        {
            return null;
        }

        using var key = await secrets.FindCachedAsync(store.Scope, NameOf(token), cancellationToken);
        return key is null ? "" : DerivedMac.Of(key, AgentPurpose, Encoding.UTF8.GetBytes(agentId));
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
