using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Invocation;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Local.Hosting;

/// <summary>
/// Collects the app's registrations: services, including an executor of functions, and middleware, which runs in the order of registration,
/// the first outermost.
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

    /// <summary>Builds the chain, which ends in the call of the function itself.</summary>
    public FunctionExecutionDelegate Build(FunctionExecutionDelegate function) =>
        Enumerable.Reverse(middleware).Aggregate(function, (next, part) => part(next));
}
