using System.Text.Json;
using System.Text.Json.Nodes;
using Compliance.Functions.Platform;
using Compliance.Tenancy;

namespace Compliance.Infra.Tests.Rules;

/// <summary>The function app against its code.</summary>
static class AppRules
{
    static readonly string[] RefusedByFlex =
    [
        "FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_EXTENSION_VERSION", "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING", "WEBSITE_CONTENTSHARE",
        "WEBSITE_RUN_FROM_PACKAGE",
    ];

    /// <summary>
    /// Every <c>Connection = "X"</c> of a trigger, and the host's, has the settings of an identity-based connection: where, how, whose.
    /// </summary>
    public static IEnumerable<string> Connections(Deployment deployment)
    {
        var settings = deployment.Settings;
        var asked = AppCode.Bindings.Where(x => x.Connection is not null).Select(x => (x.Connection, x.Kind))
            .Append(("AzureWebJobsStorage", "host"));
        foreach (var (connection, kind) in asked.Distinct())
        {
            string[] needs = kind switch
            {
                "BlobTrigger" => ["blobServiceUri", "queueServiceUri", "clientId"],
                "ServiceBusTrigger" => ["fullyQualifiedNamespace", "clientId"],
                "host" => ["blobServiceUri", "queueServiceUri", "tableServiceUri", "clientId"],
                _ => [$"({kind} is not known here)"],
            };
            foreach (var need in needs.Where(x => settings[$"{connection}__{x}"] is null))
            {
                yield return $"connection {connection} of a {kind} has no setting {connection}__{need}";
            }

            if (settings[$"{connection}__credential"]?.GetValue<string>() != "managedidentity")
            {
                yield return $"{connection}__credential is not managedidentity";
            }
        }
    }

    /// <summary>The app settings are what the options in the code are named, for every served tenant.</summary>
    public static IEnumerable<string> Settings(Deployment deployment)
    {
        var settings = deployment.Settings.Select(x => x.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var ofTenant = AppCode.SettingsOf(typeof(TenantRegistration)).ToArray();
        var served = deployment.Served.ToArray();
        string[] wanted =
        [
            "AZURE_CLIENT_ID",
            $"Landing__{nameof(LandingOptions.BlobServiceUri)}",
            .. AppCode.SettingsOf(typeof(BusOptions)).Select(x => $"Bus__{x}"),
            .. served.Select((_, i) => $"Compliance__Access__Audiences__{i}"),
            .. served.SelectMany(tenant => ofTenant.Select(x => $"Compliance__Tenants__{tenant}__{x}")),
        ];
        foreach (var name in wanted.Where(x => !settings.Contains(x)))
        {
            yield return $"there is no setting {name}";
        }

        var tenants = settings.Where(x => x.StartsWith("Compliance__Tenants__", StringComparison.Ordinal));
        foreach (var name in tenants.Where(x => !ofTenant.Contains(x.Split("__")[3])))
        {
            yield return $"setting {name} is read by nobody";
        }

        var firewall = deployment.Of("storageAccounts").SelectMany(x => x.Each("properties.networkAcls.ipRules"));
        foreach (var (range, i) in firewall.Select((x, i) => (x.Text("value"), i)))
        {
            if (deployment.Settings[$"Landing__{nameof(LandingOptions.AllowedIpRanges)}__{i}"]?.GetValue<string>() != range)
            {
                yield return $"upload URLs are not bound to {range}, which the landing account's firewall lets in";
            }
        }
    }

    /// <summary>Flex Consumption runs the app's framework, without the settings that it refuses, on the code's task hub.</summary>
    public static IEnumerable<string> Runtime(Deployment deployment)
    {
        var site = deployment.One("Microsoft.Web/sites");
        var framework = $"{Environment.Version.Major}.0";
        const string At = "properties.functionAppConfig.runtime";
        var runtime = $"{site.Text($"{At}.name")} {site.Text($"{At}.version")}";
        if (runtime != $"dotnet-isolated {framework}")
        {
            yield return $"the app runs {runtime}; it is built for dotnet-isolated {framework}";
        }

        if (deployment.One("serverfarms").Text("sku.name") != "FC1" || site["properties.siteConfig.linuxFxVersion"] is not null)
        {
            yield return "the plan is not Flex Consumption (FC1)";
        }

        foreach (var name in deployment.Settings.Select(x => x.Key).Intersect(RefusedByFlex))
        {
            yield return $"setting {name} is refused by Flex Consumption";
        }

        var host = JsonNode.Parse(
            File.ReadAllText(Repository.PathOf("functions", "Compliance.Functions", "host.json")),
            documentOptions: new() { CommentHandling = JsonCommentHandling.Skip });
        var hub = new Resource(host!.AsObject()).Text("extensions.durableTask.hubName");
        foreach (var other in deployment.Of("taskHubs").Where(x => x.Name.Split('/')[1] != hub))
        {
            yield return $"host.json has another task hub than {other.Name}";
        }
    }

    /// <summary>azd finds the app by its tag, every group by its environment.</summary>
    public static IEnumerable<string> Azd(Deployment deployment)
    {
        if (deployment.One("Microsoft.Web/sites").Text("tags.azd-service-name") != AzureYaml.Service)
        {
            yield return $"no app is tagged azd-service-name: {AzureYaml.Service}";
        }

        foreach (var group in deployment.Of("resourceGroups").Where(x => x.Text("tags.azd-env-name").Length == 0))
        {
            yield return $"{group.Name} has no tag azd-env-name";
        }
    }
}
