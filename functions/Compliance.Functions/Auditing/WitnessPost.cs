using System.Text;
using Compliance.Audit;
using Compliance.Functions.Http;
using Compliance.Functions.SubjectRequests.Callbacks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Auditing;

/// <summary>Posts checkpoints to witnesses and to tenants' own places. URLs are not logged.</summary>
public sealed class WitnessPost(IOptions<CallbackOptions> options, TimeProvider clock, ILogger<WitnessPost> log) : IWitnessPost, IDisposable
{
    const int MostBytes = 16 * 1024;

    readonly OutboundHttp http = new(options.Value.AllowLoopback, clock);

    public async Task<WitnessAnswer?> TryPostAsync(string url, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        try
        {
            return await http.PostAsync(url, "text/plain; charset=utf-8", text, ReadAsync, cancellationToken);
        }
        catch (Exception fault) when (
            fault is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            log.CheckpointNotPosted(FaultName.Of(fault));
            return null;
        }
    }

    public void Dispose() => http.Dispose();

    static async Task<WitnessAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(MostBytes, cancellationToken);
        var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return new WitnessAnswer((int)response.StatusCode, Encoding.UTF8.GetString(bytes));
    }
}
