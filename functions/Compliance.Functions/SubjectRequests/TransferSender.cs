using Compliance.Functions.Http;
using Compliance.Functions.SubjectRequests.Callbacks;
using Compliance.SubjectRequests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.SubjectRequests;

/// <summary>Posts packages to other controllers. The body of the answer is not read and the URL is not logged.</summary>
public sealed class TransferSender(IOptions<CallbackOptions> options, TimeProvider clock, ILogger<TransferSender> log)
    : ITransferSender, IDisposable
{
    /// <summary>Less than the time that the host gives an activity.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    readonly OutboundHttp http = new(options.Value.AllowLoopback, clock);

    public async Task<int?> SendAsync(TransferMessage message, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, message.Url) { Content = new StreamContent(message.Content) };
        foreach (var (name, value) in message.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        try
        {
            return await http.SendAsync(request, Patience, (response, _) => Task.FromResult((int)response.StatusCode), cancellationToken);
        }
        catch (Exception fault) when (
            fault is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            log.PackageNotTransferred(FaultName.Of(fault));
            return null;
        }
    }

    public void Dispose() => http.Dispose();
}
