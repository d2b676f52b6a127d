using System.Collections;
using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Local.Hosting;

/// <summary>One call of a function, as seen by middleware and the function.</summary>
sealed class LocalFunctionContext(
    FunctionDescriptor function, FunctionEvent trigger, IServiceProvider services, CancellationToken cancellationToken) : FunctionContext
{
    // The key that GetHttpContext() of the official ASP.NET Core integration looks for.
    const string HttpContextKey = "HttpRequestContext";

    BindingContext? binding;
    RetryContext? retry;
    TraceContext? trace;

    public FunctionDescriptor Function => function;

    public FunctionEvent Trigger => trigger;

    /// <summary>The function's result, or its replacement by middleware.</summary>
    public object? Result { get; set; }

    public override string InvocationId { get; } = Guid.CreateVersion7().ToString("D");

    public override string FunctionId => function.Name;

    public override TraceContext TraceContext => trace ??= new LocalTraceContext(Activity.Current);

    public override BindingContext BindingContext => binding ??= new LocalBindingContext(trigger.BindingData);

    public override RetryContext RetryContext => retry ??= new LocalRetryContext(trigger.RetryCount, trigger.MaxRetryCount);

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override FunctionDefinition FunctionDefinition => function.Definition;

    public override IDictionary<object, object> Items { get; set; } = trigger.Http is { } http
        ? new Dictionary<object, object> { [HttpContextKey] = http }
        : [];

    public override IInvocationFeatures Features => field ??= new LocalFeatures(this);

    public override CancellationToken CancellationToken => cancellationToken;
}

sealed class LocalBindingContext(IReadOnlyDictionary<string, object?> data) : BindingContext
{
    public override IReadOnlyDictionary<string, object?> BindingData => data;
}

sealed class LocalRetryContext(int count, int most) : RetryContext
{
    public override int RetryCount => count;

    public override int MaxRetryCount => most;
}

sealed class LocalTraceContext(Activity? activity) : TraceContext
{
    public override string TraceParent { get; } = activity?.Id ?? "";

    public override string TraceState { get; } = activity?.TraceStateString ?? "";
}

/// <summary>Features by type. The feature that holds a call's result is internal to the worker, so a proxy implements it.</summary>
sealed class LocalFeatures(LocalFunctionContext context) : IInvocationFeatures
{
    readonly Dictionary<Type, object> features = [];

    public void Set<T>(T instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        features[typeof(T)] = instance;
    }

    public T? Get<T>()
    {
        if (!features.TryGetValue(typeof(T), out var feature) && BindingsFeature.Is(typeof(T)))
        {
            features[typeof(T)] = feature = BindingsFeature.Create(typeof(T), context);
        }

        return (T?)feature;
    }

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => features.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
