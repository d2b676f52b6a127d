using Compliance.Keys;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Exchange;

/// <summary>
/// Acknowledgement tokens <c>{tenant}.{kind}.{sealed}</c>, kind <c>recorder</c> or <c>recipient</c>. Only this system can make or read
/// them. What a token refers to must also be open when the token comes back, so that it counts only once.
/// </summary>
public sealed class AckTokens(TenantSecrets secrets)
{
    public async Task<string> MakeAsync(TenantScope scope, string kind, string text, CancellationToken cancellationToken)
    {
        using var key = await secrets.GetAsync(scope, SecretName(kind), cancellationToken);
        return $"{scope.Resource}.{kind}.{SealedText.Seal(text, key, Context(scope, kind))}";
    }

    /// <returns>The tenant and kind that a token claims; null if it does not have the form of a token.</returns>
    public static (TenantId Tenant, string Kind)? Read(string token) =>
        token.Split('.') is [var tenant, var kind, _] && TenantId.TryParse(tenant, out var id) ? (id, kind) : null;

    /// <returns>The sealed text; null if the token was not made for this tenant and kind.</returns>
    public async Task<string?> OpenAsync(TenantScope scope, string kind, string token, CancellationToken cancellationToken)
    {
        using var key = await secrets.GetAsync(scope, SecretName(kind), cancellationToken);
        return SealedText.Open(token.Split('.')[^1], key, Context(scope, kind));
    }

    static string SecretName(string kind) => $"{kind}-acks";

    static string Context(TenantScope scope, string kind) => $"{kind}-ack/{scope.Resource}";
}
