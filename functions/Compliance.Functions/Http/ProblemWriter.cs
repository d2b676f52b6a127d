using System.Text.Json;
using Compliance.Failures;
using Compliance.Json;
using Microsoft.AspNetCore.Http;

namespace Compliance.Functions.Http;

/// <summary>Writes <c>application/problem+json</c> (RFC 9457). Used by results and middleware.</summary>
public static class ProblemWriter
{
    const string MediaType = "application/problem+json";

    public static Task WriteAsync(HttpContext context, Failure failure) => WriteAsync(context, Problem.Of(failure));

    /// <summary>500 without any detail of the exception.</summary>
    public static Task WriteUnexpectedAsync(HttpContext context) => WriteAsync(context, Problem.Unexpected);

    internal static async Task WriteAsync(HttpContext context, Problem problem)
    {
        await RequestBodies.DiscardAsync(context.Request);
        var response = context.Response;
        response.Clear();
        response.StatusCode = problem.Status;
        foreach (var (name, value) in problem.Headers)
        {
            response.Headers[name] = value;
        }

        ResponseHeaders.SetCommon(response);
        await ResponseHeaders.SendAsync(context, MediaType, Body(problem, context.TraceIdentifier));
    }

    static byte[] Body(Problem problem, string traceId)
    {
        var members = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            // No page describes these problems beyond their status, which is the meaning of about:blank.
            ["type"] = "about:blank",
            ["title"] = problem.Title,
            ["status"] = problem.Status,
            ["detail"] = problem.Detail,
            ["traceId"] = traceId,
        };
        if (problem.Errors is { } errors)
        {
            members["errors"] = errors;
        }

        if (problem.Status == StatusCodes.Status410Gone)
        {
            members["certificate"] = problem.Certificate!;
        }

        return JsonSerializer.SerializeToUtf8Bytes(members, StrictJson.Options);
    }
}
