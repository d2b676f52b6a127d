using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Http;

/// <summary>What pages without login send: <c>application/x-www-form-urlencoded</c>.</summary>
static class PublicBodies
{
    /// <returns>Null for anything else, for what is too long or damaged, and for what was sent from a page elsewhere.</returns>
    public static async Task<IFormCollection?> ReadPublicFormAsync(this HttpRequest request, int mostBytes)
    {
        if (!request.HasFormContentType || request.ContentLength is not { } length || length < 0 || length > mostBytes || IsForeign(request))
        {
            return null;
        }

        try
        {
            return await request.ReadFormAsync(request.HttpContext.RequestAborted);
        }
        catch (InvalidDataException)
        {
            // Too many fields, or a code that stands for no character.
            return null;
        }
    }

    /// <summary>By Fetch Metadata; by the origin in browsers that do not send that.</summary>
    static bool IsForeign(HttpRequest request)
    {
        var (site, origin) = (request.Headers["Sec-Fetch-Site"].ToString(), request.Headers.Origin.ToString());
        return site.Length > 0
            ? site is "cross-site" or "same-site"
            : origin.Length > 0 && !string.Equals(origin, OwnOrigin(request), StringComparison.OrdinalIgnoreCase);
    }

    static string OwnOrigin(HttpRequest request) =>
        new Uri(request.HttpContext.RequestServices.GetRequiredService<IOptions<PublicPageOptions>>().Value.AddressFor(request))
            .GetLeftPart(UriPartial.Authority);
}
