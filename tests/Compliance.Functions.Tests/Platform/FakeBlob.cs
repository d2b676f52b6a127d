using System.Net;

namespace Compliance.Functions.Tests.Platform;

/// <summary>A blob, one of its versions, or a snapshot.</summary>
public sealed class FakeBlob
{
    static long changes;

    public required string Name { get; init; }

    public required byte[] Content { get; init; }

    public required DateTimeOffset At { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public string ETag { get; } = $"\"0x{Interlocked.Increment(ref changes):X16}\"";

    /// <summary>Null where the account keeps no versions.</summary>
    public string? Version { get; init; }

    public string? Snapshot { get; init; }

    /// <summary>What a request without a version or snapshot names.</summary>
    public bool IsBase { get; set; } = true;

    /// <summary>Soft-deleted: listed on demand, not read.</summary>
    public bool Deleted { get; set; }

    public string? Lease { get; set; }

    public HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var range = request.Headers.TryGetValues("x-ms-range", out var ranges) ? ranges.Single()["bytes=".Length..].Split('-') : null;
        var from = range is null ? 0 : int.Parse(range[0], System.Globalization.CultureInfo.InvariantCulture);
        var to = range is [_, { Length: > 0 } last] ? int.Parse(
            last, System.Globalization.CultureInfo.InvariantCulture) + 1 : Content.Length;
        var sent = Content[Math.Min(from, Content.Length)..Math.Min(to, Content.Length)];
        var answer = FakeBlobAnswer.Of(range is null || Content.Length == 0 ? HttpStatusCode.OK : HttpStatusCode.PartialContent);
        answer.Content = new ByteArrayContent(request.Method == HttpMethod.Head ? [] : sent);
        if (answer.StatusCode == HttpStatusCode.PartialContent)
        {
            answer.Content.Headers.ContentRange = new(from, from + sent.Length - 1, Content.Length);
        }

        answer.Content.Headers.ContentLength = request.Method == HttpMethod.Head ? Content.Length : sent.Length;
        answer.Content.Headers.LastModified = At;
        answer.Headers.ETag = new(ETag);
        answer.Headers.Add("x-ms-blob-type", "BlockBlob");
        foreach (var (name, value) in Metadata)
        {
            answer.Headers.Add($"x-ms-meta-{name}", value);
        }

        return answer;
    }
}
