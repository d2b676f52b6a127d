using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Tests.Access;

/// <summary>One call of one function as the worker's middleware sees it; without a request it is a trigger's call.</summary>
/// <param name="trigger">Type of its trigger's binding; none: it has no binding.</param>
sealed class HttpCall(
    string function, HttpContext? http, IServiceProvider? services = null, string traceParent = "", string? trigger = null) : FunctionContext
{
    public override string InvocationId => "invocation-1";

    public override string FunctionId => function;

    public override TraceContext TraceContext { get; } = new Trace(traceParent);

    public override BindingContext BindingContext => throw new NotSupportedException();

    public override RetryContext RetryContext => throw new NotSupportedException();

    public override IServiceProvider InstanceServices { get; set; } = services!;

    public override FunctionDefinition FunctionDefinition { get; } = new Definition(function, trigger);

    public override CancellationToken CancellationToken => Cancellation;

    public CancellationToken Cancellation { get; set; }

    public override IDictionary<object, object> Items { get; set; } =
        http is null ? new Dictionary<object, object>() : new Dictionary<object, object> { ["HttpRequestContext"] = http };

    public override IInvocationFeatures Features { get; } = new CallFeatures();

    sealed class Trace(string parent) : TraceContext
    {
        public override string TraceParent => parent;

        public override string TraceState => "";
    }

    sealed class Binding(string type) : BindingMetadata
    {
        public override string Name => "trigger";

        public override string Type => type;

        public override BindingDirection Direction => BindingDirection.In;
    }

    sealed class Definition(string name, string? trigger) : FunctionDefinition
    {
        public override ImmutableArray<FunctionParameter> Parameters => [];

        public override string PathToAssembly => "";

        public override string EntryPoint => "";

        public override string Id => name;

        public override string Name => name;

        public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } = trigger is null
            ? ImmutableDictionary<string, BindingMetadata>.Empty
            : ImmutableDictionary<string, BindingMetadata>.Empty.Add("trigger", new Binding(trigger));

        public override IImmutableDictionary<string, BindingMetadata> OutputBindings => ImmutableDictionary<string, BindingMetadata>.Empty;
    }
}
