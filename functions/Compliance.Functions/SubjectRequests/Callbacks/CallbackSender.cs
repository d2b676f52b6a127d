using Compliance.Functions.Http;
using Compliance.SubjectRequests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.SubjectRequests.Callbacks;

/// <summary>Posts callbacks. The body of the answer is not read and the URL is not logged.</summary>
public sealed class CallbackSender(IOptions<CallbackOptions> options, TimeProvider clock, ILogger<CallbackSender> log)
    : ICallbackSender, IDisposable
{
    readonly OutboundHttp http = new(options.Value.AllowLoopback, clock);

    public async Task<bool> TryPostAsync(string url, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        if (!http.IsAllowed(url))
        {
            log.NotAllowed();
            return false;
        }

        try
        {
            var status = await http.PostAsync(
                url, "application/json", json, (response, _) => Task.FromResult((int)response.StatusCode), cancellationToken);
            if (status is >= 200 and < 300)
            {
                return true;
            }

            log.NotTaken(status);
            return false;
        }
        catch (Exception fault) when (
            fault is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            log.NotReached(FaultName.Of(fault));
            return false;
        }
    }

    public void Dispose() => http.Dispose();
}
