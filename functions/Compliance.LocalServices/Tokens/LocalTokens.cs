using System.Security.Cryptography;
using System.Text;
using Compliance.Tenancy;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Compliance.Local.Tokens;

/// <summary>The requested claims of a token (openapi.yaml, <c>POST /api/local/tokens</c>).</summary>
/// <param name="Subject">Becomes <c>oid</c>, which the audit log's pseudonym stands for. Default: one person per tenant.</param>
/// <param name="AgentId">The agent whose desktop it is, for <c>Calls.Control</c>. Default: no claim.</param>
/// <param name="Calls"><c>*</c>: a bridge that may signal about every call. Default: no claim.</param>
public sealed record TokenRequest(
    TenantId Tenant,
    IReadOnlyList<string>? Roles = null,
    IReadOnlyList<string>? Teams = null,
    string? Subject = null,
    string? Name = null,
    string? AgentId = null,
    string? Calls = null);

/// <param name="ExpiresAt">Eight hours from now.</param>
public sealed record IssuedToken(string Token, DateTimeOffset ExpiresAt);

/// <summary>
/// Signs tokens that the app validates like those of Microsoft Entra ID; only issuer, audience and keys differ.
/// </summary>
public sealed class LocalTokens(LocalTokenKey key, TimeProvider clock)
{
    public const string Issuer = "https://compliance.local/{tenantid}";
    public const string Audience = "api://compliance.local";
    const string OtherServices = "https://localhost";

    static readonly TimeSpan Lifetime = TimeSpan.FromHours(8);

    readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>The directory of a local tenant's tokens: a UUID derived from the tenant's name.</summary>
    public static string DirectoryOf(TenantId tenant) => NameBased("directory/" + tenant);

    public IssuedToken Issue(TokenRequest request)
    {
        var now = clock.GetUtcNow();
        var directory = DirectoryOf(request.Tenant);
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["tid"] = directory,
            ["oid"] = request.Subject ?? NameBased("person/" + request.Tenant),
            ["roles"] = request.Roles ?? [],
            ["teams"] = request.Teams ?? [],
        };
        foreach (var (claim, value) in new[] { ("name", request.Name), ("agentId", request.AgentId), ("calls", request.Calls) })
        {
            if (value is not null)
            {
                claims[claim] = value;
            }
        }

        return Sign(directory, Audience, claims, now);
    }

    /// <summary>The tenant's own identity towards another service on this machine. This application accepts no such token.</summary>
    public IssuedToken Identify(TenantId tenant)
    {
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["tid"] = DirectoryOf(tenant),
            ["oid"] = NameBased("identity/" + tenant),
        };
        return Sign(DirectoryOf(tenant), OtherServices, claims, clock.GetUtcNow());
    }

    IssuedToken Sign(string directory, string audience, Dictionary<string, object> claims, DateTimeOffset now)
    {
        var token = handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer.Replace("{tenantid}", directory, StringComparison.Ordinal),
            Audience = audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            Claims = claims,
            SigningCredentials = key.Credentials,
        });
        return new IssuedToken(token, DateTimeOffset.FromUnixTimeSeconds((now + Lifetime).ToUnixTimeSeconds()));
    }

    static string NameBased(string name) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes("compliance.local/" + name)).AsSpan(0, 16)).ToString("D");
}
