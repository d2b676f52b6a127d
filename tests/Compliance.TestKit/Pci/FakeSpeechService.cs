using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Compliance.TestKit;

/// <summary>What the service was asked.</summary>
/// <param name="Wav">The file of the form's part <c>audio</c>.</param>
sealed record SpeechQuestion(string Authorization, string PathAndQuery, string Definition, byte[] Wav)
{
    public int SampleRate => BinaryPrimitives.ReadInt32LittleEndian(Wav.AsSpan(24));

    public int Channels => BinaryPrimitives.ReadInt16LittleEndian(Wav.AsSpan(22));

    public double Seconds => (Wav.Length - 44) / 2.0 / SampleRate;

    /// <summary>Loudest sample of a stretch, in seconds.</summary>
    public int Peak(double start, double end)
    {
        var peak = 0;
        for (var i = (int)(start * SampleRate); i < (int)(end * SampleRate); i++)
        {
            peak = Math.Max(peak, Math.Abs((int)BinaryPrimitives.ReadInt16LittleEndian(Wav.AsSpan(44 + (2 * i)))));
        }

        return peak;
    }
}

/// <summary>An answer of the service, byte for byte.</summary>
/// <param name="Delay">Before it begins.</param>
/// <param name="CutAfter">Bytes of the body after which the connection breaks.</param>
sealed record SpeechReply(
    string Body, int Status = 200, string? RetryAfter = null, TimeSpan Delay = default, int? CutAfter = null, string? Location = null);

/// <summary>Fast transcription over HTTP on this machine: reads the form as it comes over the wire, and answers what a test says.</summary>
sealed class FakeSpeechService : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource stopping = new();
    readonly Lock gate = new();
    readonly List<SpeechQuestion> asked = [];

    public FakeSpeechService()
    {
        listener.Start();
        Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        _ = AcceptAsync();
    }

    public Uri Endpoint { get; }

    public Func<SpeechQuestion, SpeechReply> Answer { get; set; } = _ => new("""{"durationMilliseconds":0,"combinedPhrases":[],"phrases":[]}""");

    public IReadOnlyList<SpeechQuestion> Asked
    {
        get
        {
            lock (gate)
            {
                return [.. asked];
            }
        }
    }

    /// <summary>Takes no more calls.</summary>
    public void Leave() => listener.Stop();

    public void Dispose()
    {
        stopping.Cancel();
        listener.Dispose();
        stopping.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stopping.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var (head, body) = await ReadAsync(stream);
                var question = Question(head, body);
                lock (gate)
                {
                    asked.Add(question);
                }

                var reply = Answer(question);
                await Task.Delay(reply.Delay, stopping.Token);
                var bytes = Encoding.UTF8.GetBytes(reply.Body);
                var headers = $"HTTP/1.1 {reply.Status} X\r\nContent-Type: application/json\r\nContent-Length: {bytes.Length}\r\nConnection: close\r\n"
                    + (reply.RetryAfter is { } wait ? $"Retry-After: {wait}\r\n" : "") + (reply.Location is { } to ? $"Location: {to}\r\n" : "");
                await stream.WriteAsync(Encoding.ASCII.GetBytes(headers + "\r\n"), stopping.Token);
                await stream.WriteAsync(bytes.AsMemory(0, reply.CutAfter ?? bytes.Length), stopping.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The caller has gone, or the test has ended.
            }
        }
    }

    static async Task<(string Head, byte[] Body)> ReadAsync(NetworkStream stream)
    {
        var all = new MemoryStream();
        var block = new byte[64 * 1024];
        int end;
        while ((end = all.GetBuffer().AsSpan(0, (int)all.Length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            all.Write(block, 0, await ReadSomeAsync());
        }

        var head = Encoding.Latin1.GetString(all.GetBuffer(), 0, end);
        var length = int.Parse(
            head.Split("\r\n").Single(x => x.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Split(':')[1],
            System.Globalization.CultureInfo.InvariantCulture);
        while (all.Length < end + 4 + length)
        {
            all.Write(block, 0, await ReadSomeAsync());
        }

        return (head, all.ToArray()[(end + 4)..]);

        async Task<int> ReadSomeAsync() => await stream.ReadAsync(block) is > 0 and var got ? got : throw new IOException("Closed.");
    }

    static SpeechQuestion Question(string head, byte[] body)
    {
        var lines = head.Split("\r\n");
        var boundary = Encoding.ASCII.GetBytes("--" + Header("Content-Type")!.Split("boundary=")[1].Trim('"'));
        var parts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (var at = 0; body.AsSpan(at).IndexOf(boundary) is >= 0 and var next; at += next + boundary.Length)
        {
            var part = body.AsSpan(at + next + boundary.Length);
            var until = part.IndexOf(boundary);
            if (until < 0)
            {
                break;
            }

            var blank = part.IndexOf("\r\n\r\n"u8);
            var about = Encoding.ASCII.GetString(part[..blank]);
            var name = about.Split("name=")[1].Split(';', '\r')[0].Trim('"');
            parts[name] = part[(blank + 4)..(until - 2)].ToArray();
        }

        return new(
            Header("Authorization") ?? "", lines[0].Split(' ')[1], Encoding.UTF8.GetString(parts["definition"]), parts["audio"]);

        string? Header(string name) =>
            lines.FirstOrDefault(x => x.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
    }
}
