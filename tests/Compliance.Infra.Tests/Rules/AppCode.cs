using System.Reflection;
using Compliance.Access;
using Compliance.Functions;
using Microsoft.Extensions.Logging;

namespace Compliance.Infra.Tests.Rules;

/// <summary>What the templates must agree with, as the app's assemblies have it. Attributes are read by name.</summary>
static class AppCode
{
    const BindingFlags Declared =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    static readonly Type[] Types = [.. typeof(ComplianceRegistration).Assembly.GetTypes(), .. typeof(RoleNames).Assembly.GetTypes()];

    /// <summary>A binding of a function.</summary>
    /// <param name="Function">As the host names it.</param>
    /// <param name="Kind"><c>BlobTrigger</c> and so on.</param>
    public sealed record Binding(string Function, string Kind, IReadOnlyDictionary<string, object?> Properties)
    {
        public string? Connection => Properties.GetValueOrDefault("Connection") as string;
    }

    public static IReadOnlyList<Binding> Bindings { get; } =
    [
        .. from type in Types
           from method in type.GetMethods()
           let function = method.CustomAttributes.FirstOrDefault(x => x.AttributeType.Name == "FunctionAttribute")
           where function is not null
           from attribute in method.GetParameters().SelectMany(x => x.CustomAttributes)
           where attribute.AttributeType.Name.EndsWith("TriggerAttribute", StringComparison.Ordinal)
           select new Binding(
               (string)function.ConstructorArguments[0].Value!,
               attribute.AttributeType.Name[..^"Attribute".Length],
               attribute.NamedArguments.ToDictionary(x => x.MemberName, x => x.TypedValue.Value, StringComparer.Ordinal)),
    ];

    /// <summary>Names of the log events.</summary>
    public static IReadOnlySet<string> LogEvents { get; } = Types
        .SelectMany(x => x.GetMethods(Declared))
        .Where(x => x.IsDefined(typeof(LoggerMessageAttribute)))
        .Select(x => x.Name)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>What a section of the configuration may name: the settable properties of its options.</summary>
    public static IEnumerable<string> SettingsOf(Type options) =>
        options.GetProperties().Where(x => x.SetMethod?.IsPublic == true).Select(x => x.Name);
}
