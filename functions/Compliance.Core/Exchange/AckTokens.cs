using Compliance.Keys;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Exchange;

/// <summary>
/// Acknowledgement tokens <c>{tenant}.{kind}.{sealed}</c>, kind <c>recorder</c> or <c>recipient</c>. Only we can make or read them. What
/// each says must also be open when it comes back: that is what makes it count once.
/// </summary>
public sealed class AckTokens(TenantSecrets secrets)
{
    public async Task<string> MakeAsync(TenantScope scope, string kind, string text, CancellationToken cancellation)
    {
        using var key = await secrets.GetAsync(scope, SecretName(kind), cancellation);
        return $"{scope.Resource}.{kind}.{SealedText.Seal(text, key, Context(scope, kind))}";
    }

    /// <returns>What a token says it is of; null when it is none of ours by its form.</returns>
    public static (TenantId Tenant, string Kind)? Read(string token) =>
        token.Split('.') is [var tenant, var kind, _] && TenantId.TryParse(tenant, out var id) ? (id, kind) : null;

    /// <returns>What was sealed; null when the token is not one that was made for this tenant and kind.</returns>
    public async Task<string?> OpenAsync(TenantScope scope, string kind, string token, CancellationToken cancellation)
    {
        using var key = await secrets.GetAsync(scope, SecretName(kind), cancellation);
        return SealedText.Open(token.Split('.')[^1], key, Context(scope, kind));
    }

    static string SecretName(string kind) => $"{kind}-acks";

    static string Context(TenantScope scope, string kind) => $"{kind}-ack/{scope.Resource}";
}
