using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Access;

/// <summary>
/// The access rules of an assembly's HTTP functions, read once from their attributes. A function without a rule is denied; an application
/// with a faulty rule does not start.
/// </summary>
public sealed partial class AccessRuleTable
{
    public const string TenantParameter = "tenant";

    /// <summary>The only route without a fixed start: that of the function that handles all unknown addresses.</summary>
    public const string AnyRoute = "{*path}";

    readonly Dictionary<string, AccessRule> byFunction;
    readonly (TemplateMatcher Route, AccessRule Rule)[] byRoute;

    AccessRuleTable(IEnumerable<AccessRule> rules)
    {
        byFunction = rules.ToDictionary(x => x.Function, StringComparer.OrdinalIgnoreCase);
        byRoute =
        [
            .. from rule in byFunction.Values
               where rule.Route != AnyRoute
               select (new TemplateMatcher(TemplateParser.Parse(rule.Route), []), rule),
        ];
    }

    public IReadOnlyCollection<AccessRule> All => byFunction.Values;

    /// <exception cref="InvalidOperationException">Functions break rules of <see cref="Verify"/>; the message names all of
    /// them.</exception>
    public static AccessRuleTable Of(Assembly assembly)
    {
        var faults = Verify(assembly);
        return faults.Count == 0
            ? new AccessRuleTable(HttpFunctions(assembly).Select(RuleOf))
            : throw new InvalidOperationException("Access rules are broken: " + string.Join(" ", faults));
    }

    /// <summary>Null for a function without a rule.</summary>
    public AccessRule? Find(string function) => byFunction.GetValueOrDefault(function);

    /// <summary>The methods that functions accept at an address, in order; empty if there are none.</summary>
    public IReadOnlyList<string> MethodsAt(PathString path) => [.. byRoute
        .Where(x => x.Route.TryMatch(path, []))
        .SelectMany(x => x.Rule.Methods)
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal)];

    /// <summary>
    /// Every HTTP function has exactly one of <see cref="AllowAttribute"/> (with a role) and <see cref="AllowAnonymousAccessAttribute"/>;
    /// no other method has either. A route begins with <c>api/</c>, <c>assets/</c> or <c>p/</c> (host.json adds no prefix) or is
    /// <see cref="AnyRoute"/>. It contains <c>{tenant}</c> exactly if the method has that parameter. Names are unique.
    /// </summary>
    /// <returns>The faults, as sentences; empty if there are none.</returns>
    public static IReadOnlyList<string> Verify(Assembly assembly)
    {
        var methods = Methods(assembly).ToList();
        var functions = methods.Where(IsHttpFunction).ToList();
        var repeated = functions.GroupBy(NameOf, StringComparer.OrdinalIgnoreCase).Where(x => x.Count() > 1);
        return
        [
            .. functions.SelectMany(FaultsOf),
            .. methods.Except(functions).Where(HasAccessAttribute).Select(
                x => $"{Describe(x)} says who may call it but is not an HTTP function."),
            .. repeated.Select(x => $"{x.Key} must be unique."),
        ];
    }

    static IEnumerable<string> FaultsOf(MethodInfo method)
    {
        var allow = method.GetCustomAttribute<AllowAttribute>();
        var anonymous = method.IsDefined(typeof(AllowAnonymousAccessAttribute));
        if (allow is null == !anonymous)
        {
            yield return $"{Describe(method)} needs exactly one of [Allow] and [AllowAnonymousAccess].";
        }

        if (RouteOf(method) != AnyRoute && !RoutePlace().IsMatch(RouteOf(method)))
        {
            yield return $"{Describe(method)} needs a route that begins with api/, assets/ or p/.";
        }

        if (allow is { Roles.Count: 0 })
        {
            yield return $"{Describe(method)} allows no role.";
        }

        var parameter = method.GetParameters().FirstOrDefault(x => x.Name == TenantParameter);
        if (HasTenant(RouteOf(method)) != (parameter?.ParameterType == typeof(string)))
        {
            yield return $"{Describe(method)} must have {{tenant}} in its route and a text parameter of that name, or neither.";
        }
    }

    static AccessRule RuleOf(MethodInfo method)
    {
        var route = RouteOf(method);
        return new AccessRule(
            NameOf(method),
            route,
            [.. (TriggerOf(method)!.Methods ?? []).Select(x => x.ToUpperInvariant())],
            method.GetCustomAttribute<AllowAttribute>()?.Roles ?? [],
            method.GetCustomAttribute<QueryParametersAttribute>()?.Names ?? [],
            method.IsDefined(typeof(AllowAnonymousAccessAttribute)),
            HasTenant(route));
    }

    static IEnumerable<MethodInfo> HttpFunctions(Assembly assembly) => Methods(assembly).Where(IsHttpFunction);

    static IEnumerable<MethodInfo> Methods(Assembly assembly) => assembly.GetTypes().SelectMany(x => x.GetMethods(
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly));

    static bool IsHttpFunction(MethodInfo method) => method.IsDefined(typeof(FunctionAttribute)) && TriggerOf(method) is not null;

    static bool HasAccessAttribute(MethodInfo method) =>
        method.IsDefined(typeof(AllowAttribute)) || method.IsDefined(typeof(AllowAnonymousAccessAttribute));

    static HttpTriggerAttribute? TriggerOf(MethodInfo method) =>
        method.GetParameters().Select(x => x.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(x => x is not null);

    static string NameOf(MethodInfo method) => method.GetCustomAttribute<FunctionAttribute>()!.Name;

    /// <summary>A function without a route uses its name.</summary>
    static string RouteOf(MethodInfo method) => TriggerOf(method)!.Route ?? NameOf(method);

    static bool HasTenant(string route) => TenantSegment().IsMatch(route);

    static string Describe(MethodInfo method) => $"{method.DeclaringType?.Name}.{method.Name}";

    [GeneratedRegex(@"(^|/)\{tenant\}(/|$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TenantSegment();

    [GeneratedRegex("^(api|assets|p)/", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RoutePlace();
}
