using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Recordings;

/// <summary>A host of its own, whose time the story moves.</summary>
public abstract class RetentionStory : IAsyncLifetime
{
    AppHost? app;

    protected AppHost App => app ?? throw new InvalidOperationException("The host has not started.");

    protected Api Api => App.Api;

    protected Session Uploader => Api.As("acme", "Recordings.Upload");

    protected Session Lawyer => Api.As("acme", "Legal.Holds");

    protected Session Officer => Api.As("acme", "Privacy.Officer");

    public async ValueTask InitializeAsync() => app = await AppHost.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    protected DateTimeOffset Now { get; private set; } = TimeProvider.System.GetUtcNow();

    protected async Task HoldAsync(HttpMethod method, string id) => Assert.True((await Lawyer.SendAsync(
        method, $"/recordings/{id}/holds/claim-1", method == HttpMethod.Put ? new JsonObject { ["matter"] = "claim-1" } : null)).Status
        is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.NoContent);

    /// <summary>Then the night's work runs at once.</summary>
    protected async Task PassAsync(string time)
    {
        var moved = await Api.SendAsync(HttpMethod.Post, "/api/local/clock", new JsonObject { ["advance"] = time });
        Now = DateTimeOffset.Parse(moved.Expect(HttpStatusCode.OK).Json["now"]!.GetValue<string>(), CultureInfo.InvariantCulture);
        Api.ForgetTokens();
        await NightAsync();
    }

    /// <summary>The night's work, now; again where the night before was still at its report.</summary>
    protected async Task NightAsync() => await Api.EventuallyAsync(
        async () =>
        {
            await Api.RunTimerAsync("DeleteDueRecordings");
            var view = await RetentionAsync();
            return view["waiting"]!.GetValue<int>() == 0 && view["runs"]!.AsArray().All(x => x!["endedAt"] is not null);
        },
        "the night's deletions have ended");

    protected async Task<JsonNode> RetentionAsync() => (await Officer.SendAsync(HttpMethod.Get, "/retention")).Expect(HttpStatusCode.OK).Json;

    protected async Task GoneAsync(string id) => Assert.Equal([id], await GoneOfAsync(id));

    protected async Task<IReadOnlyList<string>> GoneOfAsync(params string[] ids)
    {
        var found = new List<string>();
        foreach (var id in ids)
        {
            if ((await Uploader.ViewAsync(id)).Expect(HttpStatusCode.OK).Json["state"]!.GetValue<string>() == "erased")
            {
                found.Add(id);
            }
        }

        return found;
    }

    internal static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The statement of a certificate, or of another signed document.</summary>
    internal static JsonNode StatementOf(JsonNode signed) =>
        JsonNode.Parse(Convert.FromBase64String(Padded(signed["payload"]!.GetValue<string>())))!;

    static string Padded(string base64Url) =>
        base64Url.Replace('-', '+').Replace('_', '/').PadRight((base64Url.Length + 3) / 4 * 4, '=');
}
