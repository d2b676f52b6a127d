using Microsoft.AspNetCore.Http;

namespace Compliance.Local.Http;

/// <summary>Errors the host itself answers with (RFC 9457); the app's own come from the app.</summary>
static class LocalProblems
{
    public static async Task WriteAsync(HttpContext http, int status, string title, string? detail = null)
    {
        http.Response.StatusCode = status;
        await http.Response.WriteAsJsonAsync(
            new Problem("about:blank", title, status, detail ?? title, http.TraceIdentifier),
            options: null,
            "application/problem+json",
            http.RequestAborted);
    }

    sealed record Problem(string Type, string Title, int Status, string Detail, string TraceId);
}
