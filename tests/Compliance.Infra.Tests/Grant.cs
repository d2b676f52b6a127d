using Compliance.Infra.Tests.Rules;

namespace Compliance.Infra.Tests;

enum PrincipalKind
{
    Unknown,
    Platform,
    Tenant,
    System,
}

/// <summary>A role assignment, with what it is about worked out.</summary>
/// <param name="PrincipalTenant">Whose identity or system gets it; null for the platform's.</param>
/// <param name="Role">Null when it is not on the list.</param>
/// <param name="Kind">What it is on; null for anything on which no role may be given.</param>
/// <param name="Owner">The tenant whose resource it is on; null for the platform's.</param>
sealed record Grant(Resource Assignment, PrincipalKind Principal, string? PrincipalTenant, ListedRole? Role, string? Kind, string? Owner)
{
    public string On => Assignment.On;

    public string Condition => Assignment.Text("properties.condition");

    /// <summary>In a finding.</summary>
    public string Says => $"{Role?.Name ?? Assignment.Text("properties.roleDefinitionId")} for {PrincipalTenant ?? $"{Principal}"} on {On}";

    public static IEnumerable<Grant> Of(Deployment deployment) => deployment.Of("roleAssignments").Select(assignment =>
    {
        var (kind, tenant) = PrincipalOf(assignment.Text("properties.principalId"), deployment);
        var role = RoleOf(assignment.Text("properties.roleDefinitionId"), deployment);
        return new Grant(assignment, kind, tenant, role, KindOf(assignment.On), deployment.OwnerOf(assignment.On));
    });

    static (PrincipalKind Kind, string? Tenant) PrincipalOf(string id, Deployment deployment)
    {
        if (deployment.Of("userAssignedIdentities").Any(x => id == $"<{x.Id}#principalId>"))
        {
            var owner = deployment.OwnerOf(id);
            return (owner is null ? PrincipalKind.Platform : PrincipalKind.Tenant, owner);
        }

        // The test's tenants name their systems so.
        return id.Split("-of-") is [_, var tenant] && deployment.Tenants.ContainsKey(tenant)
            ? (PrincipalKind.System, tenant)
            : (PrincipalKind.Unknown, null);
    }

    static ListedRole? RoleOf(string definition, Deployment deployment)
    {
        var own = deployment.Of("roleDefinitions").FirstOrDefault(x => x.Id == definition)?.Text("properties.roleName");
        return RoleList.All.FirstOrDefault(x => own is null
            ? x.Id == definition.Split('/')[^1]
            : x.Id is null && own.StartsWith(x.Name, StringComparison.Ordinal));
    }

    static string? KindOf(string id) => id.Split('/') is [.., var type, var name] ? (type, name) switch
    {
        ("containers", "inbox" or "keyring" or "audit") => name,
        ("containers", _) => "container",
        ("storageAccounts", _) when name.StartsWith("landing", StringComparison.Ordinal) => "landing account",
        ("storageAccounts", _) when name.StartsWith("host", StringComparison.Ordinal) => "host account",
        ("keys" or "queues", _) => name,
        ("topics", _) => "topic",
        ("subscriptions", _) when id.Contains("/topics/", StringComparison.Ordinal) => "subscription",
        ("components", _) => "insights",
        ("accounts", _) when id.Contains("/Microsoft.CognitiveServices/", StringComparison.Ordinal) => "speech resource",
        ("taskHubs", _) => "task hub",
        _ => null,
    } : null;
}
