using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Compliance.Functions.Http;

/// <summary>Headers of every answer: no caching, no index, no referrer, no content sniffing, no active content, no frames.</summary>
static class ResponseHeaders
{
    /// <summary>
    /// For letters and all that is not a page of ours: inline styles are all that may take effect, in an origin of its own (CSP Level 3).
    /// </summary>
    const string DocumentPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

    public static void SetCommon(HttpResponse response)
    {
        response.Headers[HeaderNames.CacheControl] = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        response.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
        response.Headers[HeaderNames.XFrameOptions] = "DENY";
        response.Headers[HeaderNames.ContentSecurityPolicy] = DocumentPolicy;
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
