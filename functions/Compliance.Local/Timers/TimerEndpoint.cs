using Compliance.Failures;
using Compliance.Functions.Http;
using Compliance.Functions.Local;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Compliance.Local.Timers;

/// <summary>
/// <c>POST /api/local/timers/{functionName}</c> with content type <c>application/json</c> runs a timer now: 204 if it succeeds, 404 if it
/// does not exist or is running. Local only.
/// </summary>
static class TimerEndpoint
{
    public static void Map(IEndpointRouteBuilder routes, TimerListener timers) =>
        routes.MapMethods("api/local/timers/{functionName}", [HttpMethods.Post], async http =>
        {
            if (LocalCaller.Refuse(http.Request) is { } refusal)
            {
                await ProblemWriter.WriteAsync(http, refusal);
                return;
            }

            var name = (string)http.GetRouteValue("functionName")!;
            switch (await timers.RunNowAsync(name, http.RequestAborted))
            {
                case true:
                    http.Response.StatusCode = StatusCodes.Status204NoContent;
                    break;
                case false:
                    await ProblemWriter.WriteUnexpectedAsync(http);
                    break;
                case null:
                    await ProblemWriter.WriteAsync(http, Failure.NotFound("There is no timer of this name, or it is running now."));
                    break;
            }
        });
}
