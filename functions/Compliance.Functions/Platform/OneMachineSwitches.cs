using Compliance.Access;
using Compliance.Functions.SubjectRequests.Callbacks;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Platform;

/// <summary>
/// Refuses on Azure what exists for one machine: token keys and an issuer of one's own, an officer with every role, callbacks to the host
/// itself, endpoints without TLS. The clock, kill points and local services are not settings, and are not in what is published.
/// </summary>
sealed class OneMachineSwitches :
    IValidateOptions<AccessOptions>, IValidateOptions<CallbackOptions>, IValidateOptions<TenancyOptions>, IValidateOptions<LandingOptions>
{
    const string Refused = "is for one machine and refused on Azure.";

    public ValidateOptionsResult Validate(string? name, AccessOptions options) => Result(
        (options.StaticKeys.Length > 0, $"{AccessOptions.Section}:{nameof(AccessOptions.StaticKeys)} {Refused}"),
        (options.OfficerActsForAll, $"{AccessOptions.Section}:{nameof(AccessOptions.OfficerActsForAll)} {Refused}"),
        (!options.Issuer.StartsWith("https://", StringComparison.Ordinal),
            $"{AccessOptions.Section}:{nameof(AccessOptions.Issuer)} must be https."));

    public ValidateOptionsResult Validate(string? name, CallbackOptions options) => Result(
        (options.AllowLoopback, $"{CallbackOptions.Section}:{nameof(CallbackOptions.AllowLoopback)} {Refused}"));

    public ValidateOptionsResult Validate(string? name, TenancyOptions options) => Result(
    [
        .. from tenant in options.Tenants
           from endpoint in new (Uri? Address, string Name)[]
           {
               (tenant.Value.DataEndpoint, nameof(TenantRegistration.DataEndpoint)),
               (tenant.Value.KeysEndpoint, nameof(TenantRegistration.KeysEndpoint)),
               (tenant.Value.VaultEndpoint, nameof(TenantRegistration.VaultEndpoint)),
           }
           select (IsClear(endpoint.Address), $"{TenancyOptions.Section}:{tenant.Key}:{endpoint.Name} must be https."),
    ]);

    public ValidateOptionsResult Validate(string? name, LandingOptions options) => Result(
        (IsClear(options.BlobServiceUri), $"{LandingOptions.Section}:{nameof(LandingOptions.BlobServiceUri)} must be https."));

    static bool IsClear(Uri? address) => address is not null && address.Scheme != Uri.UriSchemeHttps;

    static ValidateOptionsResult Result(params ReadOnlySpan<(bool Faulty, string Message)> checks)
    {
        var faults = new List<string>();
        foreach (var (faulty, message) in checks)
        {
            if (faulty)
            {
                faults.Add(message);
            }
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
