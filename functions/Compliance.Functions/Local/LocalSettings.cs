using Compliance.Access;
using Compliance.Functions.SubjectRequests.Callbacks;
using Compliance.Local.Azurite;
using Compliance.Local.Tokens;
using Compliance.Tenancy;

namespace Compliance.Functions.Local;

/// <summary>The settings that Bicep gives the function app on Azure, for one machine.</summary>
static class LocalSettings
{
    public static Dictionary<string, string?> For(IEnumerable<TenantId> tenants, AzuriteProcess azurite, LocalTokenKey key)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            [$"{AccessOptions.Section}:{nameof(AccessOptions.Issuer)}"] = LocalTokens.Issuer,
            [$"{AccessOptions.Section}:{nameof(AccessOptions.Audiences)}:0"] = LocalTokens.Audience,
            [$"{AccessOptions.Section}:{nameof(AccessOptions.Algorithms)}:0"] = "ES256",
            [$"{AccessOptions.Section}:{nameof(AccessOptions.StaticKeys)}"] = key.PublicKeys,
            [$"{AccessOptions.Section}:{nameof(AccessOptions.OfficerActsForAll)}"] = "true",
            [$"{CallbackOptions.Section}:{nameof(CallbackOptions.AllowLoopback)}"] = "true",
        };
        foreach (var (name, schedule) in Schedules.Settings)
        {
            settings[name] = schedule;
        }

        foreach (var tenant in tenants)
        {
            var section = $"{TenancyOptions.Section}:{tenant}";
            settings[$"{section}:{nameof(TenantRegistration.DirectoryId)}"] = LocalTokens.DirectoryOf(tenant);
            settings[$"{section}:{nameof(TenantRegistration.DataEndpoint)}"] = azurite.Endpoint(AzuriteAccounts.DataOf(tenant)).ToString();
            settings[$"{section}:{nameof(TenantRegistration.KeysEndpoint)}"] = azurite.Endpoint(AzuriteAccounts.KeysOf(tenant)).ToString();
        }

        return settings;
    }
}
