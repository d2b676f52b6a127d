using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Compliance.Local.Demo;

/// <summary>Acts as a tenant's integration, with nothing but HTTP, a token and SAS URLs.</summary>
sealed class DemoClient(HttpClient http, string tenant)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async Task<string> TokenAsync(string role, string[] teams, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync(
            new Uri("api/local/tokens", UriKind.Relative),
            new { tenant, roles = new[] { role }, teams, subject = $"demo-{role}", name = "Demo" },
            cancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!["token"]!.GetValue<string>();
    }

    /// <summary>Moves the clock of this machine.</summary>
    public async Task<DateTimeOffset> AdvanceAsync(string by, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync(
            new Uri("api/local/clock", UriKind.Relative), new { advance = by }, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!["now"]!.GetValue<DateTimeOffset>();
    }

    /// <summary>Runs a timer now, once it has ended where it is running.</summary>
    public async Task RunTimerAsync(string name, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            using var answer = await http.PostAsJsonAsync(
                new Uri($"api/local/timers/{name}", UriKind.Relative), new { }, limit.Token);
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            await Task.Delay(100, limit.Token);
        }
    }

    public Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(
        HttpMethod method, string path, string token, JsonNode? body, CancellationToken cancellationToken) =>
        SendAsync(tenant, method, path, token, body, cancellationToken);

    /// <param name="of">Tenant whose resource is requested.</param>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(
        string of, HttpMethod method, string path, string token, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri($"api/tenants/{of}/{path}", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = body is null ? null : JsonContent.Create(body);
        using var answer = await http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return (answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    /// <summary>Replaces the settings. Where that weakens protection, the data protection officer confirms it.</summary>
    public async Task ReplaceSettingsAsync(string token, JsonNode settings, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri($"api/tenants/{tenant}/settings", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        request.Content = JsonContent.Create(settings);
        using var answer = await http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        if (answer.StatusCode is not HttpStatusCode.Accepted)
        {
            return;
        }

        var change = (await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!["changeId"];
        var officer = await TokenAsync("Privacy.Officer", [], cancellationToken);
        var (status, _) = await SendAsync(HttpMethod.Post, $"settings/changes/{change}/confirm", officer, null, cancellationToken);
        if (status is not HttpStatusCode.OK)
        {
            throw new HttpRequestException($"The change of the settings was not confirmed: {status}.");
        }
    }

    /// <summary>A document as sent, with its entity tag.</summary>
    /// <param name="token">Null to send none.</param>
    public async Task<DemoDocument> ReadAsync(string path, string? token, string accept, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"api/tenants/{tenant}/{path}", UriKind.Relative));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return new DemoDocument(await answer.Content.ReadAsByteArrayAsync(cancellationToken), answer.Headers.ETag?.ToString());
    }

    /// <summary>A whole file of a recording, or the body of the error response.</summary>
    public async Task<(HttpStatusCode Status, byte[] Content)> PlayAsync(
        string recordingId, string file, string token, string? purpose, CancellationToken cancellationToken)
    {
        var uri = new Uri($"api/tenants/{tenant}/recordings/{recordingId}/files/{file}", UriKind.Relative);
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (purpose is not null)
        {
            request.Headers.Add("X-Purpose", purpose);
        }

        using var answer = await http.SendAsync(request, cancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    public async Task UploadAsync(JsonNode ticket, IReadOnlyDictionary<string, byte[]> files, CancellationToken cancellationToken)
    {
        foreach (var upload in ticket["uploads"]!.AsArray())
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(upload!["url"]!.GetValue<string>()));
            request.Content = new ByteArrayContent(files[upload["name"]!.GetValue<string>()]);
            foreach (var (name, value) in upload["headers"]!.AsObject())
            {
                request.Headers.Add(name, value!.GetValue<string>());
            }

            using var answer = await http.SendAsync(request, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Polls until the recording is sealed in this generation.</summary>
    public Task<JsonNode> SealedAsync(string recordingId, int generation, string token, CancellationToken cancellationToken) =>
        UntilAsync(
            $"recordings/{recordingId}",
            token,
            view => view["state"]?.GetValue<string>() is "sealed" or "quarantined" && view["generation"]!.GetValue<int>() >= generation,
            cancellationToken);

    /// <summary>Polls until the resource is as expected.</summary>
    public async Task<JsonNode> UntilAsync(string path, string token, Func<JsonNode, bool> hoped, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            var (_, view) = await SendAsync(HttpMethod.Get, path, token, null, limit.Token);
            if (view is not null && hoped(view))
            {
                return view;
            }

            await Task.Delay(100, limit.Token);
        }
    }
}

/// <param name="Tag">Its <c>ETag</c>.</param>
sealed record DemoDocument(byte[] Content, string? Tag)
{
    public string Text => Encoding.UTF8.GetString(Content);

    public JsonNode Json => JsonNode.Parse(Content)!;
}
