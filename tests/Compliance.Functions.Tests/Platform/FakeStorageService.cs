using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Compliance.Tenancy;

namespace Compliance.Functions.Tests.Platform;

/// <summary>
/// Azure Storage's blob service as its REST documentation describes it, behind the SDK's own transport: what the emulator lacks (versions,
/// soft delete, managed identities, user delegation) and what no emulator does when asked (throttling, faults, silence).
/// </summary>
public sealed class FakeStorageService(TimeProvider clock) : HttpMessageHandler
{
    readonly Dictionary<string, FakeBlobAccount> accounts = new(StringComparer.OrdinalIgnoreCase);
    readonly ConcurrentQueue<Fault> faults = new();

    /// <summary>What was asked, in order: <c>PUT acme.blob.example /container/blob?comp=…</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <param name="owner">Whose identity alone has a role here; null: everybody, under their own path.</param>
    public FakeBlobAccount Add(string name, TenantId? owner)
    {
        var account = new FakeBlobAccount(new Uri($"https://{name}.blob.example/"), owner, clock);
        accounts.Add(account.Endpoint.Host, account);
        return account;
    }

    public FakeBlobAccount Account(string name) => accounts[$"{name}.blob.example"];

    /// <summary>The next calls that match are answered so, whatever they ask.</summary>
    public void Fail(int times, HttpStatusCode status, string code, TimeSpan? retryAfter = null, string? method = null) =>
        Enqueue(times, method, _ =>
        {
            var answer = FakeBlobAnswer.Error(status, code);
            if (retryAfter is { } wait)
            {
                answer.Headers.Add("Retry-After", ((int)wait.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture));
            }

            return Task.FromResult(answer);
        });

    /// <summary>The next calls are never answered.</summary>
    public void BeSilent(int times) => Enqueue(times, method: null, async cancellationToken =>
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException("Nothing comes after for ever.");
    });

    /// <summary>The next calls are done, and their answer is lost.</summary>
    public void LoseAnswers(int times, string method) => faults.Enqueue(new Fault(times, method, Loses: true, Answer: null));

    void Enqueue(int times, string? method, Func<CancellationToken, Task<HttpResponseMessage>> answer) =>
        faults.Enqueue(new Fault(times, method, Loses: false, answer));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Every few seconds a host looks whether a tenant is closed: that look is not counted, and no fault is meant for it.
        var look = request.RequestUri!.AbsolutePath == $"/keyring/{TenantGate.MarkName}";
        if (!look)
        {
            Requests.Enqueue($"{request.Method} {request.RequestUri.Host} {request.RequestUri.PathAndQuery}");
        }

        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var fault = look ? null : Next(request.Method.Method);
        if (fault is { Answer: { } given })
        {
            return await given(cancellationToken);
        }

        var answer = accounts.TryGetValue(request.RequestUri.Host, out var account)
            ? account.Answer(request, body)
            : FakeBlobAnswer.Error(HttpStatusCode.NotFound, "ResourceNotFound");
        return fault is { Loses: true } ? throw new HttpRequestException("The connection was closed before the answer.") : answer;
    }

    Fault? Next(string method)
    {
        lock (faults)
        {
            if (!faults.TryPeek(out var fault) || (fault.Method is not null && fault.Method != method))
            {
                return null;
            }

            if (--fault.Left == 0)
            {
                faults.TryDequeue(out _);
            }

            return fault;
        }
    }

    sealed record Fault(int Times, string? Method, bool Loses, Func<CancellationToken, Task<HttpResponseMessage>>? Answer)
    {
        public int Left { get; set; } = Times;
    }
}

static class FakeBlobAnswer
{
    public static HttpResponseMessage Error(HttpStatusCode status, string code)
    {
        var answer = Of(status, $"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>{code}</Message></Error>");
        answer.Headers.Add("x-ms-error-code", code);
        return answer;
    }

    public static HttpResponseMessage Of(HttpStatusCode status, string? xml = null)
    {
        var answer = new HttpResponseMessage(status)
        {
            Content = xml is null ? new ByteArrayContent([]) : new StringContent(xml, Encoding.UTF8, "application/xml"),
        };
        answer.Headers.Add("x-ms-request-id", "request");
        return answer;
    }
}
