using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Compliance.Forms;

namespace Compliance.Functions.Http;

/// <summary>
/// Posts to addresses supplied by tenants. It checks and connects to resolved addresses, not names: whatever a name resolves to a moment
/// later, the connection goes to the address that was found to be public. No proxy, redirect, cookie, credential or trace header.
/// </summary>
/// <param name="allowLoopback">Also this machine, over http.</param>
sealed class OutboundHttp(bool allowLoopback, TimeProvider clock) : IDisposable
{
    /// <summary>Ends a call that takes longer, its answer included.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        ConnectCallback = (context, token) => ConnectAsync(context, allowLoopback, token),
    });

    /// <param name="read">Takes what it needs from the answer.</param>
    /// <exception cref="HttpRequestException">The address is not allowed, or not reached.</exception>
    /// <exception cref="OperationCanceledException">It took too long, or the caller has cancelled.</exception>
    public async Task<T> PostAsync<T>(
        string url,
        string mediaType,
        ReadOnlyMemory<byte> body,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        return await SendAsync(request, Patience, read, cancellationToken);
    }

    /// <param name="patience">Ends the call when it takes longer, its answer included.</param>
    /// <inheritdoc cref="PostAsync"/>
    public async Task<T> SendAsync<T>(
        HttpRequestMessage request,
        TimeSpan patience,
        Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
    {
        if (!IsAllowed(request.RequestUri!))
        {
            throw new HttpRequestException("The address is not allowed.");
        }

        using var limit = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var response = await http.SendAsync(request, either.Token);
        return await read(response, either.Token);
    }

    public void Dispose() => http.Dispose();

    public bool IsAllowed(string url) => Uri.TryCreate(url, UriKind.Absolute, out var target) && IsAllowed(target);

    bool IsAllowed(Uri target) =>
        target.UserInfo.Length == 0
        && (target.Scheme == Uri.UriSchemeHttps || (target.Scheme == Uri.UriSchemeHttp && allowLoopback && target.IsLoopback));

    static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, bool allowLoopback, CancellationToken cancellationToken)
    {
        var name = context.DnsEndPoint.Host;
        IPAddress[] found = IPAddress.TryParse(name, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(name, cancellationToken);
        if (found.Length == 0 || !found.All(x => PublicAddress.Is(x) || (allowLoopback && IPAddress.IsLoopback(x))))
        {
            throw new HttpRequestException("The address is not a public one.");
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
