using System.Diagnostics;
using Azure;
using Compliance.Failures;
using Compliance.Functions.Faults;
using Compliance.Json;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Http;

/// <summary>
/// Our outermost middleware: an exception from an HTTP function or from its answer becomes a problem that reveals nothing about it.
/// Exceptions of other functions go on to the host, whose retry they request (<see cref="FaultExecutor"/>).
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

        http.TraceIdentifier = OperationIdOf(context) ?? http.TraceIdentifier;
        await GuardAsync(context, http, () => next(context));
        var result = context.GetInvocationResult();
        if (result.Value is IActionResult answer)
        {
            // The worker executes the result after all middleware has returned.
            result.Value = new GuardedAnswer(answer, write => GuardAsync(context, http, write));
        }
    }

    async Task GuardAsync(FunctionContext context, HttpContext http, Func<Task> act)
    {
        try
        {
            await AnswerAsync(context, http, act);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has disconnected, possibly while a problem was being written.
            http.Abort();
        }
    }

    async Task AnswerAsync(FunctionContext context, HttpContext http, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            throw;
        }
        catch (TenantClosedException closed) when (!http.Response.HasStarted)
        {
            await ProblemWriter.WriteAsync(http, Failure.Unavailable(closed.Message));
        }
        catch (RequestFailedException leased) when (leased.IsLeased() && !http.Response.HasStarted)
        {
            await ProblemWriter.WriteAsync(http, Failure.Unavailable("Another process holds a lease on this data; try again later."));
        }
        catch (UnauthenticDocumentException) when (!http.Response.HasStarted)
        {
            await ProblemWriter.WriteAsync(
                http, Failure.FailedVerification("A stored document failed authentication and was not used. The health report names it."));
        }
        catch (BadHttpRequestException fault) when (!http.Response.HasStarted)
        {
            await ProblemWriter.WriteAsync(http, Refused(fault));
        }
        catch (Exception outage) when (Outage.Caused(outage) && !http.Response.HasStarted)
        {
            log.Unavailable(context.FunctionDefinition.Name, http.TraceIdentifier, FaultName.Of(outage));
            await ProblemWriter.WriteAsync(http, Failure.Unavailable("Storage is not available now; try again later."));
        }
#pragma warning disable CA1031 // The last chance before the host, which would reveal more to the caller.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.FunctionFailed(context.FunctionDefinition.Name, http.TraceIdentifier, FaultName.Of(fault), fault.StackTrace);
            if (http.Response.HasStarted)
            {
                // A partial answer must not end as if it were complete.
                http.Abort();
                return;
            }

            await ProblemWriter.WriteUnexpectedAsync(http);
        }
    }

    /// <summary>
    /// The id under which Application Insights has the request and everything it caused (<c>operation_Id</c>): the W3C trace id that the
    /// host passes on, if the host traces. The worker's own activity may be a different one, or none.
    /// </summary>
    static string? OperationIdOf(FunctionContext context) =>
        ActivityContext.TryParse(context.TraceContext.TraceParent, traceState: null, out var operation) ? operation.TraceId.ToHexString() : null;

    /// <summary>Faults of the server's own reader: a body that is too large or truncated.</summary>
    public static Failure Refused(BadHttpRequestException fault) => fault.StatusCode == StatusCodes.Status413PayloadTooLarge
        ? Failure.TooLarge(StrictJson.SizeLimit)
        : Failure.Invalid(StrictJson.Body, "cannot be read");

    sealed class GuardedAnswer(IActionResult answer, Func<Func<Task>, Task> guard) : IActionResult
    {
        public Task ExecuteResultAsync(ActionContext context) => guard(() => answer.ExecuteResultAsync(context));
    }
}
