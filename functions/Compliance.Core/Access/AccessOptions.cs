using Microsoft.IdentityModel.Tokens;

namespace Compliance.Access;

/// <summary>Which tokens are believed, from configuration section <c>Compliance:Access</c>. Validated at start.</summary>
public sealed class AccessOptions
{
    public const string Section = "Compliance:Access";

    /// <summary>
    /// The <c>iss</c> a token must have; <c>{tenantid}</c> stands for the token's <c>tid</c>. Default: Microsoft Entra ID, v2.0 tokens.
    /// </summary>
    public string Issuer { get; set; } = "https://login.microsoftonline.com/{tenantid}/v2.0";

    /// <summary>The <c>aud</c> values that mean this application. Empty by default, which does not start.</summary>
    public IList<string> Audiences { get; } = [];

    /// <summary>Where signing keys are published. Default: Microsoft Entra ID. Not used with <see cref="StaticKeys"/>.</summary>
    public Uri MetadataAddress { get; set; } = new("https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration");

    /// <summary>A JWK set (RFC 7517, JSON) in place of published keys: for one machine. Empty by default.</summary>
    public string StaticKeys { get; set; } = "";

    /// <summary>Signature algorithms (RFC 7518) a token may name; asymmetric ones. Empty means <see cref="DefaultAlgorithms"/>.</summary>
    public IList<string> Algorithms { get; } = [];

    /// <summary>What is forgiven at both ends of a token's life. Default 1 minute, at most 5.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Lets <c>Privacy.Officer</c> act as handler and approver whatever the tenant's settings say: for one machine. Default false.
    /// </summary>
    public bool OfficerActsForAll { get; set; }

    /// <summary>
    /// Refusals of callers without a valid token that are audited a minute, tenant and instance; more are counted in the next entry, so
    /// that nobody can flood a write-once log from outside. Default 600.
    /// </summary>
    public int AnonymousRefusalsPerMinute { get; set; } = 600;

    /// <summary>RS256, which Microsoft Entra ID uses.</summary>
    public static IReadOnlyList<string> DefaultAlgorithms { get; } = [SecurityAlgorithms.RsaSha256];
}
