using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Compliance.Functions.Http;

/// <summary>Headers of every answer: no caching, no content sniffing.</summary>
static class ResponseHeaders
{
    public static void SetCommon(HttpResponse response)
    {
        response.Headers[HeaderNames.CacheControl] = "no-store";
        response.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
    }

    /// <summary>Sends a body of known length; a HEAD request gets only the headers.</summary>
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
