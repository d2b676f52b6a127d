namespace Compliance.Infra.Tests.Rules;

/// <summary>Our own rules on what is deployed; what Bicep itself knows, <c>infra/bicepconfig.json</c> has.</summary>
static class RuleBook
{
    /// <summary>Answers what breaks it.</summary>
    public delegate IEnumerable<string> Rule(Deployment deployment);

    public static IReadOnlyDictionary<string, Rule> All { get; } = new Dictionary<string, Rule>(StringComparer.Ordinal)
    {
        [nameof(AccessRuleTable.Roles)] = AccessRuleTable.Roles,
        [nameof(AccessRuleTable.Isolation)] = AccessRuleTable.Isolation,
        [nameof(AccessRuleTable.Leaving)] = AccessRuleTable.Leaving,
        [nameof(AccessRuleTable.Subscriptions)] = AccessRuleTable.Subscriptions,
        [nameof(AccessRuleTable.PageOrigins)] = AccessRuleTable.PageOrigins,
        [nameof(AppRules.Connections)] = AppRules.Connections,
        [nameof(AppRules.Settings)] = AppRules.Settings,
        [nameof(AppRules.Runtime)] = AppRules.Runtime,
        [nameof(AppRules.Azd)] = AppRules.Azd,
        [nameof(Hardening)] = Hardening.Check,
        [nameof(OperationRules.Alerts)] = OperationRules.Alerts,
        [nameof(OperationRules.ControlPlane)] = OperationRules.ControlPlane,
        [nameof(OperationRules.Diagnostics)] = OperationRules.Diagnostics,
        [nameof(OperationRules.Names)] = OperationRules.Names,
        [nameof(OperationRules.PrivateNetwork)] = OperationRules.PrivateNetwork,
        [nameof(StorageRules.NothingComesBack)] = StorageRules.NothingComesBack,
        [nameof(StorageRules.WriteOnce)] = StorageRules.WriteOnce,
        [nameof(StorageRules.Lifecycle)] = StorageRules.Lifecycle,
        [nameof(StorageRules.Containers)] = StorageRules.Containers,
        [nameof(StorageRules.Locks)] = StorageRules.Locks,
    };

    public static IEnumerable<(string Rule, string Says)> Check(Deployment deployment) =>
        All.SelectMany(rule => rule.Value(deployment).Select(x => (rule.Key, $"{deployment.Form}: {x}")));
}
