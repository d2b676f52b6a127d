using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Compliance.Benchmarks;

/// <summary>
/// A blob service that takes no time: what is sent is read and forgotten, what is asked for comes from <paramref name="stored"/>.
/// </summary>
sealed class NullTransport(ReadOnlyMemory<byte> stored = default, string? encryptionData = null) : HttpPipelineTransport
{
    public override Request CreateRequest() => HttpClientTransport.Shared.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("The benchmark is asynchronous.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        if (message.Request.Content is { } content)
        {
            await content.WriteToAsync(Stream.Null, message.CancellationToken);
        }

        message.Response = message.Request.Method == RequestMethod.Put ? new NullResponse(201)
            : stored.IsEmpty ? NotFound()
            : Answer(message.Request);
    }

    static NullResponse NotFound()
    {
        var response = new NullResponse(404);
        response.Add("x-ms-error-code", "BlobNotFound");
        return response;
    }

    NullResponse Answer(Request request)
    {
        var range = request.Headers.TryGetValue("x-ms-range", out var text) || request.Headers.TryGetValue("Range", out text)
            ? text!["bytes=".Length..].Split('-')
            : ["0", ""];
        var from = int.Parse(range[0], CultureInfo.InvariantCulture);
        var to = range[1].Length == 0 ? stored.Length - 1 : int.Parse(range[1], CultureInfo.InvariantCulture);
        var part = stored[from..Math.Min(to + 1, stored.Length)];
        var response = new NullResponse(206) { ContentStream = BinaryData.FromBytes(part).ToStream() };
        response.Add("Content-Length", $"{part.Length}");
        response.Add("Content-Range", $"bytes {from}-{from + part.Length - 1}/{stored.Length}");
        response.Add("x-ms-blob-type", "BlockBlob");
        response.Add("x-ms-meta-encryptiondata", encryptionData!);
        return response;
    }

    sealed class NullResponse(int status) : Azure.Response
    {
        readonly Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase)
        {
            ["ETag"] = "\"0x1\"",
            ["Last-Modified"] = "Fri, 02 Jan 2026 00:00:00 GMT",
        };

        public override int Status => status;

        public override string ReasonPhrase => "";

        public override Stream? ContentStream { get; set; }

        public override string ClientRequestId { get; set; } = "";

        public void Add(string name, string value) => headers.Add(name, value);

        public override void Dispose() => ContentStream?.Dispose();

        protected override bool ContainsHeader(string name) => headers.ContainsKey(name);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => headers.Select(header => new HttpHeader(header.Key, header.Value));

        protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value) => headers.TryGetValue(name, out value);

        protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = headers.TryGetValue(name, out var value) ? [value] : null;
            return values is not null;
        }
    }
}
