using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Compliance.Local.Recipients;

/// <summary>
/// Another controller, on loopback: takes packages of people who move to it (GDPR Art. 20(2)). It believes digest and signature, nothing
/// else, and takes a package that comes twice once.
/// </summary>
/// <param name="key">The public key of a <c>keyid</c>, from the sender's <c>/api/tenants/{tenant}/keys</c>; null if unknown.</param>
sealed partial class SampleController(Func<string, ECParameters?> key) : IAsyncDisposable
{
    readonly CancellationTokenSource stopping = new();
    readonly HttpListener listener = new();
    Task running = Task.CompletedTask;

    public Uri Url { get; private set; } = new("http://localhost");

    /// <summary>Statuses to answer with before packages are looked at, in turn.</summary>
    public ConcurrentQueue<HttpStatusCode> Moods { get; } = new();

    /// <summary>Packages by their idempotency key.</summary>
    public ConcurrentDictionary<string, byte[]> Taken { get; } = new(StringComparer.Ordinal);

    /// <summary>How often somebody asked, and what was answered.</summary>
    public ConcurrentQueue<HttpStatusCode> Answers { get; } = new();

    public void Start()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            var port = ((IPEndPoint)free.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
            Url = new Uri($"http://localhost:{port}/take");
        }

        listener.Prefixes.Add(new Uri(Url, "/").AbsoluteUri);
        listener.Start();
        running = RunAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Close();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    async Task RunAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            var context = await listener.GetContextAsync();
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body, stopping.Token);
            var status = Moods.TryDequeue(out var mood) ? mood
                : IsAuthentic(context.Request, body.ToArray()) ? HttpStatusCode.Created
                : HttpStatusCode.Unauthorized;
            if (status is HttpStatusCode.Created)
            {
                Taken.TryAdd(context.Request.Headers["Idempotency-Key"]!.Trim('"'), body.ToArray());
            }

            context.Response.StatusCode = (int)status;
            context.Response.RedirectLocation = (int)status / 100 == 3 ? Url.AbsoluteUri : null;
            context.Response.Close();
            Answers.Enqueue(status);
        }
    }

    /// <summary>Whether the digest is that of the body, and everything that it has to cover was signed (RFC 9530, RFC 9421).</summary>
    bool IsAuthentic(HttpListenerRequest request, byte[] body)
    {
        if (request.Headers["Content-Digest"] != $"sha-256=:{Convert.ToBase64String(SHA256.HashData(body))}:"
            || Input().Match(request.Headers["Signature-Input"] ?? "") is not { Success: true } input
            || Value().Match(request.Headers["Signature"] ?? "") is not { Success: true } value
            || key(input.Groups["keyid"].Value) is not { } parameters)
        {
            return false;
        }

        string[] covered = [.. input.Groups["covered"].Value.Split(' ').Select(x => x.Trim('"'))];
        if (((string[])["@method", "@target-uri", "content-digest", "idempotency-key"]).Except(covered, StringComparer.Ordinal).Any())
        {
            return false;
        }

        var signed = string.Join('\n', [
            .. covered.Select(x => $"\"{x}\": {(x switch
            {
                "@method" => request.HttpMethod,
                "@target-uri" => Url.AbsoluteUri,
                _ => request.Headers[x],
            })}"),
            $"\"@signature-params\": {input.Groups["parameters"].Value}"]);
        using var ecdsa = ECDsa.Create(parameters);
        return ecdsa.VerifyData(
            Encoding.ASCII.GetBytes(signed), Convert.FromBase64String(value.Groups["value"].Value), HashAlgorithmName.SHA256);
    }

    [GeneratedRegex(
        """\Apackage=(?<parameters>\((?<covered>[^)]*)\);created=[0-9]+;keyid="(?<keyid>[^"]+)";alg="ecdsa-p256-sha256")\z""",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Input();

    [GeneratedRegex(@"\Apackage=:(?<value>[A-Za-z0-9+/=]+):\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Value();
}
