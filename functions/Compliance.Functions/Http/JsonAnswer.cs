using Compliance.Failures;
using Compliance.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Compliance.Functions.Http;

/// <summary>An answer in JSON, written with <see cref="StrictJson.Options"/>.</summary>
sealed class JsonAnswer<T>(T value, int status, string? etag, string? location) : IActionResult
{
    public async Task ExecuteResultAsync(ActionContext context)
    {
        var body = StrictJson.Write(value);
        EmptyAnswer.SetHead(context.HttpContext.Response, status, etag, location);
        await ResponseHeaders.SendAsync(context.HttpContext, "application/json; charset=utf-8", body);
    }
}

/// <summary>A status and headers without a body.</summary>
sealed class EmptyAnswer(int status, string? etag) : IActionResult
{
    public Task ExecuteResultAsync(ActionContext context)
    {
        SetHead(context.HttpContext.Response, status, etag, location: null);
        return Task.CompletedTask;
    }

    public static void SetHead(HttpResponse response, int status, string? etag, string? location)
    {
        response.StatusCode = status;
        ResponseHeaders.SetCommon(response);
        if (etag is not null)
        {
            response.Headers[HeaderNames.ETag] = etag;
        }

        if (location is not null)
        {
            response.Headers[HeaderNames.Location] = location;
        }
    }
}

/// <summary>A failure as problem+json.</summary>
sealed class ProblemAnswer(Failure failure) : IActionResult
{
    public Failure Failure => failure;

    public Task ExecuteResultAsync(ActionContext context) => ProblemWriter.WriteAsync(context.HttpContext, failure);
}
