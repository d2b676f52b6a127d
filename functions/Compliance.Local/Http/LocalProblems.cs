using System.Text.Json.Serialization;
using Compliance.Failures;
using Compliance.Json;
using Microsoft.AspNetCore.Http;

namespace Compliance.Local.Http;

/// <summary>Errors the host itself answers with (RFC 9457); the app's own come from the app.</summary>
static class LocalProblems
{
    public static Task WriteAsync(HttpContext http, int status, string title) => WriteAsync(http, status, title, errors: null);

    /// <summary>What reading a body can fail with.</summary>
    public static Task WriteAsync(HttpContext http, Failure failure) => failure switch
    {
        Failure.Invalid invalid => WriteAsync(http, StatusCodes.Status400BadRequest, "The request is not valid.", invalid.Errors.ByField),
        Failure.TooLarge => WriteAsync(http, StatusCodes.Status413PayloadTooLarge, "The body is too large."),
        var other => throw new InvalidOperationException($"No local endpoint answers {other.GetType().Name}."),
    };

    static async Task WriteAsync(HttpContext http, int status, string title, IReadOnlyDictionary<string, string[]>? errors)
    {
        http.Response.StatusCode = status;
        await http.Response.WriteAsJsonAsync(
            new Problem("about:blank", title, status, title, http.TraceIdentifier, errors),
            StrictJson.Options,
            "application/problem+json",
            http.RequestAborted);
    }

    sealed record Problem(
        string Type,
        string Title,
        int Status,
        string Detail,
        string TraceId,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors);
}
