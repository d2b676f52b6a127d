using System.Text.Json.Nodes;
using Compliance.Infra.Tests.Rules;

namespace Compliance.Infra.Tests;

/// <summary>What is deployed, with one thing made wrong, which one rule must find.</summary>
static class BrokenTemplates
{
    const string Site = "Microsoft.Web/sites";
    const string Blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";

    public sealed record Broken(string Rule, string Name, Action<Deployment> Break, string Form = "dev");

    static readonly Broken[] Access =
    [
        new(nameof(AccessRuleTable.Roles), "a role that is not on the list", x => Grant(x, "containers/index").Set(
            "properties.roleDefinitionId", "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c")),
        new(nameof(AccessRuleTable.Roles), "a role on a whole account", x =>
        {
            var wide = Grant(x, "containers/index").Copy();
            wide.Set("on", x.One("storageAccounts", "acmedat").Id);
            x.Add(wide);
        }),
        new(nameof(AccessRuleTable.Roles), "all of the landing account", x => Grant(x, "storageAccounts/landing", "id-stage-acme").Set(
            "properties.roleDefinitionId", "/providers/Microsoft.Authorization/roleDefinitions/b7e6dc6d-f1e8-4753-8033-0f276bb0955b")),
        new(nameof(AccessRuleTable.Roles), "a signing key that wraps", x => Grant(x, "keys/sign").Set(
            "properties.roleDefinitionId", Grant(x, "keys/seal").Text("properties.roleDefinitionId"))),
        new(nameof(AccessRuleTable.Roles), "a log that can be overwritten", x => Grant(x, "containers/audit").Set(
            "properties.roleDefinitionId", Grant(x, "containers/index").Text("properties.roleDefinitionId"))),
        new(nameof(AccessRuleTable.Roles), "no principal type", x => Grant(x, "containers/index").Set("properties.principalType", null)),
        new(nameof(AccessRuleTable.Roles), "a principal that nobody knows",
            x => Grant(x, "queues/privacy-acks", "id-stage-platform").Set("properties.principalId", "somebody")),
        new(nameof(AccessRuleTable.Roles), "a custom role that may do more",
            x => x.Of("roleDefinitions").Single(y => y.Text("properties.roleName").Contains("signer", StringComparison.Ordinal))
            ["properties.permissions.0.dataActions"]!.AsArray().Add("Microsoft.KeyVault/vaults/keys/decrypt/action")),
        new(nameof(AccessRuleTable.Isolation), "two identities swapped", x => Grant(x, "topics/acme~privacy-events", "id-stage-acme").Set(
            "properties.principalId", Grant(x, "topics/globex~privacy-events", "id-stage-globex").Text("properties.principalId"))),
        new(nameof(AccessRuleTable.Isolation), "no path in the inbox",
            x => Grant(x, "containers/inbox", "id-stage-acme").Set("properties.condition", null)),
        new(nameof(AccessRuleTable.Isolation), "a path that others share",
            x => Grant(x, "containers/inbox", "id-stage-acme").Replace("'acme/'", "'a'")),
        new(nameof(AccessRuleTable.Isolation), "listing is free",
            x => Grant(x, "containers/inbox", "id-stage-acme").Replace($"@Request[{Blobs}:prefix]", $"@Resource[{Blobs}:path]")),
        new(nameof(AccessRuleTable.Isolation), "writing is free",
            x => Grant(x, "containers/inbox", "id-stage-acme").Replace($"!(ActionMatches{{'{Blobs}/write'}}) AND ", "")),
        new(nameof(AccessRuleTable.Isolation), "a system that listens to another tenant's topic",
            x => Grant(x, "acme~privacy-events/subscriptions/crm").Set("properties.principalId", "crm-of-globex")),
        new(nameof(AccessRuleTable.Isolation), "a key that nobody may use", x => x.Remove(Grant(x, "keys/sign"))),
        new(nameof(AccessRuleTable.Leaving), "a leaving tenant that keeps a role", x =>
        {
            var grant = Grant(x, "containers/index", "id-stage-acme").Copy();
            grant.Replace("acme", "initech");
            x.Add(grant);
        }),
        new(nameof(AccessRuleTable.Leaving), "a leaving tenant that is served",
            x => x.Settings["Compliance__Tenants__initech__DirectoryId"] = "directory-of-initech"),
        new(nameof(AccessRuleTable.Leaving), "a leaving tenant whose identity is attached",
            x => x.One(Site)["identity.userAssignedIdentities"]![x.One("userAssignedIdentities", "initech").Id] = new JsonObject()),
        new(nameof(AccessRuleTable.Subscriptions), "the rule that lets everything through",
            x => x.One("subscriptions/rules").Replace("$Default", "mine")),
        new(nameof(AccessRuleTable.Subscriptions), "another property than messages have",
            x => x.One("subscriptions/rules", "subscriptions/crm").Replace("recipient", "to")),
        new(nameof(AccessRuleTable.Subscriptions), "what is addressed to nobody, for everybody",
            x => x.One("subscriptions/rules", "subscriptions/crm").Set(
            "properties", new JsonObject { ["sqlFilter"] = new JsonObject { ["sqlExpression"] = "NOT EXISTS(recipient)" } })),
        new(nameof(AccessRuleTable.PageOrigins), "a page from anywhere",
            x => x.One(Site)["properties.siteConfig.cors.allowedOrigins"]!.AsArray().Add("*")),
        new(nameof(AccessRuleTable.PageOrigins), "a page of a leaving tenant",
            x => x.One(Site)["properties.siteConfig.cors.allowedOrigins"]!.AsArray().Add("https://crm.initech.example")),
        new(nameof(AccessRuleTable.PageOrigins), "no page", x => x.One(Site).Set("properties.siteConfig.cors", null)),
        new(nameof(AccessRuleTable.PageOrigins), "cookies", x => x.One(Site).Set("properties.siteConfig.cors.supportCredentials", true)),
    ];

    static readonly Broken[] App =
    [
        new(nameof(AppRules.Connections), "a connection without an identity", x => x.Settings.Remove("Landing__clientId")),
        new(nameof(AppRules.Connections), "no queue for poison messages", x => x.Settings.Remove("Landing__queueServiceUri")),
        new(nameof(AppRules.Connections), "a task hub without tables", x => x.Settings.Remove("AzureWebJobsStorage__tableServiceUri")),
        new(nameof(AppRules.Connections), "a connection by key", x => x.Settings["Bus__credential"] = "key"),
        new(nameof(AppRules.Settings), "an option without its setting", x => x.Settings.Remove("Compliance__Tenants__acme__VaultEndpoint")),
        new(nameof(AppRules.Settings), "a setting that nobody reads", x => x.Settings["Compliance__Tenants__acme__Endpoint"] = "x"),
        new(nameof(AppRules.Settings), "a credential that would not know whose it is", x => x.Settings.Remove("AZURE_CLIENT_ID")),
        new(nameof(AppRules.Settings), "a tenant without its audience", x => x.Settings.Remove("Compliance__Access__Audiences__1")),
        new(nameof(AppRules.Settings), "upload URLs from anywhere behind a firewall",
            x => x.Settings.Remove("Landing__AllowedIpRanges__1"), "production"),
        new(nameof(AppRules.Runtime), "another framework", x => x.One(Site).Set("properties.functionAppConfig.runtime.version", "8.0")),
        new(nameof(AppRules.Runtime), "a setting that Flex Consumption refuses",
            x => x.Settings["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated"),
        new(nameof(AppRules.Runtime), "another task hub", x => x.One("taskHubs").Replace("/compliance", "/work")),
        new(nameof(AppRules.Runtime), "another plan", x => x.One("serverfarms").Set("sku.name", "EP1")),
        new(nameof(AppRules.Azd), "an app tagged otherwise", x => x.One(Site).Set("tags.azd-service-name", "api")),
        new(nameof(AppRules.Azd), "a group that azd would not find", x => x.One("resourceGroups").Set("tags.azd-env-name", null)),
    ];

    static readonly Broken[] Hardened =
    [
        Soft("shared keys", "storageAccounts", "properties.allowSharedKeyAccess", true),
        Soft("public blobs", "storageAccounts", "properties.allowBlobPublicAccess", true),
        Soft("Entra not the default", "storageAccounts", "properties.defaultToOAuthAuthentication", null),
        Soft("local users", "storageAccounts", "properties.isLocalUserEnabled", true),
        Soft("SFTP", "storageAccounts", "properties.isSftpEnabled", true),
        Soft("old TLS", "storageAccounts", "properties.minimumTlsVersion", "TLS1_0"),
        Soft("plain HTTP to storage", "storageAccounts", "properties.supportsHttpsTrafficOnly", false),
        Soft("one encryption", "storageAccounts", "properties.encryption.requireInfrastructureEncryption", false),
        Soft("copies to other directories", "storageAccounts", "properties.allowCrossTenantReplication", true),
        Soft("a public container", "containers", "properties.publicAccess", "Blob"),
        Soft("a vault that can be purged", "vaults", "properties.enablePurgeProtection", false),
        Soft("a vault with access policies", "vaults", "properties.enableRbacAuthorization", false),
        Soft("a vault that is soft-deleted for a week", "vaults", "properties.softDeleteRetentionInDays", 7),
        Soft("a key that never rotates", "keys", "properties.rotationPolicy.lifetimeActions.0.action.type", "notify"),
        Soft("a key that can be exported", "keys", "properties.attributes.exportable", true),
        Soft("Service Bus with keys", "namespaces", "properties.disableLocalAuth", false),
        Soft("Application Insights with a key", "components", "properties.DisableLocalAuth", false),
        Soft("whole addresses in the logs", "components", "properties.DisableIpMasking", true),
        Soft("a workspace with keys", "workspaces", "properties.features.disableLocalAuth", false),
        Soft("plain HTTP to the app", Site, "properties.httpsOnly", false),
        Soft("the platform's page at the root", "Microsoft.Web/sites/config", "properties.AzureWebJobsDisableHomepage", null),
        Soft("FTP", Site, "properties.siteConfig.ftpsState", "AllAllowed"),
        Soft("publishing by password", "basicPublishingCredentialsPolicies", "properties.allow", true),
        new(nameof(Hardening), "no rule about publishing", x => x.Of("basicPublishingCredentialsPolicies").ToList().ForEach(x.Remove)),
    ];

    static readonly Broken[] Operation =
    [
        new(nameof(OperationRules.Alerts), "an alert that is gone", x => x.Remove(x.One("scheduledQueryRules", "alert-denied-"))),
        new(nameof(OperationRules.Alerts), "an event that nothing logs",
            x => x.One("scheduledQueryRules", "alert-quarantine-").Replace("Quarantined", "PutAside")),
        new(nameof(OperationRules.Alerts), "one of several that nothing logs",
            x => x.One("scheduledQueryRules", "alert-not-looked-after-").Replace("ErasuresNotSwept", "ErasuresForgotten")),
        new(nameof(OperationRules.Alerts), "an alert that leads nowhere",
            x => x.One("scheduledQueryRules", "alert-poison-").Set("properties.actions.customProperties", null)),
        new(nameof(OperationRules.Alerts), "an alert that leads to another's page",
            x => x.One("metricAlerts").Replace("#dead-letters", "#denied")),
        new(nameof(OperationRules.Diagnostics), "storage that logs nothing",
            x => x.One("diagnosticSettings", "acmekey").Set("properties.logs.0.enabled", false)),
        new(nameof(OperationRules.Diagnostics), "a vault that logs metrics only",
            x => x.One("diagnosticSettings", "/vaults/kv-acme").Set("properties.logs", new JsonArray())),
        new(nameof(OperationRules.Diagnostics), "a bus that is not watched", x => x.Remove(x.One("diagnosticSettings", "/namespaces/"))),
        new(nameof(OperationRules.Diagnostics), "an app that logs nothing",
            x => x.Remove(x.One("diagnosticSettings", "Microsoft.Web/sites"))),
        new(nameof(OperationRules.Diagnostics), "tables that log nothing",
            x => x.Remove(x.One("diagnosticSettings", "/tableServices/"))),
        new(nameof(OperationRules.Diagnostics), "an activity log that ends after 90 days",
            x => x.Remove(x.One("diagnosticSettings", "compliance-stage"))),
        new(nameof(OperationRules.ControlPlane), "a lock that nobody sees lifted",
            x => x.Remove(x.One("activityLogAlerts", "alert-locks-changed-"))),
        new(nameof(OperationRules.ControlPlane), "a tenant that is not watched",
            x => x.One("activityLogAlerts", "alert-roles-changed-")["properties.scopes"]!.AsArray().RemoveAt(1)),
        new(nameof(OperationRules.Names), "a vault named by a whole tenant id",
            x => x.One("vaults", "kv-a123").Set("name", "kv-a1234567890123456789-x"), "longest"),
        new(nameof(OperationRules.Names), "a vault that begins with a digit", x => x.One("vaults", "kv-ab").Set("name", "1-ab"), "longest"),
        new(nameof(OperationRules.PrivateNetwork), "a public account",
            x => x.One("storageAccounts", "acmedat").Set("properties.publicNetworkAccess", "Enabled"), "production"),
        new(nameof(OperationRules.PrivateNetwork), "no endpoint for a vault",
            x => x.Remove(x.One("privateEndpoints", "pe-acme-vault")), "production"),
        new(nameof(OperationRules.PrivateNetwork), "the wrong delegation",
            x => x.One("virtualNetworks").Replace("Microsoft.App/environments", "Microsoft.Web/serverFarms"), "production"),
        new(nameof(OperationRules.PrivateNetwork), "no network in production", x => x.Remove(x.One("virtualNetworks")), "production"),
    ];

    static readonly Broken[] Storage =
    [
        new(nameof(StorageRules.NothingComesBack), "versions of the key ring",
            x => x.One("blobServices", "acmekey").Set("properties.isVersioningEnabled", true)),
        new(nameof(StorageRules.NothingComesBack), "an inbox that can be restored",
            x => x.One("blobServices", "landing").Set("properties.containerDeleteRetentionPolicy.enabled", true)),
        new(nameof(StorageRules.NothingComesBack), "deleted blobs by Azure's default",
            x => x.One("blobServices", "landing").Set("properties.deleteRetentionPolicy", null)),
        new(nameof(StorageRules.NothingComesBack), "a change feed",
            x => x.One("blobServices", "acmekey").Set("properties.changeFeed.enabled", true)),
        new(nameof(StorageRules.NothingComesBack), "restore points",
            x => x.One("blobServices", "acmekey").Set("properties.restorePolicy.enabled", true)),
        new(nameof(StorageRules.NothingComesBack), "a geo copy", x => x.One("storageAccounts", "acmekey").Set("sku.name", "Standard_GRS")),
        new(nameof(StorageRules.WriteOnce), "write-once recordings", x =>
        {
            var policy = x.One("immutabilityPolicies", "acme").Copy();
            policy.Replace("/audit/", "/recordings/");
            x.Add(policy);
        }),
        new(nameof(StorageRules.WriteOnce), "a log that is not", x => x.Remove(x.One("immutabilityPolicies", "acme"))),
        new(nameof(StorageRules.WriteOnce), "a log that can't grow",
            x => x.One("immutabilityPolicies", "acme").Set("properties.allowProtectedAppendWrites", false)),
        new(nameof(StorageRules.WriteOnce), "a month only",
            x => x.One("immutabilityPolicies", "acme").Set("properties.immutabilityPeriodSinceCreationInDays", 30)),
        new(nameof(StorageRules.WriteOnce), "a whole account write-once",
            x => x.One("storageAccounts", "acmedat").Set(
                "properties.immutableStorageWithVersioning", new JsonObject { ["enabled"] = true })),
        new(nameof(StorageRules.Lifecycle), "a rule that reaches the log",
            x => Rule(x, "acmedat", "packages/")["definition.filters.prefixMatch"]!.AsArray().Add("audit/")),
        new(nameof(StorageRules.Lifecycle), "a rule that reaches everything",
            x => Rule(x, "acmedat", "packages/").Set("definition.filters.prefixMatch", null)),
        new(nameof(StorageRules.Lifecycle), "uploads that go before their ticket ends",
            x => Rule(x, "landing", "inbox/").Set("definition.actions.baseBlob.delete.daysAfterCreationGreaterThan", 1)),
        new(nameof(StorageRules.Lifecycle), "former versions for a month",
            x => Rule(x, "acmedat", "state/").Set("definition.actions.version.delete.daysAfterCreationGreaterThan", 30)),
        new(nameof(StorageRules.Lifecycle), "a backup of the key ring for a week more",
            x => Rule(x, "acmedat", "keybackups/").Set("definition.actions.baseBlob.delete.daysAfterCreationGreaterThan", 14)),
        new(nameof(StorageRules.Containers), "a container too few", x => x.Remove(x.One("containers", "landing"))),
        new(nameof(StorageRules.Containers), "another name than the code opens", x =>
        {
            var container = x.One("storageAccounts/blobServices/containers", "host");
            container.Replace("deployment", "code");
        }),
        new(nameof(StorageRules.Locks), "a key ring that can be deleted by a slip",
            x => x.One("locks", "acmekey").Set("properties.level", "ReadOnly")),
        new(nameof(StorageRules.Locks), "a vault without a lock", x => x.Remove(x.One("locks", "/vaults/kv-acme"))),
    ];

    public static IReadOnlyList<Broken> All { get; } = [.. Access, .. App, .. Hardened, .. Operation, .. Storage];

    public static TheoryData<string> Names => [.. All.Select(x => x.Name)];

    static Broken Soft(string name, string type, string path, JsonNode? value) =>
        new(nameof(Hardening), name, x => x.One(type).Set(path, value?.DeepClone()));

    /// <summary>The first role assignment on such a resource, for such a principal.</summary>
    static Resource Grant(Deployment deployment, string on, string principal = "") => deployment.Of("roleAssignments")
        .Where(x => x.On.Contains(on, StringComparison.Ordinal))
        .First(x => x.Text("properties.principalId").Contains(principal, StringComparison.Ordinal));

    static Resource Rule(Deployment deployment, string account, string prefix) => deployment.One("managementPolicies", account)
        .Each("properties.policy.rules").First(x => x.Texts("definition.filters.prefixMatch").Contains(prefix));
}
