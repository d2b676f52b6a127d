using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Invocation;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Local.Hosting;

/// <summary>
/// What the app registers itself with: services, an executor of functions among them, and middleware that runs in the order of
/// registration, the first outermost.
/// </summary>
sealed class LocalWorkerBuilder : IFunctionsWorkerApplicationBuilder
{
    readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware = [];

    public LocalWorkerBuilder(IServiceCollection services)
    {
        Services = services;
        services.AddSingleton<IFunctionExecutor>(provider => provider.GetRequiredService<FunctionRunner>());
    }

    public IServiceCollection Services { get; }

    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> part)
    {
        middleware.Add(part);
        return this;
    }

    /// <summary>The chain, with the function's own call at its end.</summary>
    public FunctionExecutionDelegate Build(FunctionExecutionDelegate function) =>
        Enumerable.Reverse(middleware).Aggregate(function, (next, part) => part(next));
}
