using System.Reflection;

namespace Compliance.Local.Hosting;

/// <summary>
/// Implements <c>context.GetInvocationResult()</c>. The worker asks the features for its own internal interface, which no class outside it
/// can implement, so a proxy implements the members that the result of a call needs.
/// </summary>
public class BindingsFeature : DispatchProxy
{
    static readonly Dictionary<string, object?> NoData = [];

    readonly Dictionary<string, object?> outputs = [];
    LocalFunctionContext? context;

    internal static bool Is(Type type) => type.FullName == "Microsoft.Azure.Functions.Worker.Context.Features.IFunctionBindingsFeature";

    internal static object Create(Type type, LocalFunctionContext context)
    {
        var proxy = DispatchProxy.Create(type, typeof(BindingsFeature));
        ((BindingsFeature)proxy).context = context;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        "get_InvocationResult" => context!.Result,
        "set_InvocationResult" => context!.Result = args![0],
        "get_OutputBindingData" => outputs,
        "get_TriggerMetadata" => context!.Trigger.BindingData,
        "get_InputData" => NoData,
        var other => throw new NotSupportedException($"The local host does not support {other} of a call's bindings."),
    };
}
