using System.Globalization;
using System.Net;
using System.Security;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Compliance.Tenancy;

namespace Compliance.EndToEnd.Tests.Harness;

/// <summary>
/// Tenants' accounts in memory, as far as small blobs, append blobs, conditions and lists go: the emulator looks through all its blobs for
/// every list, so that ten thousand recordings would measure the emulator. Lists here cost what they find.
/// </summary>
sealed class MemoryStorage : StorageAccess
{
    readonly Transport transport = new();

    /// <summary>Bytes of all blobs.</summary>
    public long Size => transport.Size;

    public int Requests => transport.Requests;

    public override BlobServiceClient Data(TenantScope scope) => Open($"{scope.Resource}");

    public override BlobServiceClient Keys(TenantScope scope) => Open($"{scope.Resource}keys");

    public override BlobServiceClient Landing(TenantId identity) => Open("landing");

    public override Task<Uri> SignUploadAsync(
        TenantScope scope, string inboxBlobName, UploadMode mode, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        Task.FromResult(new Uri($"https://landing.memory.invalid/inbox/{inboxBlobName}"));

    BlobServiceClient Open(string account) => new(
        new Uri($"https://{account}.memory.invalid/"), new BlobClientOptions { Transport = transport, Retry = { MaxRetries = 0 } });

    /// <param name="Bytes">Grows in place where it is an append blob's.</param>
    sealed record Stored(MemoryStream Bytes, string ETag, string Type, IReadOnlyList<(string Name, string Value)> Metadata)
    {
        public int Length => (int)Bytes.Length;

        public byte[] Content => Bytes.ToArray();
    }

    sealed class Transport : HttpPipelineTransport
    {
        const int Page = 5000;

        readonly Lock gate = new();
        readonly Dictionary<string, Stored> blobs = new(StringComparer.Ordinal);
        readonly SortedSet<string> names = new(StringComparer.Ordinal);
        int version;

        public long Size { get; private set; }

        public int Requests { get; private set; }

        public override Request CreateRequest() => HttpClientTransport.Shared.CreateRequest();

        public override void Process(HttpMessage message) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message)
        {
            using var body = new MemoryStream();
            if (message.Request.Content is { } content)
            {
                await content.WriteToAsync(body, message.CancellationToken);
            }

            lock (gate)
            {
                Requests++;
                message.Response = Answer(message.Request, body.ToArray());
            }
        }

        MemoryResponse Answer(Request request, byte[] body)
        {
            var uri = request.Uri.ToUri();
            var query = System.Web.HttpUtility.ParseQueryString(uri.Query);
            var name = uri.Host + Uri.UnescapeDataString(uri.AbsolutePath);
            if (query["comp"] == "list")
            {
                var size = query["maxresults"] is { } most ? Math.Min(Page, int.Parse(most, CultureInfo.InvariantCulture)) : Page;
                return List(name + "/", query["prefix"] ?? "", query["marker"] ?? "", size);
            }

            var stored = blobs.GetValueOrDefault(name);
            if (Refusal(request, stored) is { } refusal)
            {
                return refusal;
            }

            return (request.Method.Method, query["comp"], stored) switch
            {
                ("PUT", null, _) =>
                    Put(name, new Stored(Writable(body), "", Header(request, "x-ms-blob-type") ?? "BlockBlob", MetadataOf(request))),
                ("PUT", "appendblock", { } blob) => Append(name, blob, body),
                (_, _, null) => Error(HttpStatusCode.NotFound, "BlobNotFound"),
                ("GET", null, { } blob) => Get(request, blob),
                ("HEAD", null, { } blob) => Of(HttpStatusCode.OK, [], blob),
                ("DELETE", null, _) => Delete(name),
                var (method, other, _) => throw new NotSupportedException($"{method} {other}"),
            };
        }

        MemoryResponse Put(string name, Stored blob)
        {
            Delete(name);
            var stored = blob with { ETag = $"\"0x{++version:X}\"" };
            blobs[name] = stored;
            names.Add(name);
            Size += stored.Length;
            return Of(HttpStatusCode.Created, [], stored);
        }

        MemoryResponse Append(string name, Stored blob, byte[] body)
        {
            var offset = blob.Length;
            blob.Bytes.Write(body);
            blobs[name] = blob with { ETag = $"\"0x{++version:X}\"" };
            Size += body.Length;
            return Of(HttpStatusCode.Created, [], blobs[name]).With("x-ms-blob-append-offset", $"{offset}").With(
                "x-ms-blob-committed-block-count", "1");
        }

        static MemoryStream Writable(byte[] content)
        {
            var bytes = new MemoryStream();
            bytes.Write(content);
            return bytes;
        }

        MemoryResponse Delete(string name)
        {
            if (blobs.Remove(name, out var gone))
            {
                names.Remove(name);
                Size -= gone.Length;
            }

            return new MemoryResponse(HttpStatusCode.Accepted, []);
        }

        MemoryResponse List(string container, string prefix, string marker, int size)
        {
            // Markers are the last name of the page before.
            var from = marker.Length == 0 ? container + prefix : container + marker + "\u0001";
            var found = names.GetViewBetween(from, container + prefix + "\uffff").Take(size + 1).ToList();
            var items = found.Take(size).Select(x => Item(x[container.Length..], blobs[x]));
            var next = found.Count > size ? found[size - 1][container.Length..] : "";
            return new MemoryResponse(HttpStatusCode.OK, Encoding.UTF8.GetBytes(
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ServiceEndpoint=\"https://memory.invalid/\" ContainerName=\"c\">"
                + $"<Blobs>{string.Concat(items)}</Blobs><NextMarker>{SecurityElement.Escape(next)}</NextMarker></EnumerationResults>"));
        }

        static string Item(string name, Stored blob) =>
            $"<Blob><Name>{SecurityElement.Escape(name)}</Name><Properties><Last-Modified>Mon, 02 Mar 2026 09:15:00 GMT</Last-Modified>"
            + $"<Etag>{blob.ETag.Trim('"')}</Etag><Content-Length>{blob.Length}</Content-Length><BlobType>{blob.Type}</BlobType></Properties>"
            + $"<Metadata>{string.Concat(blob.Metadata.Select(x => $"<{x.Name}>{SecurityElement.Escape(x.Value)}</{x.Name}>"))}</Metadata></Blob>";

        static MemoryResponse? Refusal(Request request, Stored? stored)
        {
            if (Header(request, "If-None-Match") == "*" && stored is not null)
            {
                return Error(HttpStatusCode.Conflict, "BlobAlreadyExists");
            }

            return Header(request, "If-Match") is { } tag && tag != "*" && stored?.ETag.Trim('"') != tag.Trim('"')
                ? Error(HttpStatusCode.PreconditionFailed, "ConditionNotMet")
                : null;
        }

        static MemoryResponse Get(Request request, Stored blob)
        {
            if ((Header(request, "x-ms-range") ?? Header(request, "Range")) is not { } range)
            {
                return Of(HttpStatusCode.OK, blob.Content, blob);
            }

            var ends = range["bytes=".Length..].Split('-');
            var from = int.Parse(ends[0], CultureInfo.InvariantCulture);
            if (from >= blob.Length)
            {
                return Error(HttpStatusCode.RequestedRangeNotSatisfiable, "InvalidRange");
            }

            var to = ends[1].Length == 0 ? blob.Length : (int)Math.Min(blob.Length, long.Parse(ends[1], CultureInfo.InvariantCulture) + 1);
            return Of(HttpStatusCode.PartialContent, blob.Bytes.GetBuffer()[from..to], blob).With(
                "Content-Range", $"bytes {from}-{to - 1}/{blob.Length}");
        }

        static MemoryResponse Of(HttpStatusCode status, byte[] body, Stored blob)
        {
            var response = new MemoryResponse(status, body)
                .With("ETag", blob.ETag).With("Last-Modified", "Mon, 02 Mar 2026 09:15:00 GMT").With("x-ms-blob-type", blob.Type);
            foreach (var (name, value) in blob.Metadata)
            {
                response.With("x-ms-meta-" + name, value);
            }

            return body.Length > 0 ? response : response.With("Content-Length", $"{(status is HttpStatusCode.OK ? blob.Length : 0)}");
        }

        static MemoryResponse Error(HttpStatusCode status, string code) => new MemoryResponse(status, []).With("x-ms-error-code", code);

        static string? Header(Request request, string name) => request.Headers.TryGetValue(name, out var value) ? value : null;

        static IReadOnlyList<(string Name, string Value)> MetadataOf(Request request) =>
        [
            .. request.Headers.Where(x => x.Name.StartsWith("x-ms-meta-", StringComparison.OrdinalIgnoreCase)).Select(
                x => (x.Name["x-ms-meta-".Length..], x.Value)),
        ];
    }

    sealed class MemoryResponse : Response
    {
        readonly Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);

        public MemoryResponse(HttpStatusCode status, byte[] body)
        {
            Status = (int)status;
            ContentStream = new MemoryStream(body);
            With("Content-Length", $"{body.Length}");
        }

        public override int Status { get; }

        public override string ReasonPhrase => "";

        public override Stream? ContentStream { get; set; }

        public override string ClientRequestId { get; set; } = "";

        public MemoryResponse With(string name, string value)
        {
            headers[name] = value;
            return this;
        }

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
