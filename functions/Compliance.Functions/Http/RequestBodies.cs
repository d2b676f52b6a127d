using Compliance.Failures;
using Compliance.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Compliance.Functions.Http;

public static class RequestBodies
{
    /// <summary>
    /// The most bytes of a refused body that the server reads in order to discard them. It exceeds the Functions host's own limit of 100 MB
    /// (<c>FUNCTIONS_REQUEST_BODY_SIZE_LIMIT</c>), so that every refusal is a problem.
    /// </summary>
    public const long Largest = 128 * 1024 * 1024;

    static readonly string[] Lines = ["application/x-ndjson", "application/ndjson", "application/jsonl"];

    /// <summary>How long to wait for the rest of a refused body.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Reads a JSON body strictly. A missing <c>Content-Type</c> counts as JSON; any other type is 415.</summary>
    public static async Task<Outcome<T>> ReadJsonAsync<T>(this HttpRequest request, CancellationToken cancellationToken)
        where T : notnull =>
        (await request.ReadBytesAsync(cancellationToken)).IsSuccess(out var body, out var failure) ? StrictJson.Parse<T>(body) : failure;

    /// <summary>Reads a JSON body with the given parser.</summary>
    /// <param name="limit">Largest body in bytes.</param>
    public static async Task<Outcome<T>> ReadAsync<T>(
        this HttpRequest request, Func<ReadOnlyMemory<byte>, Outcome<T>> parse, int limit = StrictJson.SizeLimit) =>
        (await request.ReadBytesAsync(request.HttpContext.RequestAborted, limit)).IsSuccess(out var body, out var failure)
            ? parse(body)
            : failure;

    /// <summary>The bytes of a body of text/csv, at most <paramref name="limit"/>.</summary>
    public static async Task<Outcome<ReadOnlyMemory<byte>>> ReadCsvAsync(
        this HttpRequest request, CancellationToken cancellationToken, int limit = StrictJson.SizeLimit) =>
        !MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !Is(type.MediaType, "text/csv")
            ? Failure.UnsupportedMediaType("The body must be text/csv in UTF-8.")
        : request.ContentLength > limit ? Failure.TooLarge(limit)
        : await StrictJson.ReadBytesAsync(request.Body, cancellationToken, limit);

    /// <summary>The bytes of a JSON body, at most <paramref name="limit"/>, for parsers that check more than its form.</summary>
    public static async Task<Outcome<ReadOnlyMemory<byte>>> ReadBytesAsync(
        this HttpRequest request, CancellationToken cancellationToken, int limit = StrictJson.SizeLimit)
    {
        if (!IsJson(request.ContentType))
        {
            return Failure.UnsupportedMediaType("The body must be application/json in UTF-8.");
        }

        return await request.BytesAsync(limit, cancellationToken);
    }

    /// <summary>The bytes of a body of JSON lines. A missing <c>Content-Type</c> counts as that; any other type is 415.</summary>
    public static async Task<Outcome<ReadOnlyMemory<byte>>> ReadLinesAsync(
        this HttpRequest request, int limit, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(request.ContentType)
        || (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && Lines.Any(x => Is(type.MediaType, x)))
            ? await request.BytesAsync(limit, cancellationToken)
            : Failure.UnsupportedMediaType("The body must be application/x-ndjson in UTF-8.");

    static async Task<Outcome<ReadOnlyMemory<byte>>> BytesAsync(this HttpRequest request, int limit, CancellationToken cancellationToken) =>
        request.ContentLength > limit
            ? Failure.TooLarge(limit)
            : await StrictJson.ReadBytesAsync(request.Body, cancellationToken, limit);

    /// <summary>
    /// Discards the rest of a refused body. A client that is still sending does not read the answer, and the Functions host, which passes
    /// bodies on to the worker, answers with an empty 500 if they are not read to the end.
    /// </summary>
    internal static async Task DiscardAsync(HttpRequest request)
    {
        // With Expect: 100-continue the body has not been sent yet (RFC 9110, 10.1.1).
        if (request.Headers.Expect.Count > 0)
        {
            return;
        }

        var aborted = request.HttpContext.RequestAborted;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        patience.CancelAfter(Patience);
        try
        {
            await request.Body.CopyToAsync(Stream.Null, patience.Token);
        }
        catch (Exception e) when (e is IOException || (e is OperationCanceledException && !aborted.IsCancellationRequested))
        {
            // Larger than the server reads, truncated, or too slow: the answer is sent at once.
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
