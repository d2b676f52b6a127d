using Compliance.Tenancy;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Compliance.Access;

/// <summary>
/// Validates access tokens by the rules of RFC 9068, as far as tokens of Microsoft Entra ID follow them: algorithm, signature, lifetime,
/// issuer, audience, and that the directory belongs to a tenant.
/// </summary>
public sealed class TokenValidator
{
    const int LargestToken = 16 * 1024;

    readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = LargestToken };
    readonly TokenValidationParameters parameters;
    readonly Dictionary<string, TenantId> byDirectory;

    /// <param name="published">Source of published keys; not used with <see cref="AccessOptions.StaticKeys"/>.</param>
    public TokenValidator(
        IOptions<AccessOptions> access,
        IOptions<TenancyOptions> tenancy,
        BaseConfigurationManager published,
        TimeProvider clock)
    {
        var options = access.Value;
        byDirectory = tenancy.Value.Tenants.ToDictionary(
            x => x.Value.DirectoryId, x => TenantId.Parse(x.Key), StringComparer.OrdinalIgnoreCase);
        parameters = new TokenValidationParameters
        {
            ValidAudiences = options.Audiences,
            ValidAlgorithms = options.Algorithms.Count > 0 ? options.Algorithms : AccessOptions.DefaultAlgorithms,
            IssuerValidator = new TokenIssuer(options.Issuer).Validate,
            IssuerSigningKeyValidatorUsingConfiguration = (key, token, _, published) => TokenIssuer.MayHaveSigned(key, token, published),
            LifetimeValidator = (from, until, _, _) => IsCurrent(from, until, clock.GetUtcNow(), options.ClockSkew),
            ValidateIssuerSigningKey = true,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
        };
        if (TokenKeys.TryReadStatic(options.StaticKeys, out var keys))
        {
            parameters.IssuerSigningKeys = keys;
        }
        else
        {
            parameters.ConfigurationManager = published;
        }
    }

    /// <param name="header">The whole <c>Authorization</c> header.</param>
    public async ValueTask<TokenCheck> CheckAsync(string? header)
    {
        const string scheme = "Bearer ";
        if (string.IsNullOrEmpty(header) || !header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return TokenFault.Missing;
        }

        var result = await handler.ValidateTokenAsync(header[scheme.Length..].Trim(), parameters);
        return result.IsValid ? Read((JsonWebToken)result.SecurityToken) : FaultOf(result.Exception);
    }

    TokenCheck Read(JsonWebToken token)
    {
        // No extension is understood here, and an unknown critical one makes a signature invalid (RFC 7515, 4.1.11).
        if (token.TryGetHeaderValue<object>("crit", out _))
        {
            return TokenFault.Signature;
        }

        if (TokenClaims.DirectoryOf(token) is not { } directory || !byDirectory.TryGetValue(directory, out var tenant))
        {
            return TokenFault.Directory;
        }

        return TokenClaims.SubjectOf(token) is { } subject
            ? new Principal(tenant, subject, TokenClaims.NameOf(token), TokenClaims.RolesOf(token), TokenClaims.TeamsOf(token))
            {
                Calls = TokenClaims.CallsOf(token),
            }
            : TokenFault.Subject;
    }

    static bool IsCurrent(DateTime? from, DateTime? until, DateTimeOffset now, TimeSpan skew) =>
        until is { } end && now < Utc(end) + skew && (from is not { } start || now >= Utc(start) - skew);

    static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));

    static TokenFault FaultOf(Exception? fault) => fault switch
    {
        SecurityTokenInvalidIssuerException => TokenFault.Issuer,
        SecurityTokenInvalidAudienceException => TokenFault.Audience,
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNotYetValidException
            or SecurityTokenNoExpirationException => TokenFault.Expired,
        SecurityTokenInvalidSignatureException or SecurityTokenInvalidSigningKeyException
            or SecurityTokenInvalidAlgorithmException => TokenFault.Signature,
        _ => TokenFault.Malformed,
    };
}
