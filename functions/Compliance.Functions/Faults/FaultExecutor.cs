using Compliance.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Invocation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Faults;

/// <summary>
/// Replaces the worker's own executor, so that triggers and activities throw nothing but <see cref="FunctionFailedException"/>. Middleware
/// would be too late: the Durable extension records an activity's exception, with message and stack, directly around the executor. Failures
/// of HTTP functions become problems (<see cref="ProblemMiddleware"/>), and those of orchestrators derive from their activities.
/// </summary>
public sealed class FaultExecutor(IFunctionExecutor inner, ILogger<FaultExecutor> log) : IFunctionExecutor
{
    /// <summary>Wraps the executor that the host has registered.</summary>
    public static IServiceCollection AddTo(IServiceCollection services)
    {
        var own = services.Last(x => x.ServiceType == typeof(IFunctionExecutor));
        return services.AddSingleton<IFunctionExecutor>(provider => ActivatorUtilities.CreateInstance<FaultExecutor>(
            provider,
            own.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, own.ImplementationType!)));
    }

    public ValueTask ExecuteAsync(FunctionContext context) =>
        context.GetHttpContext() is not null || IsOrchestrator(context) ? inner.ExecuteAsync(context) : GuardedAsync(context);

    async ValueTask GuardedAsync(FunctionContext context)
    {
        try
        {
            await inner.ExecuteAsync(context);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !context.CancellationToken.IsCancellationRequested)
        {
            var name = FaultName.Of(fault);
            log.FunctionFailed(context.FunctionDefinition.Name, context.InvocationId, name, fault.StackTrace);
            throw new FunctionFailedException(name, context.InvocationId);
        }
    }

    static bool IsOrchestrator(FunctionContext context) =>
        context.FunctionDefinition.InputBindings.Values.Any(x => x.Type == "orchestrationTrigger");
}
