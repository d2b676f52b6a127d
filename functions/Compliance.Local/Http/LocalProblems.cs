using Compliance.Json;
using Microsoft.AspNetCore.Http;

namespace Compliance.Local.Http;

/// <summary>Errors the host itself answers with (RFC 9457); the app's own come from the app.</summary>
static class LocalProblems
{
    public static async Task WriteAsync(HttpContext http, int status, string title)
    {
        http.Response.StatusCode = status;
        await http.Response.WriteAsJsonAsync(
            new Problem("about:blank", title, status, title, http.TraceIdentifier),
            StrictJson.Options,
            "application/problem+json",
            http.RequestAborted);
    }

    sealed record Problem(string Type, string Title, int Status, string Detail, string TraceId);
}
