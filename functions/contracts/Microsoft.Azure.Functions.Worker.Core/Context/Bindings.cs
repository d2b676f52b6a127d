namespace Microsoft.Azure.Functions.Worker.Context.Features
{
    /// <summary>Under this feature a host keeps a call's result and outputs. Internal, as the official one of this name is.</summary>
    internal interface IFunctionBindingsFeature
    {
        IReadOnlyDictionary<string, object?> TriggerMetadata { get; }

        IReadOnlyDictionary<string, object?> InputData { get; }

        IDictionary<string, object?> OutputBindingData { get; }

        object? InvocationResult { get; set; }
    }
}

namespace Microsoft.Azure.Functions.Worker
{
    using Microsoft.Azure.Functions.Worker.Context.Features;

    internal static class Bindings
    {
        internal static IFunctionBindingsFeature GetBindings(this FunctionContext context) =>
            context.Features.Get<IFunctionBindingsFeature>()
            ?? throw new InvalidOperationException($"No feature is registered with the type {typeof(IFunctionBindingsFeature)}.");
    }

    internal sealed class BoundResult(FunctionContext context, object? value) : InvocationResult
    {
        object? current = value;

        public override object? Value
        {
            get => current;
            set => context.GetBindings().InvocationResult = current = value;
        }
    }

    internal sealed class BoundResult<T>(FunctionContext context, T? value) : InvocationResult<T>
    {
        T? current = value;

        public override T? Value
        {
            get => current;
            set => context.GetBindings().InvocationResult = current = value;
        }
    }

    internal sealed class BoundOutput<T>(FunctionContext context, string name, string bindingType, T? value) : OutputBindingData<T>
    {
        T? current = value;

        public override string BindingType => bindingType;

        public override string Name => name;

        public override T? Value
        {
            get => current;
            set => context.GetBindings().OutputBindingData[name] = current = value;
        }
    }
}
