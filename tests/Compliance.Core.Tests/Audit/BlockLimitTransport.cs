using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Compliance.Core.Tests.Audit;

/// <summary>
/// Stands between client and emulator and answers 409 <c>BlockCountExceedsLimit</c> once a blob has its blocks, as the service does at
/// 50,000. One instance is the service for all clients it is given to, so appends to a blob go one at a time.
/// </summary>
public sealed class BlockLimitTransport(int limit) : HttpPipelineTransport
{
    readonly ConcurrentDictionary<string, Blob> blobs = new(StringComparer.Ordinal);

    public int Refusals { get; private set; }

    public override Request CreateRequest() => HttpClientTransport.Shared.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("Nothing here is synchronous.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        if (!message.Request.Uri.Query.Contains("comp=appendblock", StringComparison.Ordinal))
        {
            await HttpClientTransport.Shared.ProcessAsync(message);
            return;
        }

        var blob = blobs.GetOrAdd(message.Request.Uri.Path, _ => new Blob());
        await blob.Turn.WaitAsync(message.CancellationToken);
        try
        {
            if (blob.Blocks >= limit)
            {
                Refusals++;
                message.Response = new Refusal(message.Request.ClientRequestId);
                return;
            }

            await HttpClientTransport.Shared.ProcessAsync(message);
            blob.Blocks += message.Response.Status == 201 ? 1 : 0;
        }
        finally
        {
            blob.Turn.Release();
        }
    }

    sealed class Blob
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public int Blocks { get; set; }
    }

    sealed class Refusal(string requestId) : Response
    {
        readonly Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase) { ["x-ms-error-code"] = "BlockCountExceedsLimit" };

        public override int Status => 409;

        public override string ReasonPhrase => "The committed block count cannot exceed the maximum limit of 50,000 blocks.";

        public override Stream? ContentStream { get; set; }

        public override string ClientRequestId { get; set; } = requestId;

        public override void Dispose()
        {
        }

        protected override bool ContainsHeader(string name) => headers.ContainsKey(name);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => headers.Select(x => new HttpHeader(x.Key, x.Value));

        protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value) =>
            headers.TryGetValue(name, out value);

        protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = headers.TryGetValue(name, out var value) ? [value] : null;
            return values is not null;
        }
    }
}
