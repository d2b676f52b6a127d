using System.Net;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;

namespace Compliance.TestKit;

/// <summary>
/// A blob service in memory, as far as lists, reads, writes and deletes go, for what the emulator can't do: versions, and a hundred
/// thousand blobs in no time. Counts what it is asked.
/// </summary>
sealed class MemoryBlobs(bool versions = false) : HttpPipelineTransport
{
    const int Page = 5000;

    readonly Lock gate = new();
    readonly SortedDictionary<string, (byte[] Content, (string Name, string Value)[] Metadata)> current = new(StringComparer.Ordinal);
    readonly SortedSet<(string Name, string Version)> old = [];
    int version;

    public int Requests { get; private set; }

    /// <summary>Names that are there, old versions as <c>name@version</c>.</summary>
    public IReadOnlyList<string> Names => [.. current.Keys, .. old.Select(x => $"{x.Name}@{x.Version}")];

    public void Add(string name, byte[] content) => Put(name, content, []);

    /// <summary>A container of the one account; all containers share their names.</summary>
    public BlobServiceClient Service() => new(
        new Uri("https://memory.invalid/"), new BlobClientOptions { Transport = this, Retry = { MaxRetries = 0 } });

    public override Request CreateRequest() => HttpClientTransport.Shared.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException();

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        var (uri, method) = (message.Request.Uri.ToUri(), message.Request.Method);
        var query = System.Web.HttpUtility.ParseQueryString(uri.Query);
        using var body = new MemoryStream();
        if (message.Request.Content is { } content)
        {
            await content.WriteToAsync(body, message.CancellationToken);
        }

        lock (gate)
        {
            Requests++;
            var name = Uri.UnescapeDataString(string.Concat(uri.Segments.Skip(2)));
            message.Response = (method.Method, query["comp"]) switch
            {
                ("GET", "list") => List(query["prefix"] ?? "", query["marker"] ?? ""),
                ("GET", _) => current.TryGetValue(name, out var found) ? Answer(HttpStatusCode.OK, found.Content, found.Metadata) : Missing(),
                ("HEAD", _) => current.ContainsKey(name) ? Answer(HttpStatusCode.OK, []) : Missing(),
                ("PUT", _) => Put(name, body.ToArray(), [.. message.Request.Headers.Where(IsMetadata).Select(x => (x.Name, x.Value))]),
                ("DELETE", _) => Delete(name, query["versionid"]),
                _ => throw new NotSupportedException(method.Method),
            };
        }
    }

    static bool IsMetadata(HttpHeader header) => header.Name.StartsWith("x-ms-meta-", StringComparison.OrdinalIgnoreCase);

    MemoryAnswer Put(string name, byte[] content, (string Name, string Value)[] metadata)
    {
        Retire(name);
        current[name] = (content, metadata);
        return Answer(HttpStatusCode.Created, []);
    }

    MemoryAnswer Delete(string name, string? versionId)
    {
        if (versionId is not null)
        {
            return old.Remove((name, versionId)) ? Answer(HttpStatusCode.Accepted, []) : Missing();
        }

        Retire(name);
        return current.Remove(name) ? Answer(HttpStatusCode.Accepted, []) : Missing();
    }

    /// <summary>What is overwritten or deleted is a version from then on.</summary>
    void Retire(string name)
    {
        if (versions && current.ContainsKey(name))
        {
            old.Add((name, $"2026-03-02T09:15:00.{version++:D7}Z"));
        }
    }

    MemoryAnswer List(string prefix, string marker)
    {
        var items = old.Where(x => x.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(x => Item(x.Name, x.Version, latest: false))
            .Concat(current.Keys.Where(x => x.StartsWith(prefix, StringComparison.Ordinal)).Select(
                x => Item(x, versions ? "latest" : null, latest: versions)))
            .ToList();
        var from = marker.Length == 0 ? 0 : int.Parse(marker, System.Globalization.CultureInfo.InvariantCulture);
        var next = from + Page < items.Count ? $"{from + Page}" : "";
        return Answer(HttpStatusCode.OK, Encoding.UTF8.GetBytes(
            $"<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ServiceEndpoint=\"https://memory.invalid/\" ContainerName=\"c\">"
            + $"<Blobs>{string.Concat(items.Skip(from).Take(Page))}</Blobs><NextMarker>{next}</NextMarker></EnumerationResults>"));
    }

    static string Item(string name, string? versionId, bool latest) =>
        $"<Blob><Name>{name}</Name>{(versionId is null ? "" : $"<VersionId>{versionId}</VersionId>")}"
        + $"{(latest ? "<IsCurrentVersion>true</IsCurrentVersion>" : "")}"
        + "<Properties><Last-Modified>Mon, 02 Mar 2026 09:15:00 GMT</Last-Modified><Etag>0x1</Etag><BlobType>BlockBlob</BlobType></Properties></Blob>";

    static MemoryAnswer Missing() => new(HttpStatusCode.NotFound, [], ("x-ms-error-code", "BlobNotFound"));

    static MemoryAnswer Answer(HttpStatusCode status, byte[] body, params (string Name, string Value)[] metadata) => new(
        status, body, [.. metadata, ("ETag", "\"0x1\""), ("Last-Modified", "Mon, 02 Mar 2026 09:15:00 GMT"), ("x-ms-blob-type", "BlockBlob")]);

    sealed class MemoryAnswer : Response
    {
        readonly Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);

        public MemoryAnswer(HttpStatusCode status, byte[] body, params (string Name, string Value)[] fields)
        {
            Status = (int)status;
            ContentStream = new MemoryStream(body);
            headers["Content-Length"] = $"{body.Length}";
            foreach (var (name, value) in fields)
            {
                headers[name] = value;
            }
        }

        public override int Status { get; }

        public override string ReasonPhrase => "";

        public override Stream? ContentStream { get; set; }

        public override string ClientRequestId { get; set; } = "";

        public override void Dispose() => ContentStream?.Dispose();

        protected override bool ContainsHeader(string name) => headers.ContainsKey(name);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => headers.Select(x => new HttpHeader(x.Key, x.Value));

        protected override bool TryGetHeader(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
            headers.TryGetValue(name, out value);

        protected override bool TryGetHeaderValues(
            string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = headers.TryGetValue(name, out var value) ? [value] : null;
            return values is not null;
        }
    }
}
