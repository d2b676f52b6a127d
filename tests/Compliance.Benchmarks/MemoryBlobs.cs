using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Globalization;
using System.Security;
using System.Text;
using System.Web;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Compliance.Benchmarks;

/// <summary>
/// A blob service in memory: what a benchmark measures is the product and not the emulator. Knows what the product asks for, and counts it.
/// </summary>
sealed class MemoryBlobs : HttpPipelineTransport
{
    const string Last = "\uffff";

    readonly Lock gate = new();
    readonly Dictionary<string, MemoryBlob> blobs = new(StringComparer.Ordinal);
    readonly SortedSet<string> names = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, byte[]> blocks = new(StringComparer.Ordinal);
    int asked;
    int versions;

    /// <summary>Requests so far.</summary>
    public int Asked => asked;

    /// <summary>Writes a blob that is listed and not stored, once somebody reads it; it is forgotten afterwards.</summary>
    public Func<string, Task>? Fill { get; set; }

    /// <summary>Lists a name without storing anything.</summary>
    public void Name(string path) => names.Add(path);

    public override Request CreateRequest() => HttpClientTransport.Shared.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("The benchmark is asynchronous.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        Interlocked.Increment(ref asked);
        var request = message.Request;
        var (uri, body) = (request.Uri.ToUri(), Array.Empty<byte>());
        if (request.Content is { } content)
        {
            using var sent = new MemoryStream();
            await content.WriteToAsync(sent, message.CancellationToken);
            body = sent.ToArray();
        }

        var (path, query) = (Uri.UnescapeDataString(uri.AbsolutePath), HttpUtility.ParseQueryString(uri.Query));
        var isFilled = Fill is not null && request.Method == RequestMethod.Get && query["comp"] is null && IsNameAlone(path);
        if (isFilled)
        {
            await Fill!(path);
        }

        lock (gate)
        {
            message.Response = Answer(request, path, query, body);
            if (isFilled)
            {
                blobs.Remove(path);
            }
        }
    }

    bool IsNameAlone(string path)
    {
        lock (gate)
        {
            return names.Contains(path) && !blobs.ContainsKey(path);
        }
    }

    MemoryResponse Answer(Request request, string path, NameValueCollection query, byte[] body) =>
        (request.Method.Method, query["comp"], query["restype"]) switch
        {
            ("PUT", null, "container") => new MemoryResponse(201),
            ("GET", "list", _) => List(path, query),
            ("PUT", "block", _) => Block(path, query["blockid"]!, body),
            ("PUT", "blocklist", _) => Put(request, path, Joined(path, Encoding.UTF8.GetString(body))),
            ("PUT", "appendblock", _) => Append(path, body),
            ("PUT", null, _) => Put(request, path, body),
            ("DELETE", _, _) => Delete(request, path),
            ("GET" or "HEAD", null, _) => Get(request, path),
            _ => throw new NotSupportedException($"{request.Method} {query}"),
        };

    MemoryResponse Put(Request request, string path, byte[] body)
    {
        var found = blobs.GetValueOrDefault(path);
        if (request.Headers.TryGetValue("If-None-Match", out _) && found is not null)
        {
            return new MemoryResponse(409, "BlobAlreadyExists");
        }

        if (request.Headers.TryGetValue("If-Match", out var tag) && tag != found?.ETag)
        {
            return new MemoryResponse(412, "ConditionNotMet");
        }

        var metadata = request.Headers.Where(x => x.Name.StartsWith("x-ms-meta-", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(x => x.Name["x-ms-meta-".Length..], x => x.Value, StringComparer.OrdinalIgnoreCase);
        var type = request.Headers.TryGetValue("x-ms-blob-type", out var stated) ? stated : "BlockBlob";
        var blob = blobs[path] = new MemoryBlob(body, $"\"0x{++versions:X}\"", metadata, type);
        names.Add(path);
        return new MemoryResponse(201).With(blob);
    }

    MemoryResponse Append(string path, byte[] body)
    {
        if (!blobs.TryGetValue(path, out var blob))
        {
            return new MemoryResponse(404, "BlobNotFound");
        }

        var offset = blob.Content.Length;
        blobs[path] = blob = blob with { Content = [.. blob.Content, .. body], ETag = $"\"0x{++versions:X}\"" };
        return new MemoryResponse(201).With(blob).With("x-ms-blob-append-offset", $"{offset}").With("x-ms-blob-committed-block-count", "1");
    }

    MemoryResponse Block(string path, string id, byte[] body)
    {
        blocks[$"{path}?{id}"] = body;
        return new MemoryResponse(201);
    }

    byte[] Joined(string path, string list) =>
        [.. System.Xml.Linq.XElement.Parse(list).Elements().SelectMany(x => blocks[$"{path}?{x.Value}"])];

    MemoryResponse Delete(Request request, string path)
    {
        if (!blobs.TryGetValue(path, out var blob) && !names.Contains(path))
        {
            return new MemoryResponse(404, "BlobNotFound");
        }

        if (request.Headers.TryGetValue("If-Match", out var tag) && tag != blob?.ETag)
        {
            return new MemoryResponse(412, "ConditionNotMet");
        }

        blobs.Remove(path);
        names.Remove(path);
        return new MemoryResponse(202);
    }

    MemoryResponse Get(Request request, string path)
    {
        if (!blobs.TryGetValue(path, out var blob))
        {
            return new MemoryResponse(404, "BlobNotFound");
        }

        var (content, from) = (blob.Content.AsMemory(), 0);
        if (request.Headers.TryGetValue("x-ms-range", out var range) || request.Headers.TryGetValue("Range", out range))
        {
            var ends = range!["bytes=".Length..].Split('-');
            from = int.Parse(ends[0], CultureInfo.InvariantCulture);
            if (from >= content.Length)
            {
                return new MemoryResponse(416, "InvalidRange");
            }

            content = content[from..(ends[1].Length == 0 ? content.Length
                : Math.Min(content.Length, int.Parse(ends[1], CultureInfo.InvariantCulture) + 1))];
        }

        var response = new MemoryResponse(range is null ? 200 : 206).With(blob).With("Content-Length", $"{content.Length}")
            .With("Content-Type", "application/octet-stream")
            .With("Content-Range", $"bytes {from}-{from + content.Length - 1}/{blob.Content.Length}");
        response.ContentStream = request.Method == RequestMethod.Get ? BinaryData.FromBytes(content).ToStream() : null;
        return response;
    }

    MemoryResponse List(string path, NameValueCollection query)
    {
        var (root, prefix, delimiter) = ($"{path.TrimEnd('/')}/", query["prefix"] ?? "", query["delimiter"]);
        var most = int.Parse(query["maxresults"] ?? "5000", CultureInfo.InvariantCulture);
        var (xml, next, count) = (new StringBuilder(), query["marker"] is { Length: > 0 } marker ? marker : root + prefix, 0);
        for (; NextOf(next, root + prefix) is { } name; count++)
        {
            next = name;
            if (count == most)
            {
                return Listed(xml, next);
            }

            var rest = name[(root.Length + prefix.Length)..];
            if (delimiter is not null && rest.IndexOf(delimiter, StringComparison.Ordinal) is >= 0 and var end)
            {
                var below = prefix + rest[..(end + 1)];
                xml.Append(CultureInfo.InvariantCulture, $"<BlobPrefix><Name>{SecurityElement.Escape(below)}</Name></BlobPrefix>");
                next = root + below + Last;
                continue;
            }

            var blob = blobs.GetValueOrDefault(name);
            xml.Append(CultureInfo.InvariantCulture, $"<Blob><Name>{SecurityElement.Escape(name[root.Length..])}</Name><Properties>")
                .Append(CultureInfo.InvariantCulture, $"<Last-Modified>{MemoryResponse.Day}</Last-Modified><Etag>{blob?.ETag ?? "0x0"}</Etag>")
                .Append(CultureInfo.InvariantCulture, $"<Content-Length>{blob?.Content.Length ?? 0}</Content-Length>")
                .Append(CultureInfo.InvariantCulture, $"<BlobType>{blob?.Type ?? "BlockBlob"}</BlobType></Properties><Metadata>");
            foreach (var (key, value) in blob?.Metadata ?? [])
            {
                xml.Append(CultureInfo.InvariantCulture, $"<{key}>{SecurityElement.Escape(value)}</{key}>");
            }

            xml.Append("</Metadata></Blob>");
            next = name + "\0";
        }

        return Listed(xml, "");
    }

    /// <returns>The first name from there on with that beginning; null if there is none.</returns>
    string? NextOf(string from, string prefix) => string.CompareOrdinal(from, prefix + Last) < 0
        ? names.GetViewBetween(from, prefix + Last).FirstOrDefault()
        : null;

    static MemoryResponse Listed(StringBuilder entries, string marker)
    {
        var xml = $"<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Blobs>{entries}</Blobs>"
            + $"<NextMarker>{SecurityElement.Escape(marker)}</NextMarker></EnumerationResults>";
        return new MemoryResponse(200) { ContentStream = new MemoryStream(Encoding.UTF8.GetBytes(xml)) }.With("Content-Type", "application/xml");
    }
}
