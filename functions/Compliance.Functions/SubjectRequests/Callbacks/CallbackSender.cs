using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Compliance.Functions.Http;
using Compliance.SubjectRequests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.SubjectRequests.Callbacks;

/// <summary>
/// Posts callbacks. It checks and connects to resolved addresses, not names: whatever a name resolves to a moment later, the connection
/// goes to the address that was found to be public. No proxy, redirect, cookie, credential or trace header; the body of the answer is not
/// read and the URL is not logged.
/// </summary>
public sealed class CallbackSender : ICallbackSender, IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    readonly CallbackOptions options;
    readonly TimeProvider clock;
    readonly ILogger<CallbackSender> log;
    readonly HttpMessageInvoker http;

    public CallbackSender(IOptions<CallbackOptions> options, TimeProvider clock, ILogger<CallbackSender> log)
    {
        (this.options, this.clock, this.log) = (options.Value, clock, log);
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ConnectCallback = ConnectAsync,
        });
    }

    public async Task<bool> TryPostAsync(string url, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var target) || !IsAllowed(target))
        {
            log.NotAllowed();
            return false;
        }

        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ReadOnlyMemoryContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                log.NotTaken((int)response.StatusCode);
            }

            return response.IsSuccessStatusCode;
        }
        catch (Exception fault) when (
            fault is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            log.NotReached(FaultName.Of(fault));
            return false;
        }
    }

    public void Dispose() => http.Dispose();

    bool IsAllowed(Uri target) =>
        target.UserInfo.Length == 0
        && (target.Scheme == Uri.UriSchemeHttps || (target.Scheme == Uri.UriSchemeHttp && options.AllowLoopback && target.IsLoopback));

    async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var name = context.DnsEndPoint.Host;
        IPAddress[] found = IPAddress.TryParse(name, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(name, cancellationToken);
        if (found.Length == 0 || !found.All(x => PublicAddress.Is(x) || (options.AllowLoopback && IPAddress.IsLoopback(x))))
        {
            throw new HttpRequestException("The callback's address is not a public one.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(found, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
