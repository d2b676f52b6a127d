using Compliance.Failures;
using Compliance.Json;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Http;

/// <summary>
/// Outermost of ours: an exception out of an HTTP function becomes a problem that says nothing of it. Other functions' exceptions go on to
/// the host, whose retry they ask for.
/// </summary>
public sealed class ProblemMiddleware(ILogger<ProblemMiddleware> log) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to be told.
            http.Abort();
        }
        catch (TenantClosedException closed) when (!http.Response.HasStarted)
        {
            await ProblemWriter.WriteAsync(http, new Failure.Unavailable(closed.Message));
        }
        catch (BadHttpRequestException fault) when (!http.Response.HasStarted)
        {
            await ProblemWriter.WriteAsync(http, Refused(fault));
        }
#pragma warning disable CA1031 // The last line before the host, which would tell the caller more.
        catch (Exception fault) when (!http.Response.HasStarted)
#pragma warning restore CA1031
        {
            log.FunctionFailed(context.FunctionDefinition.Name, ProblemWriter.TraceIdOf(http), FaultName.Of(fault), fault.StackTrace);
            await ProblemWriter.WriteUnexpectedAsync(http);
        }
    }

    /// <summary>What the server's own reader found: a body that is too large, or one that breaks off.</summary>
    static Failure Refused(BadHttpRequestException fault) => fault.StatusCode == StatusCodes.Status413PayloadTooLarge
        ? new Failure.TooLarge(StrictJson.SizeLimit)
        : new Failure.Invalid(FieldErrors.Of(StrictJson.Body, "could not be read"));
}
