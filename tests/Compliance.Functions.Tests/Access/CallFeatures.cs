using System.Collections;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Tests.Access;

/// <summary>Holds a call's result behind the worker's own interface, which is internal to it.</summary>
sealed class CallFeatures : IInvocationFeatures
{
    readonly Dictionary<Type, object> features = [];

    public void Set<T>(T instance) => features[typeof(T)] = instance!;

    public T? Get<T>()
    {
        if (!features.ContainsKey(typeof(T)) && typeof(T).Name == "IFunctionBindingsFeature")
        {
            features[typeof(T)] = DispatchProxy.Create<T, Result>()!;
        }

        return (T?)features.GetValueOrDefault(typeof(T));
    }

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => features.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // Not sealed: the proxy is made as a class that derives from it.
#pragma warning disable CA1852
    public class Result : DispatchProxy
#pragma warning restore CA1852
    {
        object? value;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            "get_InvocationResult" => value,
            "set_InvocationResult" => value = args![0],
            var other => throw new NotSupportedException(other),
        };
    }
}
