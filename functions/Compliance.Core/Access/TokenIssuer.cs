using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Compliance.Access;

/// <summary>
/// The issuer rule of a multi-tenant application: the configured template, filled with the token's own directory. A published key that
/// names its issuer, as those of Microsoft Entra ID do, is valid for that issuer only.
/// </summary>
sealed class TokenIssuer(string template)
{
    public const string Placeholder = "{tenantid}";

    const string KeyIssuer = "issuer";

    public string Validate(string issuer, SecurityToken token, TokenValidationParameters parameters) =>
        issuer == For(template, token) ? issuer : throw new SecurityTokenInvalidIssuerException("The issuer is not the expected one.");

    public static bool MayHaveSigned(SecurityKey key, SecurityToken token, BaseConfiguration? published)
    {
        var web = (published as OpenIdConnectConfiguration)?.JsonWebKeySet?.Keys.FirstOrDefault(x => x.Kid == key.KeyId);
        return web is null
            || !web.AdditionalData.TryGetValue(KeyIssuer, out var named)
            || (named?.ToString() is { } text && For(text, token) == token.Issuer);
    }

    static string For(string template, SecurityToken token) =>
        template.Replace(Placeholder, Directory(token), StringComparison.Ordinal);

    /// <summary>The token's <c>tid</c>, or empty if it has none: no issuer contains an empty directory.</summary>
    static string Directory(SecurityToken token) =>
        token is JsonWebToken jwt && jwt.TryGetPayloadValue<string>(TokenClaims.Directory, out var directory) ? directory : "";
}
