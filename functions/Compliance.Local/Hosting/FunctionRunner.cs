using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Invocation;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Local.Hosting;

/// <summary>
/// Calls functions through the app's middleware, with a new instance of the function's class per call, from the call's service scope. The
/// middleware ends in the registered executor, as in the official worker: this one, or one that the app put in front of it.
/// </summary>
sealed class FunctionRunner : IFunctionExecutor
{
    readonly ConcurrentDictionary<MethodInfo, Target> targets = new();
    readonly FunctionExecutionDelegate chain;
    readonly IServiceProvider services;

    public FunctionRunner(IServiceProvider services, LocalWorkerBuilder builder)
    {
        this.services = services;
        chain = builder.Build(context => services.GetRequiredService<IFunctionExecutor>().ExecuteAsync(context).AsTask());
    }

    /// <summary>Runs a function and returns its result; null if it returns nothing.</summary>
    public async Task<object?> RunAsync(FunctionDescriptor function, FunctionEvent trigger, CancellationToken cancellationToken)
    {
        if (trigger.Http is { } http)
        {
            return await RunAsync(function, trigger, http.RequestServices, cancellationToken);
        }

        // An orchestrator may await nothing but its context's tasks, so it gets no scope, whose disposal might wait for something.
        if (function.Trigger.Type == "orchestrationTrigger")
        {
            return await RunAsync(function, trigger, services, cancellationToken);
        }

        await using var scope = services.CreateAsyncScope();
        return await RunAsync(function, trigger, scope.ServiceProvider, cancellationToken);
    }

    async Task<object?> RunAsync(
        FunctionDescriptor function, FunctionEvent trigger, IServiceProvider scope, CancellationToken cancellationToken)
    {
        var context = new LocalFunctionContext(function, trigger, scope, cancellationToken);
        context.Features.Set(context);
        await chain(context);
        return context.Result;
    }

    // Middleware may pass on a context of its own, so the call is found by its feature.
    async ValueTask IFunctionExecutor.ExecuteAsync(FunctionContext context)
    {
        var call = context.Features.Get<LocalFunctionContext>()!;
        var target = targets.GetOrAdd(call.Function.Method, method => new Target(method));
        var arguments = await ArgumentBinder.BindAsync(call, target.Parameters);
        var instance = target.Create?.Invoke(call.InstanceServices, null);
        try
        {
            call.Result = await ResultOf(target.Invoker.Invoke(instance, arguments.AsSpan()));
        }
        finally
        {
            await ReleaseAsync(instance);
        }
    }

    static async ValueTask<object?> ResultOf(object? returned)
    {
        switch (returned)
        {
            case Task task:
                await task;
                return task.GetType() is { IsGenericType: true } type ? ResultOfTask(type, task) : null;
            case ValueTask task:
                await task;
                return null;
            default:
                return returned is not null && IsValueTask(returned.GetType())
                    ? await ResultOf(returned.GetType().GetMethod(nameof(ValueTask.AsTask))!.Invoke(returned, null))
                    : returned;
        }
    }

    // An async method without a result returns a task with a result type of the platform's own.
    static object? ResultOfTask(Type type, Task task) =>
        type.GetProperty(nameof(Task<>.Result))!.GetValue(task) is { } result && result.GetType().Name != "VoidTaskResult" ? result : null;

    static bool IsValueTask(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>);

    static async ValueTask ReleaseAsync(object? instance)
    {
        switch (instance)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync();
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }

    sealed class Target(MethodInfo method)
    {
        public ParameterInfo[] Parameters { get; } = method.GetParameters();

        public MethodInvoker Invoker { get; } = MethodInvoker.Create(method);

        public ObjectFactory? Create { get; } =
            method.IsStatic ? null : ActivatorUtilities.CreateFactory(method.DeclaringType!, Type.EmptyTypes);
    }
}
