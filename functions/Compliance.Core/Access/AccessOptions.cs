using Microsoft.IdentityModel.Tokens;

namespace Compliance.Access;

/// <summary>Which access tokens are accepted, from configuration section <c>Compliance:Access</c>. Validated at start.</summary>
public sealed class AccessOptions
{
    public const string Section = "Compliance:Access";

    /// <summary>
    /// The <c>iss</c> a token must have; <c>{tenantid}</c> is replaced by the token's <c>tid</c>. Default: Microsoft Entra ID, v2.0 tokens.
    /// </summary>
    public string Issuer { get; set; } = "https://login.microsoftonline.com/{tenantid}/v2.0";

    /// <summary>The <c>aud</c> values of this application. Empty by default, which prevents the start.</summary>
    public IList<string> Audiences { get; } = [];

    /// <summary>Where the issuer publishes its signing keys. Default: Microsoft Entra ID. Not used with <see cref="StaticKeys"/>.</summary>
    public Uri MetadataAddress { get; set; } = new("https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration");

    /// <summary>A JWK set (RFC 7517, JSON) that replaces published keys, for a single machine. Empty by default.</summary>
    public string StaticKeys { get; set; } = "";

    /// <summary>Accepted signature algorithms (RFC 7518), asymmetric only. Empty means <see cref="DefaultAlgorithms"/>.</summary>
    public IList<string> Algorithms { get; } = [];

    /// <summary>Tolerance at both ends of a token's lifetime. Default 1 minute, at most 5.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Lets <c>Privacy.Officer</c> act as handler and approver whatever the tenant's settings say, for a single machine. Default false.
    /// </summary>
    public bool OfficerActsForAll { get; set; }

    /// <summary>
    /// Refusals of callers without a valid token that are audited per minute, tenant and instance. Further ones are counted in one entry at
    /// the end of the minute, so that nobody can flood a write-once log from outside. Default 600.
    /// </summary>
    public int AnonymousRefusalsPerMinute { get; set; } = 600;

    /// <summary>
    /// Refusals of one principal that are audited per minute and instance; further ones are counted in the same way. Default 60.
    /// </summary>
    public int RefusalsPerMinute { get; set; } = 60;

    /// <summary>RS256, the algorithm of Microsoft Entra ID.</summary>
    public static IReadOnlyList<string> DefaultAlgorithms { get; } = [SecurityAlgorithms.RsaSha256];
}
