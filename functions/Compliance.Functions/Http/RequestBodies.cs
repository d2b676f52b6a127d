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

        Outcome<ReadOnlyMemory<byte>> body = request.ContentLength > StrictJson.SizeLimit
            ? new Failure.TooLarge(StrictJson.SizeLimit)
            : await StrictJson.ReadBytesAsync(request.Body, cancellation);
        if (body.Failure is Failure.TooLarge)
        {
            await DiscardAsync(request.Body, cancellation);
        }

        return body;
    }

    /// <summary>A sender that is still at it reads no answer: what it sends is passed over, up to a bound, before it is told.</summary>
    static async Task DiscardAsync(Stream body, CancellationToken cancellation)
    {
        const int most = 16 * 1024 * 1024;
        var buffer = new byte[64 * 1024];
        for (int total = 0, read; total < most && (read = await body.ReadAsync(buffer, cancellation)) > 0; total += read)
        {
        }
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
