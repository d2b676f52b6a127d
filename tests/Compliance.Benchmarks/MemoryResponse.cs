using System.Diagnostics.CodeAnalysis;
using Azure.Core;

namespace Compliance.Benchmarks;

sealed record MemoryBlob(byte[] Content, string ETag, Dictionary<string, string> Metadata, string Type);

/// <summary>An answer of <see cref="MemoryBlobs"/>.</summary>
sealed class MemoryResponse : Azure.Response
{
    public const string Day = "Fri, 02 Jan 2026 00:00:00 GMT";

    readonly Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);

    public MemoryResponse(int status, string? error = null)
    {
        Status = status;
        if (error is not null)
        {
            headers["x-ms-error-code"] = error;
        }
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

    public MemoryResponse With(MemoryBlob blob)
    {
        foreach (var (name, value) in blob.Metadata)
        {
            headers[$"x-ms-meta-{name}"] = value;
        }

        return With("ETag", blob.ETag).With("Last-Modified", Day).With("x-ms-blob-type", blob.Type);
    }

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
