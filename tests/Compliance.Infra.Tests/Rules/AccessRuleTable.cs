using System.Text.RegularExpressions;

namespace Compliance.Infra.Tests.Rules;

/// <summary>Who reaches what.</summary>
static partial class AccessRuleTable
{
    /// <summary>Roles are given from <see cref="RoleList"/> only: the role, to that kind of principal, on that kind of resource.</summary>
    public static IEnumerable<string> Roles(Deployment deployment)
    {
        foreach (var grant in Grant.Of(deployment))
        {
            var kinds = grant.Principal switch
            {
                PrincipalKind.Platform => grant.Role?.Platform,
                PrincipalKind.Tenant => grant.Role?.Tenant,
                PrincipalKind.System => grant.Role?.System,
                _ => null,
            };
            if (grant.Kind is null || kinds?.Contains(grant.Kind) != true)
            {
                yield return $"{grant.Says} is not on the list";
            }

            if (grant.Assignment.Text("properties.principalType") != "ServicePrincipal")
            {
                yield return $"{grant.Says}: without principalType it may fail while its principal is new";
            }
        }

        foreach (var role in deployment.Of("roleDefinitions"))
        {
            var name = role.Text("properties.roleName");
            var listed = RoleList.All.FirstOrDefault(x => x.Id is null && name.StartsWith(x.Name, StringComparison.Ordinal));
            var actions = role.Each("properties.permissions").SelectMany(x => x.Texts("actions").Concat(x.Texts("dataActions")));
            foreach (var action in actions.Except(listed?.Actions ?? []))
            {
                yield return $"{name} may {action}";
            }
        }
    }

    /// <summary>What is a tenant's is reached by its identity and its systems, by nobody else; in the shared inbox by its path.</summary>
    public static IEnumerable<string> Isolation(Deployment deployment)
    {
        var grants = Grant.Of(deployment).ToArray();
        foreach (var grant in grants)
        {
            if (grant.Owner is not null && grant.PrincipalTenant != grant.Owner)
            {
                yield return $"{grant.Says}, which is {grant.Owner}'s";
            }

            if (grant is { Kind: "inbox", Principal: PrincipalKind.Tenant } && !IsOwnPath(grant))
            {
                yield return $"{grant.PrincipalTenant} reaches others' uploads: {grant.Condition}";
            }
        }

        // A container or key that its own tenant can't reach is a setting that was forgotten.
        var served = deployment.Served.ToArray();
        foreach (var own in deployment.Of("containers").Concat(deployment.Of("keys")).Where(x => served.Contains(deployment.OwnerOf(x.Id))))
        {
            if (!grants.Any(x => x.On == own.Id && x.Principal == PrincipalKind.Tenant))
            {
                yield return $"{own.Id} is reached by nobody";
            }
        }
    }

    /// <summary>A leaving tenant is not served, and its identity has no role.</summary>
    public static IEnumerable<string> Leaving(Deployment deployment)
    {
        var attached = deployment.One("Microsoft.Web/sites")["identity.userAssignedIdentities"]!.AsObject().Select(x => x.Key).ToArray();
        foreach (var tenant in deployment.Tenants.Keys.Except(deployment.Served))
        {
            foreach (var grant in Grant.Of(deployment).Where(x => x.PrincipalTenant == tenant))
            {
                yield return $"{grant.Says}, which leaves";
            }

            if (deployment.Settings.Any(x => x.Key.StartsWith($"Compliance__Tenants__{tenant}__", StringComparison.Ordinal)))
            {
                yield return $"{tenant} is in the app's settings";
            }

            if (attached.Any(x => deployment.OwnerOf(x) == tenant))
            {
                yield return $"{tenant}'s identity is attached to the app";
            }
        }
    }

    /// <summary>A tenant's system gets the messages addressed to it and no others: they carry claims and one-time tokens.</summary>
    public static IEnumerable<string> Subscriptions(Deployment deployment)
    {
        foreach (var name in deployment.Of("topics/subscriptions").Select(x => x.Name))
        {
            var (topic, system) = (name.Split('/')[1], name.Split('/')[2]);
            var property = topic.EndsWith("~privacy-events", StringComparison.Ordinal) ? "recipient" : "recorder";
            var rules = deployment.Of("subscriptions/rules").Where(x => x.Name.StartsWith($"{name}/", StringComparison.Ordinal)).ToArray();
            var own = rules is [var only] && only.Name == $"{name}/$Default" && (system == "office"
                ? only.Text("properties.sqlFilter.sqlExpression") == $"NOT EXISTS({property})"
                : only.Text($"properties.correlationFilter.properties.{property}") == system);
            if (!own)
            {
                yield return $"{name} gets others' messages";
            }
        }
    }

    /// <summary>Browsers may call the app from the pages that served tenants named, and from nowhere else.</summary>
    public static IEnumerable<string> PageOrigins(Deployment deployment)
    {
        var cors = new Resource(deployment.One("Microsoft.Web/sites")["properties.siteConfig.cors"]?.AsObject() ?? []);
        string[] wanted = deployment.Tenants.ContainsKey("acme") ? ["https://crm.acme.example", "https://desk.example"] : [];
        if (!cors.Texts("allowedOrigins").SequenceEqual(wanted))
        {
            yield return $"pages of {string.Join(", ", cors.Texts("allowedOrigins"))} are let in, not of {string.Join(", ", wanted)}";
        }

        if (cors.Flag("supportCredentials"))
        {
            yield return "browsers would send cookies along";
        }
    }

    /// <summary>Every prefix that the condition names is the tenant's own, for reading, changing and listing.</summary>
    static bool IsOwnPath(Grant grant)
    {
        var prefixes = Prefix().Matches(grant.Condition).Select(x => (Of: x.Groups["of"].Value, Is: x.Groups["is"].Value)).ToArray();
        return new[] { "path", "prefix" }.All(x => prefixes.Any(y => y.Of == x)) && prefixes.All(x => x.Is == $"{grant.PrincipalTenant}/")
            && new[] { "write", "delete", "add/action" }.All(x => grant.Condition.Contains($"/blobs/{x}'", StringComparison.Ordinal));
    }

    [GeneratedRegex(@":(?<of>path|prefix)\] StringStartsWith '(?<is>[^']*)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Prefix();
}
