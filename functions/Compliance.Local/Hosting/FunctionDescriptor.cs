using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Compliance.Local.Hosting;

/// <summary>A function as described by the metadata that the Functions SDK generates for the Functions host.</summary>
public sealed class FunctionDescriptor
{
    FunctionDescriptor(string name, MethodInfo method, IReadOnlyList<FunctionBinding> bindings)
    {
        Name = name;
        Method = method;
        Bindings = bindings;
        Trigger = bindings.SingleOrDefault(x => x.IsTrigger)
            ?? throw new LocalStartException($"Function '{name}' must have exactly one trigger.");
        TriggerParameter = method.GetParameters().Single(x => x.Name == Trigger.Name);
        Definition = new LocalFunctionDefinition(this);
    }

    public string Name { get; }

    public MethodInfo Method { get; }

    public IReadOnlyList<FunctionBinding> Bindings { get; }

    public FunctionBinding Trigger { get; }

    public ParameterInfo TriggerParameter { get; }

    public FunctionDefinition Definition { get; }

    /// <summary>The functions of an app, by name.</summary>
    /// <param name="types">Selects the classes whose functions are returned.</param>
    /// <exception cref="LocalStartException">A function has no trigger.</exception>
    public static async Task<IReadOnlyList<FunctionDescriptor>> ReadAsync(IFunctionMetadataProvider app, Func<Type, bool> types) =>
    [
        .. from function in (await app.GetFunctionMetadataAsync(AppContext.BaseDirectory)).OrderBy(
            x => x.Name, StringComparer.OrdinalIgnoreCase)
           let method = MethodOf(function)
           where types(method.DeclaringType!)
           select new FunctionDescriptor(function.Name!, method, [.. function.RawBindings!.Select(FunctionBinding.Parse)]),
    ];

    static MethodInfo MethodOf(IFunctionMetadata function)
    {
        var dot = function.EntryPoint!.LastIndexOf('.');
        return Assembly.Load(Path.GetFileNameWithoutExtension(function.ScriptFile!))
            .GetType(function.EntryPoint[..dot], throwOnError: true)!
            .GetMethod(function.EntryPoint[(dot + 1)..])!;
    }
}

/// <summary>The same function as middleware sees it.</summary>
sealed class LocalFunctionDefinition : FunctionDefinition
{
    readonly FunctionDescriptor function;

    public LocalFunctionDefinition(FunctionDescriptor function)
    {
        this.function = function;
        Parameters = [.. function.Method.GetParameters().Select(Describe)];
        InputBindings = Bindings(BindingDirection.In);
        OutputBindings = Bindings(BindingDirection.Out);
    }

    public override ImmutableArray<FunctionParameter> Parameters { get; }

    public override string PathToAssembly => function.Method.Module.Assembly.Location;

    public override string EntryPoint => $"{function.Method.DeclaringType!.FullName}.{function.Method.Name}";

    public override string Id => function.Name;

    public override string Name => function.Name;

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }

    ImmutableDictionary<string, BindingMetadata> Bindings(BindingDirection direction) => function.Bindings
        .Where(x => x.Direction == direction)
        .ToImmutableDictionary(x => x.Name, x => (BindingMetadata)new LocalBinding(x), StringComparer.Ordinal);

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

    sealed class LocalBinding(FunctionBinding binding) : BindingMetadata
    {
        public override string Name => binding.Name;

        public override string Type => binding.Type;

        public override BindingDirection Direction => binding.Direction;
    }
}
