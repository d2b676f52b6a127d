using System.Reflection;
using Compliance.Access;
using Compliance.Functions;
using Compliance.Functions.Access;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.EndToEnd.Tests.Access;

/// <summary>An HTTP function as its attributes declare it.</summary>
/// <param name="Roles">Their names in tokens; empty: anybody.</param>
public sealed record Route(string Method, string Template, IReadOnlyList<string> Roles)
{
    public bool Anonymous => Roles.Count == 0;

    public bool HasTenant => Template.Contains("{tenant}", StringComparison.Ordinal);

    /// <summary>With values that no record has.</summary>
    public string Path(string tenant) => "/" + string.Join('/', Template.Split('/').Select(x => x switch
    {
        "{tenant}" => tenant,
        "{name}" => "media.wav",
        _ when x.StartsWith('{') => "0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee",
        _ => x,
    }));

    public override string ToString() => $"{Method} {Template}";

    /// <summary>
    /// All of the app, found by reflection: a new function is covered by being there. The one that takes what is left has no address.
    /// </summary>
    public static IReadOnlyList<Route> All { get; } =
    [
        .. from type in typeof(ComplianceRegistration).Assembly.GetTypes()
           from method in type.GetMethods()
           where method.IsDefined(typeof(FunctionAttribute))
           let trigger = method.GetParameters().Select(x => x.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(x => x is not null)
           where trigger is not null && trigger.Route != AccessRuleTable.AnyRoute
           let allow = method.GetCustomAttribute<AllowAttribute>()
           from verb in trigger.Methods!
           select new Route(verb.ToUpperInvariant(), trigger.Route!, [.. (allow?.Roles ?? []).Select(NameOf)]),
    ];

    static string NameOf(Role role) => RoleNames.ByName.First(x => x.Value == role).Key;
}
