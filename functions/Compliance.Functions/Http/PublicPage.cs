using System.Text;
using Compliance.SubjectRequests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Compliance.Functions.Http;

/// <summary>
/// A page with a form, for somebody without an account. It posts to itself, has no script and no cookie, and so nothing that a page
/// elsewhere could use in somebody's name.
/// </summary>
sealed class PublicPage(string html, int status) : IActionResult
{
    const string Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>The first language of the reader that we write letters in.</summary>
    public static LetterLanguage LanguageOf(HttpRequest request) =>
        request.GetTypedHeaders().AcceptLanguage.OrderByDescending(x => x.Quality ?? 1)
            .Select(x => LetterLanguages.Of(x.Value.Value)).FirstOrDefault(x => x is not null) ?? LetterLanguage.En;

    public Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        ResponseHeaders.SetCommon(response);
        response.StatusCode = status;
        response.Headers[HeaderNames.ContentSecurityPolicy] = Policy;
        response.Headers[HeaderNames.Vary] = HeaderNames.AcceptLanguage;
        if (status is StatusCodes.Status429TooManyRequests)
        {
            response.Headers[HeaderNames.RetryAfter] = "60";
        }

        return ResponseHeaders.SendAsync(context.HttpContext, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));
    }
}
