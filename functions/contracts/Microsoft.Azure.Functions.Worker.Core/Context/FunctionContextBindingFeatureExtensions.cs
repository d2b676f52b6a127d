namespace Microsoft.Azure.Functions.Worker;

/// <summary>Reads and replaces what a function returned; for middleware.</summary>
public static class FunctionContextBindingFeatureExtensions
{
    public static InvocationResult<T> GetInvocationResult<T>(this FunctionContext context)
    {
        var result = context.GetBindings().InvocationResult;
        return result is T typed
            ? new BoundResult<T>(context, typed)
            : throw new InvalidOperationException(
                $"Requested type({typeof(T)}) does not match the type of Invocation result({result!.GetType()})");
    }

    public static InvocationResult GetInvocationResult(this FunctionContext context) =>
        new BoundResult(context, context.GetBindings().InvocationResult);

    public static IEnumerable<OutputBindingData<T>> GetOutputBindings<T>(this FunctionContext context)
    {
        var outputs = context.GetBindings().OutputBindingData;
        foreach (var (name, binding) in context.FunctionDefinition.OutputBindings)
        {
            var value = outputs.TryGetValue(name, out var found) && found is T typed ? typed : default;
            yield return new BoundOutput<T>(context, name, binding.Type, value);
        }
    }
}
