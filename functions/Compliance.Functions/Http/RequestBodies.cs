using Compliance.Failures;
using Compliance.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Compliance.Functions.Http;

public static class RequestBodies
{
    /// <summary>Reads a JSON body strictly. No <c>Content-Type</c> is taken for JSON; another one is 415.</summary>
    public static async Task<Outcome<T>> ReadJsonAsync<T>(this HttpRequest request, CancellationToken cancellation)
        where T : notnull =>
        (await request.ReadBytesAsync(cancellation)).IsSuccess(out var body, out var failure) ? StrictJson.Parse<T>(body) : failure;

    /// <summary>The bytes of a JSON body, at most <see cref="StrictJson.SizeLimit"/>, for readers that check more than its form.</summary>
    public static async Task<Outcome<ReadOnlyMemory<byte>>> ReadBytesAsync(this HttpRequest request, CancellationToken cancellation)
    {
        if (!IsJson(request.ContentType))
        {
            return new Failure.UnsupportedMediaType("The body is read as application/json in UTF-8.");
        }

        return request.ContentLength > StrictJson.SizeLimit
            ? new Failure.TooLarge(StrictJson.SizeLimit)
            : await StrictJson.ReadBytesAsync(request.Body, cancellation);
    }

    static bool IsJson(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
        {
            return true;
        }

        return MediaTypeHeaderValue.TryParse(contentType, out var type)
            && (Is(type.MediaType, "application/json") || Is(type.Suffix, "json"))
            && (!type.Charset.HasValue || Is(HeaderUtilities.RemoveQuotes(type.Charset), "utf-8"));
    }

    static bool Is(StringSegment segment, string word) => segment.Equals(word, StringComparison.OrdinalIgnoreCase);
}
