using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Compliance.Functions.Http;

/// <summary>What every answer of ours carries: nothing of it is for caches, nothing is sniffed.</summary>
static class ResponseHeaders
{
    public static void SetCommon(HttpResponse response)
    {
        response.Headers[HeaderNames.CacheControl] = "no-store";
        response.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
    }

    /// <summary>Sends a body whose length is known; a HEAD request gets the headers.</summary>
    public static async Task SendAsync(HttpContext context, string mediaType, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
