using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Compliance.Local.Hosting;

/// <summary>A function as its attributes describe it.</summary>
public sealed class FunctionDescriptor
{
    internal FunctionDescriptor(string name, MethodInfo method, ParameterInfo triggerParameter, TriggerBindingAttribute trigger)
    {
        Name = name;
        Method = method;
        TriggerParameter = triggerParameter;
        Trigger = trigger;
        Definition = new LocalFunctionDefinition(this);
    }

    public string Name { get; }

    public MethodInfo Method { get; }

    public ParameterInfo TriggerParameter { get; }

    public TriggerBindingAttribute Trigger { get; }

    public FunctionDefinition Definition { get; }
}

/// <summary>The same, as middleware sees it.</summary>
sealed class LocalFunctionDefinition : FunctionDefinition
{
    readonly FunctionDescriptor function;

    public LocalFunctionDefinition(FunctionDescriptor function)
    {
        this.function = function;
        Parameters = [.. function.Method.GetParameters().Select(Describe)];
        InputBindings = Inputs(function).ToImmutableDictionary(x => x.Name, StringComparer.Ordinal);
        OutputBindings = Outputs(function).ToImmutableDictionary(x => x.Name, StringComparer.Ordinal);
    }

    public override ImmutableArray<FunctionParameter> Parameters { get; }

    public override string PathToAssembly => function.Method.Module.Assembly.Location;

    public override string EntryPoint => $"{function.Method.DeclaringType!.FullName}.{function.Method.Name}";

    public override string Id => function.Name;

    public override string Name => function.Name;

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }

    static FunctionParameter Describe(ParameterInfo parameter)
    {
        var properties = new Dictionary<string, object>(StringComparer.Ordinal);
        if (parameter.GetCustomAttribute<BindingAttribute>() is { } binding)
        {
            properties["bindingAttribute"] = binding;
        }

        return new FunctionParameter(
            parameter.Name!,
            parameter.ParameterType,
            parameter.HasDefaultValue,
            parameter.HasDefaultValue ? parameter.DefaultValue : null,
            properties);
    }

    static IEnumerable<BindingMetadata> Inputs(FunctionDescriptor function) =>
        from parameter in function.Method.GetParameters()
        let binding = parameter.GetCustomAttribute<BindingAttribute>()
        where binding is not null
        select new LocalBinding(parameter.Name!, BindingTypes.Of(binding), BindingDirection.In);

    // As the official metadata: an HTTP function without other outputs returns into one of type "http".
    static IEnumerable<BindingMetadata> Outputs(FunctionDescriptor function) =>
        function.Trigger is HttpTriggerAttribute ? [new LocalBinding("$return", "http", BindingDirection.Out)] : [];
}

sealed class LocalBinding(string name, string type, BindingDirection direction) : BindingMetadata
{
    public override string Name => name;

    public override string Type => type;

    public override BindingDirection Direction => direction;
}

/// <summary>Names of binding types: the attribute's name in camel case (<c>httpTrigger</c>, <c>serviceBusTrigger</c>).</summary>
static class BindingTypes
{
    public static string Of(BindingAttribute binding)
    {
        var name = binding.GetType().Name;
        name = name.EndsWith("Attribute", StringComparison.Ordinal) ? name[..^"Attribute".Length] : name;
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
