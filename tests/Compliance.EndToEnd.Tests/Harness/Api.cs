using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Contract;

namespace Compliance.EndToEnd.Tests.Harness;

/// <summary>An answer, read whole.</summary>
public sealed record Answer(HttpStatusCode Status, byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>What the host logged of its own faults when it answered 5xx.</summary>
    public string Faults { get; init; } = "";

    public string Text => Encoding.UTF8.GetString(Body);

    public JsonNode Json => JsonNode.Parse(Body) ?? throw new InvalidOperationException("The answer is the JSON null.");

    /// <summary>The JSON of the body, as the record that says it.</summary>
    public T Read<T>() => JsonSerializer.Deserialize<T>(Body, JsonSerializerOptions.Web)
        ?? throw new InvalidOperationException("The answer is the JSON null.");

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>This answer, when it has that status; the failure says what it was instead.</summary>
    public Answer Expect(HttpStatusCode status)
    {
        Assert.True(Status == status,
            $"Expected {(int)status}, was {(int)Status}: {(Body.Length < 4096 ? Text : $"{Body.Length} bytes")} {Faults}");
        return this;
    }

    /// <summary>problem+json as the contract says, with the fields that <c>errors</c> names.</summary>
    public IReadOnlyList<string> ExpectProblem(HttpStatusCode status)
    {
        Expect(status);
        Assert.Equal("application/problem+json", Header("Content-Type"));
        Assert.Equal((int)status, Json["status"]!.GetValue<int>());
        foreach (var member in (string[])["type", "title", "detail", "traceId"])
        {
            Assert.False(string.IsNullOrEmpty(Json[member]?.GetValue<string>()), $"{member} is missing: {Text}");
        }

        return Json["errors"] is JsonObject errors ? [.. errors.Select(x => x.Key)] : [];
    }
}

/// <summary>
/// A client of the contract: HTTP, JSON, tokens and SAS URLs. Whatever the app answers it is held against the contract, so that every test
/// is one of the contract too.
/// </summary>
/// <param name="faults">What the host has logged of its faults, to be shown when a test meets one.</param>
public sealed class Api(Uri address, Func<string>? faults = null) : IDisposable
{
    /// <summary>Nothing that a test waits for takes so long, however busy the machine is: only what hangs fails by it.</summary>
    public static readonly TimeSpan WaitLimit = TimeSpan.FromMinutes(15);

    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<string, Task<string>> tokens = new(StringComparer.Ordinal);
    readonly HttpClient http = new(
        new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address, Timeout = WaitLimit };

    readonly ConcurrentDictionary<(string Operation, int Status), bool> seen = new();

    /// <summary>What was answered so far: operations of the contract and their statuses.</summary>
    public IReadOnlyCollection<(string Operation, int Status)> Seen => [.. seen.Keys];

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Uri Address => address;

    /// <summary>Somebody of a tenant with these roles; <c>Recordings.Read</c> comes with team <c>*</c> unless teams are named.</summary>
    public Session As(string tenant, params string[] roles) =>
        new(this, tenant, () => TokenAsync(tenant, roles, roles.Contains("Recordings.Read", StringComparer.Ordinal) ? ["*"] : null));

    public Session Reader(string tenant, params string[] teams) => new(this, tenant, () => TokenAsync(tenant, ["Recordings.Read"], teams));

    /// <summary>Calls with a text in place of a token; null: with none.</summary>
    public Session With(string tenant, string? token) => With(tenant, () => Task.FromResult(token!));

    public Session With(string tenant, Func<Task<string>> token) => new(this, tenant, token);

    public Task<string> TokenAsync(
        string tenant, IReadOnlyList<string> roles, IReadOnlyList<string>? teams = null, string? subject = null, string? name = null) =>
        tokens.GetOrAdd(
            $"{tenant}|{string.Join(',', roles)}|{(teams is null ? "-" : string.Join(',', teams))}|{subject}|{name}",
            _ => NewTokenAsync(tenant, roles, teams, subject, name));

    public async Task<string> NewTokenAsync(
        string tenant, IReadOnlyList<string> roles, IReadOnlyList<string>? teams = null, string? subject = null, string? name = null)
    {
        var body = new JsonObject { ["tenant"] = tenant, ["roles"] = Array(roles) };
        if (teams is not null)
        {
            body["teams"] = Array(teams);
        }

        if (subject is not null)
        {
            body["subject"] = subject;
        }

        if (name is not null)
        {
            body["name"] = name;
        }

        var answer = await SendAsync(HttpMethod.Post, "/api/local/tokens", body);
        return answer.Expect(HttpStatusCode.OK).Json["token"]!.GetValue<string>();
    }

    /// <summary>For a test whose clock has run past the lifetime of tokens.</summary>
    public void ForgetTokens() => tokens.Clear();

    public Task<Answer> SendAsync(
        HttpMethod method, string path, JsonNode? body = null, string? token = null, IReadOnlyDictionary<string, string>? headers = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        return SendAsync(request, token, headers);
    }

    public async Task<Answer> SendAsync(
        HttpRequestMessage request, string? token = null, IReadOnlyDictionary<string, string>? headers = null)
    {
        using var sent = request;
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        foreach (var (name, value) in headers ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content ??= new ByteArrayContent([]);
                request.Content.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        var sentBody = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(Cancellation);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        var body = await response.Content.ReadAsByteArrayAsync(Cancellation);
        var all = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(x => x.Key, x => string.Join(", ", x.Value), StringComparer.OrdinalIgnoreCase);
        var answer = new Answer(response.StatusCode, body, all) { Faults = (int)response.StatusCode < 500 ? "" : faults?.Invoke() ?? "" };
        CheckContract(request, sentBody, answer);
        return answer;
    }

    void CheckContract(HttpRequestMessage request, byte[]? body, Answer answer)
    {
        var url = request.RequestUri!;
        if (url.Authority != address.Authority)
        {
            return;
        }

        var operation = ApiContract.At(request.Method.Method, url.AbsolutePath);
        var deviations = ContractCheck.Faults(new SentRequest(request.Method.Method, url.AbsolutePath, url.Query, body), answer, operation);
        Assert.True(deviations.Count == 0,
            $"{request.Method} {url.AbsolutePath} {(int)answer.Status} deviates from the contract: {string.Join("; ", deviations)} {answer.Faults}");
        if (operation is not null)
        {
            seen[(operation.Id, (int)answer.Status)] = true;
        }
    }

    /// <summary>One PUT of a whole file, as a ticket's <c>uploads</c> entry says.</summary>
    public async Task<Answer> PutAsync(JsonNode upload, byte[] content)
    {
        Assert.Equal("single", upload["mode"]!.GetValue<string>());
        var request = new HttpRequestMessage(HttpMethod.Put, upload["url"]!.GetValue<string>()) { Content = new ByteArrayContent(content) };
        return await SendAsync(request, headers: upload["headers"]!.AsObject()
            .ToDictionary(x => x.Key, x => x.Value!.GetValue<string>(), StringComparer.Ordinal));
    }

    /// <summary>Uploads the files that the ticket's answer gives URLs for and <paramref name="files"/> has.</summary>
    public async Task UploadAsync(JsonNode ticketAnswer, IReadOnlyDictionary<string, byte[]> files)
    {
        foreach (var upload in ticketAnswer["uploads"]!.AsArray())
        {
            if (files.TryGetValue(upload!["name"]!.GetValue<string>(), out var content))
            {
                (await PutAsync(upload, content)).Expect(HttpStatusCode.Created);
            }
        }
    }

    /// <summary>Runs a timer of the host now.</summary>
    public async Task RunTimerAsync(string name)
    {
        // 404 is also the answer while it runs by itself.
        await EventuallyAsync(
            async () => (await SendAsync(HttpMethod.Post, $"/api/local/timers/{name}", new JsonObject()))
                .Status == HttpStatusCode.NoContent, $"timer {name} ran");
    }

    /// <summary>Asks less and less often, so that many who wait do not keep the host from what they wait for.</summary>
    public static Task EventuallyAsync(Func<Task<bool>> holds, string what) => EventuallyAsync(holds, () => what);

    /// <inheritdoc cref="EventuallyAsync(Func{Task{bool}}, string)"/>
    public static async Task EventuallyAsync(Func<Task<bool>> holds, Func<string> what)
    {
        var pause = TimeSpan.FromMilliseconds(25);
        var limit = TimeProvider.System.GetUtcNow() + WaitLimit;
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetUtcNow() < limit, $"Not within {WaitLimit.TotalMinutes} minutes: {what()}");
            await Task.Delay(pause, Cancellation);
            pause = pause < LongestPause ? pause * 1.3 : LongestPause;
        }
    }

    public static JsonArray Array(IEnumerable<string> items) => [.. items.Select(x => (JsonNode)x)];

    public void Dispose() => http.Dispose();
}
