using Compliance.Functions.Http;
using Compliance.Functions.Local;
using Compliance.Local.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Compliance.Local.Http;

/// <summary>Maps the functions' routes exactly as written: host.json adds no prefix on Azure either.</summary>
sealed class HttpFunctions(FunctionRunner runner, ILogger<LocalHost> log)
{
    /// <summary>Refuses requests that name another host, and answers surprises with a problem document.</summary>
    public async Task GuardAsync(HttpContext http, RequestDelegate next)
    {
        if (LocalCaller.RefuseHost(http.Request) is { } refusal)
        {
            await ProblemWriter.WriteAsync(http, refusal);
            return;
        }

        try
        {
            await next(http);
        }
        catch (BadHttpRequestException refused) when (!http.Response.HasStarted)
        {
            await ProblemWriter.WriteAsync(http, ProblemMiddleware.Refused(refused));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Abort();
        }
        catch (Exception surprise)
        {
            // The outermost handler: Azure's host answers 500 here, too. A started response must not look complete, so it is aborted.
            log.FunctionFailed(http.GetEndpoint()?.DisplayName ?? "request", surprise);
            if (http.Response.HasStarted)
            {
                http.Abort();
                return;
            }

            await ProblemWriter.WriteUnexpectedAsync(http);
        }
    }

    public void Map(IEndpointRouteBuilder routes, FunctionDescriptor function)
    {
        var (route, methods) = (function.Trigger.Text("route") ?? function.Name, function.Trigger.Texts("methods"));
        var endpoint = methods.Count > 0 ? routes.MapMethods(route, methods, Call) : routes.Map(route, Call);
        endpoint.WithDisplayName(function.Name);

        Task Call(HttpContext http) => CallAsync(http, function);
    }

    async Task CallAsync(HttpContext http, FunctionDescriptor function)
    {
        var trigger = new FunctionEvent { Http = http, BindingData = BindingData(http) };
        var returned = await runner.RunAsync(function, trigger, http.RequestAborted);
        await HttpResults.ExecuteAsync(http, returned);
    }

    static Dictionary<string, object?> BindingData(HttpContext http)
    {
        var data = new Dictionary<string, object?>(http.Request.RouteValues, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in http.Request.Query)
        {
            data.TryAdd(name, value.ToString());
        }

        return data;
    }
}
