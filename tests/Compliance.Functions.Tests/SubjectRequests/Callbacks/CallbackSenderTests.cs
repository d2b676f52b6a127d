using System.Net;
using System.Net.Sockets;
using System.Text;
using Compliance.Functions.SubjectRequests.Callbacks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Tests.SubjectRequests.Callbacks;

public sealed class CallbackSenderTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TryPostAsync_ToThisMachineWhereAllowed_SendsTheBodyAndNothingElse()
    {
        using var server = new Server("HTTP/1.1 204 No Content\r\n\r\n");
        using var sender = Sender(allowLoopback: true);

        Assert.True(await sender.TryPostAsync($"http://127.0.0.1:{server.Port}/hook", "{}"u8.ToArray(), Cancellation));

        var request = await server.Request;
        Assert.StartsWith("POST /hook HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n{}", request, StringComparison.Ordinal);
        Assert.Equal(
            ["Content-Length", "Content-Type", "Host"],
            request.Split("\r\n\r\n")[0].Split("\r\n")[1..].Select(x => x.Split(':')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task TryPostAsync_ARedirect_IsNotFollowed()
    {
        using var next = new Server("HTTP/1.1 204 No Content\r\n\r\n");
        using var first = new Server(
            $"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:{next.Port}/\r\nContent-Length: 0\r\n\r\n");
        using var sender = Sender(allowLoopback: true);

        Assert.False(await sender.TryPostAsync($"http://127.0.0.1:{first.Port}/", "{}"u8.ToArray(), Cancellation));

        await first.Request;
        Assert.False(next.Request.IsCompleted);
    }

    [Theory]
    [InlineData("https://127.0.0.1:{port}/")]
    [InlineData("https://localhost:{port}/")]
    [InlineData("https://[::ffff:127.0.0.1]:{port}/")]
    [InlineData("https://2130706433:{port}/")]
    [InlineData("http://127.0.0.1:{port}/")]
    [InlineData("http://example.org:{port}/")]
    [InlineData("https://user@example.org:{port}/")]
    [InlineData("ftp://example.org/")]
    [InlineData("no url")]
    public async Task TryPostAsync_OnAzure_NeverConnectsInside(string url)
    {
        using var server = new Server("HTTP/1.1 204 No Content\r\n\r\n");
        using var sender = Sender(allowLoopback: false);

        var at = url.Replace("{port}", server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.False(await sender.TryPostAsync(at, "{}"u8.ToArray(), Cancellation));

        Assert.False(server.IsConnected);
    }

    static CallbackSender Sender(bool allowLoopback) =>
        new(Options.Create(new CallbackOptions { AllowLoopback = allowLoopback }), TimeProvider.System, NullLogger<CallbackSender>.Instance);

    /// <summary>Answers one connection with a fixed text.</summary>
    sealed class Server : IDisposable
    {
        readonly TcpListener listener = new(IPAddress.Loopback, 0);

        public Server(string answer)
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
            Request = AnswerAsync(Encoding.ASCII.GetBytes(answer));
        }

        public int Port { get; }

        public bool IsConnected { get; private set; }

        public Task<string> Request { get; }

        public void Dispose() => listener.Dispose();

        async Task<string> AnswerAsync(byte[] answer)
        {
            using var client = await listener.AcceptTcpClientAsync(Cancellation);
            IsConnected = true;
            var stream = client.GetStream();
            var request = new StringBuilder();
            var buffer = new byte[4096];
            while (!request.ToString().EndsWith("\r\n\r\n{}", StringComparison.Ordinal))
            {
                var read = await stream.ReadAsync(buffer, Cancellation);
                if (read == 0)
                {
                    break;
                }

                request.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }

            await stream.WriteAsync(answer, Cancellation);
            return request.ToString();
        }
    }
}
