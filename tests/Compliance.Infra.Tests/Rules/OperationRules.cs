using System.Text.RegularExpressions;

namespace Compliance.Infra.Tests.Rules;

/// <summary>What somebody must see, and what must fit.</summary>
static partial class OperationRules
{
    static readonly string[] WantedAlerts = ["poison", "quarantine", "overdue", "stale-checkpoint", "denied", "not-audited"];

    /// <summary>What takes protection away: somebody must hear of each.</summary>
    static readonly string[] WatchedOperations =
    [
        "Microsoft.Authorization/locks/delete",
        "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies/write",
        "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies/delete",
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Web/sites/config/write",
        "Microsoft.Web/sites/host/listkeys/action",
        "Microsoft.Insights/diagnosticSettings/delete",
    ];

    /// <summary>By type: what Azure takes as a name.</summary>
    static readonly (string Type, Regex Takes)[] NameLimits =
    [
        ("storageAccounts", AccountName()),
        ("vaults", VaultName()),
        ("namespaces", NamespaceName()),
        ("sites", SiteName()),
        ("userAssignedIdentities", IdentityName()),
        ("resourceGroups", GroupName()),
        ("schedulers", SchedulerName()),
    ];

    /// <summary>The alerts that somebody must get are there, ask for log events that exist, and lead to their pages.</summary>
    public static IEnumerable<string> Alerts(Deployment deployment)
    {
        var alerts = deployment.Of("scheduledQueryRules").ToArray();
        foreach (var name in WantedAlerts.Except(alerts.Select(x => x.Text("properties.displayName"))))
        {
            yield return $"there is no alert {name}";
        }

        foreach (var alert in alerts)
        {
            var asked = Events().Matches(alert.Text("properties.criteria.allOf.0.query")).SelectMany(x => x.Groups["name"].Captures);
            foreach (var name in asked.Select(x => x.Value).Where(x => !AppCode.LogEvents.Contains(x)))
            {
                yield return $"{alert.Name} asks for {name}, which nothing logs";
            }
        }

        foreach (var (alert, section) in Sections(deployment))
        {
            var link = $"infra/ALERTS.md#{section}";
            var carried = alert.Text("properties.actions.customProperties.page")
                + alert.Text("properties.actions.0.webHookProperties.page")
                + alert.Text("properties.actions.actionGroups.0.webhookProperties.page");
            if (!alert.Text("properties.description").EndsWith($" {link}", StringComparison.Ordinal) || carried != link)
            {
                yield return $"{alert.Name} does not lead to {link}";
            }
        }
    }

    /// <summary>Every alert with the section of <c>infra/ALERTS.md</c> that is about it.</summary>
    public static IEnumerable<(Resource Alert, string Section)> Sections(Deployment deployment) =>
        from alert in deployment.Of("scheduledQueryRules").Concat(deployment.Of("metricAlerts")).Concat(deployment.Of("activityLogAlerts"))
        select (alert, string.Join('-', alert.Name.Split('-')[1..^1]));

    /// <summary>
    /// Everything that holds or moves data logs to the workspace, and so does the app. The activity log goes there too, and alerts read it for
    /// every resource group.
    /// </summary>
    public static IEnumerable<string> Diagnostics(Deployment deployment)
    {
        string[] logged = ["blobServices", "queueServices", "tableServices", "vaults", "namespaces", "systemTopics", "Microsoft.Web/sites"];
        foreach (var resource in logged.SelectMany(deployment.Of))
        {
            var logs = deployment.Of("diagnosticSettings").Where(x => x.IsAt(resource)).SelectMany(x => x.Each("properties.logs"));
            if (!logs.Any(x => x.Flag("enabled") && (x.Text("categoryGroup") is "allLogs" or "audit" || x.Text("category") == "StorageWrite")))
            {
                yield return $"{resource.Name} ({resource.Type}) logs nothing";
            }
        }

        if (!deployment.Of("diagnosticSettings").Any(x =>
            x.Id.StartsWith("/providers/", StringComparison.Ordinal)
            && x.Each("properties.logs").Any(y => y.Flag("enabled") && y.Text("category") == "Administrative")))
        {
            yield return "the activity log is not exported";
        }
    }

    /// <summary>An alert reads the activity log of every resource group for each operation that takes protection away.</summary>
    public static IEnumerable<string> ControlPlane(Deployment deployment)
    {
        string[] groups = [.. deployment.Of("resourceGroups").Select(x => x.Id)];
        var alerts = deployment.Of("activityLogAlerts").Where(x => x.Flag("properties.enabled")).ToArray();
        foreach (var operation in WatchedOperations)
        {
            var watched = alerts
                .Where(x => x.Each("properties.condition.allOf").SelectMany(y => y.Each("anyOf")).Any(y => y.Text("equals") == operation))
                .SelectMany(x => x.Texts("properties.scopes"));
            foreach (var group in groups.Except(watched))
            {
                yield return $"nobody is told of {operation} in {group}";
            }
        }
    }

    /// <summary>Names fit, for the shortest and the longest tenant id and environment, too.</summary>
    public static IEnumerable<string> Names(Deployment deployment) =>
        from limit in NameLimits
        from resource in deployment.Of(limit.Type)
        where !limit.Takes.IsMatch(resource.Name)
        select $"{resource.Type}: {resource.Name} does not fit";

    /// <summary>With a private network, tenants' accounts and vaults have a private endpoint and no public one.</summary>
    public static IEnumerable<string> PrivateNetwork(Deployment deployment)
    {
        var networks = deployment.Of("virtualNetworks").ToArray();
        if (networks.Length == 0)
        {
            if (deployment.Form == "production")
            {
                yield return "there is no network";
            }

            yield break;
        }

        var endpoints = deployment.Of("privateEndpoints").SelectMany(x => x.Each("properties.privateLinkServiceConnections")).ToArray();
        foreach (var kept in deployment.AccountsAndVaults)
        {
            if (kept.Text("properties.publicNetworkAccess") != "Disabled" || kept.Text("properties.networkAcls.defaultAction") != "Deny")
            {
                yield return $"{kept.Name} is public";
            }

            if (!endpoints.Any(x => x.Text("properties.privateLinkServiceId") == kept.Id))
            {
                yield return $"{kept.Name} has no private endpoint";
            }
        }

        if (!networks.SelectMany(x => x.Each("properties.subnets")).SelectMany(x => x.Each("properties.delegations"))
            .Any(x => x.Text("properties.serviceName") == "Microsoft.App/environments"))
        {
            yield return "no subnet is delegated to Microsoft.App/environments, which Flex Consumption needs";
        }
    }

    [GeneratedRegex("EventName (== |in \\()(\"(?<name>\\w+)\"(, )?)+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Events();

    [GeneratedRegex("^[a-z0-9]{3,24}$", RegexOptions.None, 1000)]
    private static partial Regex AccountName();

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$", RegexOptions.None, 1000)]
    private static partial Regex VaultName();

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9-]{4,48}[a-zA-Z0-9]$", RegexOptions.None, 1000)]
    private static partial Regex NamespaceName();

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9-]{0,58}[a-zA-Z0-9]$", RegexOptions.None, 1000)]
    private static partial Regex SiteName();

    [GeneratedRegex(@"^[a-zA-Z0-9][\w-]{2,127}$", RegexOptions.None, 1000)]
    private static partial Regex IdentityName();

    [GeneratedRegex(@"^[\w.()-]{1,89}[\w()-]$", RegexOptions.None, 1000)]
    private static partial Regex GroupName();

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9-]{1,62}[a-zA-Z0-9]$", RegexOptions.None, 1000)]
    private static partial Regex SchedulerName();
}
