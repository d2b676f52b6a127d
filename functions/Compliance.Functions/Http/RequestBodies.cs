using Compliance.Failures;
using Compliance.Json;
using Microsoft.AspNetCore.Http;
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
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));
    }
}
