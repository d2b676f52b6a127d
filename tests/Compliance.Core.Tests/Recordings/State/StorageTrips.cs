using System.Collections.Concurrent;
using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Compliance.Core.Tests.Recordings.State;

/// <summary>
/// Counts requests as they leave for the storage accounts, by method, container and kind of blob. A batch is one request, and so is a
/// repeated one.
/// </summary>
sealed class StorageTrips : HttpPipelinePolicy
{
    readonly ConcurrentDictionary<(string Method, string Place), int> counts = new();

    public int Total => counts.Values.Sum();

    /// <summary>Whatever is no read: Put, Post and Delete.</summary>
    public int Writes => counts.Where(x => x.Key.Method is not ("GET" or "HEAD")).Sum(x => x.Value);

    public void Clear() => counts.Clear();

    /// <summary>One line a method and place, the most frequent first.</summary>
    /// <param name="per">What the counts are divided by.</param>
    public string Table(int per = 1) => string.Join('\n', counts
        .OrderByDescending(x => x.Value).ThenBy(x => x.Key.Place, StringComparer.Ordinal)
        .Select(x => string.Create(CultureInfo.InvariantCulture, $"{(double)x.Value / per,6:0.##} {x.Key.Method,-6} {x.Key.Place}")));

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        counts.AddOrUpdate((message.Request.Method.Method, PlaceOf(message.Request.Uri.ToUri())), 1, (_, count) => count + 1);
        return ProcessNextAsync(message, pipeline);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    /// <summary><c>state/pending</c>: the container without the test's suffix, and the first part of the name that is a word.</summary>
    static string PlaceOf(Uri uri)
    {
        var query = System.Web.HttpUtility.ParseQueryString(uri.Query);
        var container = uri.Segments.Length > 2 ? uri.Segments[2].TrimEnd('/').Split('-')[0] : "account";
        var name = query["comp"] == "list" ? query["prefix"] ?? "" : string.Concat(uri.Segments.Skip(3));
        var word = name.Split('/').FirstOrDefault(x => x.Length > 0 && x.All(char.IsAsciiLetterLower));
        return container + (word is null ? "" : $"/{word}") + (query["comp"] is { } comp ? $" ({comp})" : "");
    }
}
