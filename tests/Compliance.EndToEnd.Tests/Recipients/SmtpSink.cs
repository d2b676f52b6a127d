using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Compliance.EndToEnd.Tests.Recipients;

/// <summary>Takes mail on loopback and keeps it: the part of SMTP (RFC 5321) that one mail needs, with a login (RFC 4954).</summary>
sealed class SmtpSink : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stopping = new();
    readonly Task running;

    public SmtpSink()
    {
        listener.Start();
        running = RunAsync(stopping.Token);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Answers every recipient with this; 250 takes it.</summary>
    public string Verdict { get; set; } = "250 taken";

    /// <summary>What was said of a mail before its text: login, sender and recipient, in order.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    public ConcurrentQueue<string> Mails { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        listener.Dispose();
        stopping.Dispose();
    }

    async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(cancellationToken);
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8, leaveOpen: true);
            await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII, leaveOpen: true);
            (writer.NewLine, writer.AutoFlush) = ("\r\n", true);
            await writer.WriteLineAsync("220 sink");
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                await AnswerAsync(line, reader, writer, cancellationToken);
            }
        }
    }

    async Task AnswerAsync(string line, StreamReader reader, StreamWriter writer, CancellationToken cancellationToken)
    {
        var word = line.Split(' ')[0].ToUpperInvariant();
        if (word is "AUTH" or "MAIL" or "RCPT")
        {
            Commands.Enqueue(line);
        }

        if (word == "DATA")
        {
            await writer.WriteLineAsync("354 go on");
            var mail = new StringBuilder();
            while (await reader.ReadLineAsync(cancellationToken) is { } text and not ".")
            {
                mail.Append(text).Append('\n');
            }

            Mails.Enqueue(mail.ToString());
        }

        await writer.WriteLineAsync(word switch
        {
            "EHLO" => "250-sink\r\n250 AUTH PLAIN",
            "AUTH" => "235 welcome",
            "RCPT" => Verdict,
            "QUIT" => "221 bye",
            _ => "250 ok",
        });
    }
}
