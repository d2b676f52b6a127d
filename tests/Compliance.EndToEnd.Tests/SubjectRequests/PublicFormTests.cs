using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>Anybody files a request on a page, once the tenant has switched it on.</summary>
public sealed partial class PublicFormTests : IAsyncLifetime
{
    AppHost? app;

    AppHost App => app ?? throw new InvalidOperationException("The host has not started.");

    PrivacyTeam Team => new(App.Api, "globex");

    public async ValueTask InitializeAsync()
    {
        app = await AppHost.StartAsync(Api.Cancellation);
        var settings = new JsonObject { ["publicForm"] = true, ["controllerName"] = "Globex & Sons" };
        (await App.Api.As("globex", "Tenant.Admin").SendAsync(HttpMethod.Put, "/settings", settings, ("If-Match", "*")))
            .Expect(HttpStatusCode.OK);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    [Fact]
    public async Task What_is_sent_becomes_a_request_of_intake_once_and_every_answer_is_alike()
    {
        var person = new Person();
        var call = person.Call(x => x["purposes"]![0]!["basis"] = "consent");
        await App.Api.As("globex", "Recordings.Upload").SealAsync(call.Ticket, call.Files);
        var page = (await PageAsync("globex", "de-AT, en;q=0.5")).Expect(HttpStatusCode.OK);
        Assert.Contains("Globex &amp; Sons", page.Text, StringComparison.Ordinal);
        Assert.Contains("lang=\"de\"", page.Text, StringComparison.Ordinal);
        Assert.Equal(("no-referrer", "no-store"), (page.Header("Referrer-Policy"), page.Header("Cache-Control")));
        var fields = Fields(person, page);
        fields["type"] = "withdrawal";
        var first = (await SendAsync(fields)).Expect(HttpStatusCode.OK).Text;
        Assert.Equal(first, (await SendAsync(fields)).Expect(HttpStatusCode.OK).Text);

        // Another person under the same number: refused, and not told.
        var other = Fields(new Person(), page);
        Assert.Equal(first, (await SendAsync(other)).Expect(HttpStatusCode.OK).Text);
        var filed = Assert.Single(await RequestsAsync());
        var view = (await Team.GetAsync(filed)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(("withdrawal", "awaitingIdentity", "web"), ($"{view["type"]}", $"{view["state"]}", $"{view["channel"]}"));
        Assert.Null(view["stopsAt"]);
        var subject = (await Team.GetAsync(filed, "/subject")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("<b>please</b>", $"{subject["reason"]}");
        var letter = (await Team.GetAsync(filed, "/letters/received")).Expect(HttpStatusCode.OK).Text;
        Assert.Contains("Wir haben Ihren Antrag erhalten", letter, StringComparison.Ordinal);
        (await Team.MoveAsync(filed, "identity", PrivacyTeam.Verified)).Expect(HttpStatusCode.OK);
        await Api.EventuallyAsync(async () => (await Team.GetAsync(filed)).Json["stopsAt"] is not null, "the purpose stopped");
        Assert.DoesNotContain(App.Logs.Lines, x => x.Contains(person.Email, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task What_cannot_be_comes_back_with_what_was_written_and_a_flood_is_refused()
    {
        var page = await PageAsync("globex", "en");
        foreach (var (field, value, marked) in ((string, string, string)[])
        [
            ("type", "", "<select id=\"type\" name=\"type\" required aria-invalid"),
            ("email", "no address", "value=\"no address\" aria-invalid"),
        ])
        {
            var fields = Fields(new Person(), page);
            fields[field] = value;
            var again = (await SendAsync(fields)).Expect(HttpStatusCode.BadRequest).Text;
            Assert.Contains(marked, again, StringComparison.Ordinal);
            Assert.Contains("&lt;b&gt;please&lt;/b&gt;", again, StringComparison.Ordinal);
        }

        var foreign = await SendAsync(Fields(new Person(), page), ("Sec-Fetch-Site", "cross-site"));
        foreign.Expect(HttpStatusCode.BadRequest);
        Assert.Empty(await RequestsAsync());
        var last = HttpStatusCode.OK;
        for (var sent = 0; sent < 10 && last is not HttpStatusCode.TooManyRequests; sent++)
        {
            last = (await SendAsync(Fields(new Person(), await PageAsync("globex", "en")))).Status;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        foreach (var tenant in (string[])["acme", "nobody"])
        {
            var none = (await PageAsync(tenant, "en")).Expect(HttpStatusCode.NotFound).Text;
            Assert.Contains("There is no such page", none, StringComparison.Ordinal);
        }
    }

    static Dictionary<string, string> Fields(Person person, Answer page) => new(StringComparer.Ordinal)
    {
        ["type"] = "erasure",
        ["email"] = person.Email,
        ["account"] = person.AccountId,
        ["words"] = "<b>please</b>",
        ["number"] = Number().Match(page.Text).Groups["number"].Value,
    };

    Task<Answer> PageAsync(string tenant, string language) => App.Api.SendAsync(
        HttpMethod.Get, $"/p/{tenant}", headers: new Dictionary<string, string>(StringComparer.Ordinal) { ["Accept-Language"] = language });

    Task<Answer> SendAsync(Dictionary<string, string> fields, (string Name, string Value)? header = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/p/globex") { Content = new FormUrlEncodedContent(fields) };
        request.Headers.TryAddWithoutValidation("Accept-Language", "de");
        if (header is { } given)
        {
            request.Headers.TryAddWithoutValidation(given.Name, given.Value);
        }

        return App.Api.SendAsync(request);
    }

    async Task<IReadOnlyList<string>> RequestsAsync() =>
    [
        .. (await Team.Session.SendAsync(HttpMethod.Get, "/requests")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray()
            .Select(x => $"{x!["requestId"]}"),
    ];

    [GeneratedRegex("name=\"number\" value=\"(?<number>web-[a-z]{32})\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
