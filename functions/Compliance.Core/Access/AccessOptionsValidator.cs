using Compliance.Tenancy;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Compliance.Access;

/// <summary>
/// Reports all faults at once. It also requires that every tenant has its own directory, because the directory maps a token to its tenant.
/// </summary>
public sealed class AccessOptionsValidator(IOptions<TenancyOptions> tenancy) : IValidateOptions<AccessOptions>
{
    static readonly HashSet<string> Asymmetric = new(StringComparer.Ordinal)
    {
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    };

    public ValidateOptionsResult Validate(string? name, AccessOptions options)
    {
        var wrong = Faults(options).Select(x => $"{AccessOptions.Section}:{x}").Concat(TenancyFaults()).ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    static IEnumerable<string> Faults(AccessOptions options)
    {
        if (!Uri.TryCreate(options.Issuer.Replace(TokenIssuer.Placeholder, "x", StringComparison.Ordinal), UriKind.Absolute, out _))
        {
            yield return "Issuer must be an absolute URL.";
        }

        if (options.Audiences.Count == 0 || options.Audiences.Any(string.IsNullOrWhiteSpace))
        {
            yield return "Audiences must name this application.";
        }

        if (options.Algorithms.Any(x => !Asymmetric.Contains(x)))
        {
            yield return "Algorithms must contain only asymmetric signature algorithms.";
        }

        if (options.ClockSkew < TimeSpan.Zero || options.ClockSkew > TimeSpan.FromMinutes(5))
        {
            yield return "ClockSkew must be between 0 and 5 minutes.";
        }

        if (options.AnonymousRefusalsPerMinute < 1)
        {
            yield return "AnonymousRefusalsPerMinute must be 1 or more.";
        }

        if (options.RefusalsPerMinute < 1)
        {
            yield return "RefusalsPerMinute must be 1 or more.";
        }

        if (options.StaticKeys.Length == 0 && options.MetadataAddress.Scheme != Uri.UriSchemeHttps)
        {
            yield return "MetadataAddress must be https.";
        }

        if (options.StaticKeys.Length > 0 && !TokenKeys.TryReadStatic(options.StaticKeys, out _))
        {
            yield return "StaticKeys must be a JWK set of public RSA or EC keys.";
        }
    }

    IEnumerable<string> TenancyFaults()
    {
        foreach (var (id, registration) in tenancy.Value.Tenants)
        {
            if (!TenantId.TryParse(id, out _))
            {
                yield return $"{TenancyOptions.Section}: a tenant id is 2-20 of [a-z0-9], starting with a letter.";
            }
            else if (string.IsNullOrWhiteSpace(registration.DirectoryId))
            {
                yield return $"{TenancyOptions.Section}:{id}:DirectoryId is required.";
            }
        }

        var byDirectory = tenancy.Value.Tenants.GroupBy(x => x.Value.DirectoryId, StringComparer.OrdinalIgnoreCase);
        foreach (var shared in byDirectory.Where(x => x.Count() > 1))
        {
            yield return $"{TenancyOptions.Section}: {string.Join(", ", shared.Select(x => x.Key))} share a DirectoryId.";
        }
    }
}
