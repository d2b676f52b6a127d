using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Compliance.Local.Hosting;

/// <summary>Finds functions by their attributes, as the official SDK does when it builds the app's metadata.</summary>
public static class FunctionDiscovery
{
    const BindingFlags Candidates = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <exception cref="LocalStartException">A function has no trigger or several, or two have one name.</exception>
    public static IReadOnlyList<FunctionDescriptor> Find(IEnumerable<Assembly> assemblies) =>
        Find(assemblies.SelectMany(x => x.GetTypes()));

    /// <inheritdoc cref="Find(IEnumerable{Assembly})"/>
    public static IReadOnlyList<FunctionDescriptor> Find(IEnumerable<Type> types)
    {
        var found = new SortedDictionary<string, FunctionDescriptor>(StringComparer.OrdinalIgnoreCase);
        foreach (var type in types.Where(x => x.IsClass && !x.ContainsGenericParameters))
        {
            foreach (var method in type.GetMethods(Candidates))
            {
                if (method.GetCustomAttribute<FunctionAttribute>() is { } function
                    && !found.TryAdd(function.Name, Describe(function.Name, method)))
                {
                    throw new LocalStartException($"Two functions are named '{function.Name}'.");
                }
            }
        }

        return [.. found.Values];
    }

    static FunctionDescriptor Describe(string name, MethodInfo method)
    {
        var triggers = method.GetParameters()
            .Select(x => (Parameter: x, Trigger: x.GetCustomAttribute<TriggerBindingAttribute>()))
            .Where(x => x.Trigger is not null)
            .ToList();
        return triggers is [var (parameter, trigger)]
            ? new FunctionDescriptor(name, method, parameter, trigger!)
            : throw new LocalStartException($"Function '{name}' has {triggers.Count} triggers; it needs one.");
    }
}
