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
/// Outermost of ours: an exception out of an HTTP function, or out of its answer, becomes a problem that says nothing of it. Other
/// functions' exceptions go on to the host, whose retry they ask for (<see cref="FaultExecutor"/>).
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
            // The worker runs it when all middleware has ended.
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
            // Nobody is left to be told; the same while a problem was written.
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
#pragma warning disable CA1031 // The last line before the host, which would tell the caller more.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.FunctionFailed(context.FunctionDefinition.Name, http.TraceIdentifier, FaultName.Of(fault), fault.StackTrace);
            if (http.Response.HasStarted)
            {
                // Half an answer must not end as if it were whole.
                http.Abort();
                return;
            }

            await ProblemWriter.WriteUnexpectedAsync(http);
        }
    }

    /// <summary>
    /// Where the host traces, the id under which Application Insights has the request and all that it led to (<c>operation_Id</c>): the
    /// W3C trace id that the host hands over. The worker's own activity may be another one, or none.
    /// </summary>
    static string? OperationIdOf(FunctionContext context) =>
        ActivityContext.TryParse(context.TraceContext.TraceParent, traceState: null, out var operation) ? operation.TraceId.ToHexString() : null;

    /// <summary>What the server's own reader found: a body that is too large, or one that breaks off.</summary>
    public static Failure Refused(BadHttpRequestException fault) => fault.StatusCode == StatusCodes.Status413PayloadTooLarge
        ? Failure.TooLarge(StrictJson.SizeLimit)
        : Failure.Invalid(StrictJson.Body, "cannot be read");

    sealed class GuardedAnswer(IActionResult answer, Func<Func<Task>, Task> guard) : IActionResult
    {
        public Task ExecuteResultAsync(ActionContext context) => guard(() => answer.ExecuteResultAsync(context));
    }
}
