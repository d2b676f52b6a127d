using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Compliance.EndToEnd.Tests.Attacks;

/// <summary>A connection that asks for a file, reads the head of the answer and then nothing more.</summary>
sealed class SlowReader : IDisposable
{
    readonly TcpClient connection;

    SlowReader(TcpClient connection, string head)
    {
        this.connection = connection;
        Head = head;
    }

    public string Head { get; }

    public int Status => int.Parse(Head.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);

    public static async Task<SlowReader> OpenAsync(Uri host, string path, string token, CancellationToken cancellationToken)
    {
        var opened = new TcpClient { ReceiveBufferSize = 4096 };
        await opened.ConnectAsync(host.Host, host.Port, cancellationToken);
        var stream = opened.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"GET {path} HTTP/1.1\r\nHost: {host.Authority}\r\nAuthorization: Bearer {token}\r\nX-Purpose: quality\r\n\r\n"),
            cancellationToken);
        var buffer = new byte[1024];
        var head = "";
        while (!head.Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, cancellationToken);
            Assert.True(count > 0, "The connection ended before the head of the answer.");
            head += Encoding.Latin1.GetString(buffer, 0, count);
        }

        return new SlowReader(opened, head);
    }

    public void Dispose() => connection.Dispose();
}
