using System.Text.Json;
using System.Text.Json.Nodes;

namespace Compliance.Infra.Tests.Rules;

/// <summary>Values that every resource of a type must have.</summary>
static class Hardening
{
    /// <summary>By type and path; null: the property must not be there.</summary>
    static readonly Dictionary<string, Dictionary<string, object?>> Wanted = new(StringComparer.Ordinal)
    {
        ["Microsoft.Storage/storageAccounts"] = new(StringComparer.Ordinal)
        {
            ["properties.allowSharedKeyAccess"] = false,
            ["properties.allowBlobPublicAccess"] = false,
            ["properties.allowCrossTenantReplication"] = false,
            ["properties.defaultToOAuthAuthentication"] = true,
            ["properties.isLocalUserEnabled"] = false,
            ["properties.isSftpEnabled"] = false,
            ["properties.minimumTlsVersion"] = "TLS1_2",
            ["properties.supportsHttpsTrafficOnly"] = true,
            ["properties.encryption.requireInfrastructureEncryption"] = true,
        },
        ["Microsoft.Storage/storageAccounts/blobServices/containers"] = new(StringComparer.Ordinal)
        {
            ["properties.publicAccess"] = "None",
        },
        ["Microsoft.KeyVault/vaults"] = new(StringComparer.Ordinal)
        {
            ["properties.enableRbacAuthorization"] = true,
            ["properties.enableSoftDelete"] = true,
            ["properties.enablePurgeProtection"] = true,
            ["properties.softDeleteRetentionInDays"] = 90,
            ["properties.enabledForDeployment"] = false,
            ["properties.enabledForDiskEncryption"] = false,
            ["properties.enabledForTemplateDeployment"] = false,
            ["properties.accessPolicies"] = null,
        },
        ["Microsoft.KeyVault/vaults/keys"] = new(StringComparer.Ordinal)
        {
            ["properties.attributes.exportable"] = false,
            ["properties.rotationPolicy.lifetimeActions.0.action.type"] = "rotate",
        },
        ["Microsoft.ServiceBus/namespaces"] = new(StringComparer.Ordinal)
        {
            ["properties.disableLocalAuth"] = true,
            ["properties.minimumTlsVersion"] = "1.2",
        },
        ["Microsoft.Insights/components"] = new(StringComparer.Ordinal)
        {
            ["properties.DisableLocalAuth"] = true,
            ["properties.DisableIpMasking"] = false,
        },
        ["Microsoft.OperationalInsights/workspaces"] = new(StringComparer.Ordinal) { ["properties.features.disableLocalAuth"] = true },
        ["Microsoft.Web/sites"] = new(StringComparer.Ordinal)
        {
            ["properties.httpsOnly"] = true,
            ["properties.siteConfig.minTlsVersion"] = "1.2",
            ["properties.siteConfig.scmMinTlsVersion"] = "1.2",
            ["properties.siteConfig.remoteDebuggingEnabled"] = false,
            ["properties.siteConfig.ftpsState"] = "Disabled",
            ["identity.type"] = "UserAssigned",
        },
        ["Microsoft.Web/sites/config"] = new(StringComparer.Ordinal) { ["properties.AzureWebJobsDisableHomepage"] = "true" },
        ["Microsoft.Web/sites/basicPublishingCredentialsPolicies"] = new(StringComparer.Ordinal) { ["properties.allow"] = false },
    };

    /// <summary>Every type of the list is there, and every resource of it has the values.</summary>
    public static IEnumerable<string> Check(Deployment deployment)
    {
        foreach (var (type, values) in Wanted)
        {
            var resources = deployment.Resources.Where(x => x.Type == type).ToArray();
            if (resources.Length == 0)
            {
                yield return $"there is no {type}";
            }

            foreach (var (resource, (path, value)) in resources.SelectMany(x => values.Select(y => (x, y))))
            {
                var wanted = JsonSerializer.SerializeToNode(value);
                if (!JsonNode.DeepEquals(resource[path], wanted))
                {
                    yield return $"{resource.Name} ({type}): {path} is {Text(resource[path])}, not {Text(wanted)}";
                }
            }
        }
    }

    static string Text(JsonNode? value) => value?.ToJsonString() ?? "absent";
}
