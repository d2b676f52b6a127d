using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Notices;

/// <summary>The register of notices (GDPR Art. 12-14), the notice of a recording, and recordings that name none.</summary>
public sealed class NoticeTests(SharedHost host)
{
    const string Tenant = "globex";

    Session Admin => host.Api.As(Tenant, "Tenant.Admin");

    Session Officer => host.Api.As(Tenant, "Privacy.Officer");

    [Fact]
    public async Task A_version_says_what_it_leaves_open_and_a_page_it_refers_to_says_the_rest()
    {
        var id = Name();
        var prompt = await PutAsync(id, Prompt("en-ivr"));
        Assert.Equal(HttpStatusCode.Created, prompt.Status);
        Assert.Equal(
            [
                "dataProtectionOfficer", "legitimateInterests", "recipients", "storage", "rights", "withdrawal", "complaint", "obligation",
                "automatedDecisions",
            ],
            Missing(prompt, "en-ivr"));

        Assert.Equal(["refersTo"], (await PutAsync(id, Prompt("en-ivr", x => x["refersTo"] = "en-web"))).ExpectProblem(HttpStatusCode.BadRequest));
        (await PutAsync(id, Page("en-web"))).Expect(HttpStatusCode.Created);
        var complete = (await PutAsync(id, Prompt("en-ivr", x => x["refersTo"] = "en-web"))).Expect(HttpStatusCode.OK);
        Assert.Empty(Missing(complete, "en-ivr"));
        Assert.Empty(Missing(complete, "en-web"));

        var others = (await PutAsync(id, Page("en-letter", x =>
        {
            x["article"] = "article14";
            x["channel"] = "letter";
            x["states"]!.AsArray().RemoveAll(item => $"{item}" == "obligation");
        }))).Expect(HttpStatusCode.Created);
        Assert.Equal(["categories", "source"], Missing(others, "en-letter"));
        var listed = (await Officer.SendAsync(HttpMethod.Get, "/notices")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal(3, listed.Single(x => $"{x!["noticeId"]}" == id)!["versions"]!.AsArray().Count);
        await Api.EventuallyAsync(async () => (await LogAsync(id)) is ["intent", "done", "intent", "done", "intent", "done", "intent", "done"],
            "each change is in the log");
    }

    [Fact]
    public async Task A_version_that_a_call_names_is_never_changed_and_can_end()
    {
        var id = Name();
        (await PutAsync(id, Prompt("v1"))).Expect(HttpStatusCode.Created);
        (await PutAsync(id, Prompt("v1", x => x["text"] = "Calls are recorded."))).Expect(HttpStatusCode.OK);
        var sealedCall = await AnnounceAsync(new() { ["id"] = id, ["version"] = "v1" });
        Assert.Equal($$"""{"id":"{{id}}","version":"v1"}""", (await Officer.ViewAsync(sealedCall)).Json["notice"]!.ToJsonString());
        Assert.Equal(
            $$"""{"id":"{{id}}","version":"v1"}""",
            (await Officer.MetadataAsync(sealedCall)).Expect(HttpStatusCode.OK).Json["notice"]!.ToJsonString());

        (await PutAsync(id, Prompt("v1"))).ExpectProblem(HttpStatusCode.Conflict);
        Assert.Equal(["validTo"], (await PutAsync(id, Used("2026-02-01T00:00:00Z"))).ExpectProblem(HttpStatusCode.BadRequest));
        (await PutAsync(id, Used("2099-01-01T00:00:00Z"))).Expect(HttpStatusCode.OK);
        (await PutAsync(id, Used("2099-01-01T00:00:00Z"))).Expect(HttpStatusCode.OK);
        (await PutAsync(id, Prompt("v2"))).Expect(HttpStatusCode.Created);
        var versions = (await Officer.SendAsync(HttpMethod.Get, $"/notices/{id}")).Expect(HttpStatusCode.OK).Json["versions"]!.AsArray();
        Assert.Equal(
            [("v1", true), ("v2", false)], versions.Select(x => ($"{x!["version"]}", x["usedSince"] is not null)));

        static JsonObject Used(string end) => Prompt("v1", x => (x["text"], x["validTo"]) = ("Calls are recorded.", end));
    }

    [Fact]
    public async Task A_language_means_the_version_that_was_valid_when_the_call_started()
    {
        var id = Name();
        foreach (var (version, language, channel, from, to) in ((string, string, string, string, string?)[])
        [
            ("old", "en", "ivr", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
            ("new", "en", "ivr", "2026-01-01T00:00:00Z", null),
            ("page", "en", "web", "2026-02-01T00:00:00Z", null),
            ("later", "en", "ivr", "2027-01-01T00:00:00Z", null),
            ("deutsch", "de", "ivr", "2027-01-01T00:00:00Z", null),
        ])
        {
            (await PutAsync(id, Prompt(version, x =>
                (x["language"], x["channel"], x["validFrom"], x["validTo"]) = (language, channel, from, to)))).Expect(HttpStatusCode.Created);
        }

        Assert.Equal(("new", ""), await GivenAsync(new() { ["id"] = id, ["language"] = "EN", ["channel"] = "ivr" }));
        Assert.Equal(("page", ""), await GivenAsync(new() { ["id"] = id, ["language"] = "en" }));
        Assert.Equal(("deutsch", "noticeNotValid"), await GivenAsync(new() { ["id"] = id, ["language"] = "de" }));
        Assert.Equal(("old", "noticeNotValid"), await GivenAsync(new() { ["id"] = id, ["version"] = "old" }));
    }

    [Theory]
    [InlineData("""{"id":"never-put","version":"v1"}""", "notice.id")]
    [InlineData("""{"id":"ID","version":"v2"}""", "notice.version")]
    [InlineData("""{"id":"ID","language":"fr"}""", "notice.language")]
    [InlineData("""{"id":"ID","language":"en","channel":"web"}""", "notice.language")]
    [InlineData("""{"id":"ID","version":"v1","channel":"ivr"}""", "notice.channel")]
    [InlineData("""{"id":"ID","version":"v1","language":"en"}""", "notice")]
    [InlineData("""{"id":"ID"}""", "notice")]
    [InlineData("""{"id":"ID","version":""}""", "notice.version")]
    [InlineData("""{"version":"v1"}""", "notice.id")]
    [InlineData("""{"id":"Not an id","version":"v1"}""", "notice.id")]
    [InlineData("""{"id":"ID","version":"+44 7700 900123"}""", "notice.version")]
    [InlineData("\"v1\"", "notice")]
    public async Task A_ticket_that_names_what_is_not_in_the_register_is_refused_and_leaves_nothing(string notice, string field)
    {
        var id = Name();
        (await PutAsync(id, Prompt("v1"))).Expect(HttpStatusCode.Created);
        var sample = Sample.Note(change: x => x["notice"] = JsonNode.Parse(notice.Replace("ID", id, StringComparison.Ordinal)));
        Assert.Equal([field], (await Uploader.AnnounceAsync(sample.Ticket)).ExpectProblem(HttpStatusCode.BadRequest));
        sample.Ticket.Remove("notice");
        (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("version", null, "version")]
    [InlineData("version", "", "version")]
    [InlineData("version", "5555 5555 5555 4444", "version")]
    [InlineData("language", "a language", "language")]
    [InlineData("channel", "fax", "channel")]
    [InlineData("article", "13", "article")]
    [InlineData("text", " ", "text")]
    [InlineData("text", "Card 5555 5555 5555 4444", "text")]
    [InlineData("validTo", "2025-01-01T00:00:00Z", "validTo")]
    [InlineData("validFrom", "yesterday", "validFrom")]
    [InlineData("refersTo", "v1", "refersTo")]
    [InlineData("unknown", "1", "unknown")]
    public async Task What_is_wrong_with_a_version_is_named(string field, string? value, string fault) =>
        Assert.Equal([fault], (await PutAsync(Name(), Prompt("v1", x => x[field] = value))).ExpectProblem(HttpStatusCode.BadRequest));

    [Fact]
    public async Task The_list_is_the_article_s_own()
    {
        foreach (var (states, none, fault) in ((string, string, string)[])
            [("source", "", "states[0]"), ("", "controller", "notApplicable[0]"), ("recipients", "recipients", "notApplicable[0]")])
        {
            var form = Prompt("v1", x => (x["states"], x["notApplicable"]) = (List(states), List(none)));
            Assert.Equal([fault], (await PutAsync(Name(), form)).ExpectProblem(HttpStatusCode.BadRequest));
        }

        static JsonArray List(string item) => item.Length == 0 ? [] : new JsonArray(item);
    }

    [Fact]
    public async Task Only_an_administrator_writes_and_a_name_is_opaque()
    {
        (await Officer.SendAsync(HttpMethod.Put, $"/notices/{Name()}", Prompt("v1"))).ExpectProblem(HttpStatusCode.Forbidden);
        foreach (var name in (string[])["Notice", "report", "n-07700900123", "-n"])
        {
            Assert.Equal(["noticeId"], (await PutAsync(name, Prompt("v1"))).ExpectProblem(HttpStatusCode.BadRequest));
        }

        (await Officer.SendAsync(HttpMethod.Get, "/notices/Notice")).ExpectProblem(HttpStatusCode.NotFound);
        var id = Name();
        (await PutAsync(id, Prompt("v1"))).Expect(HttpStatusCode.Created);
        (await host.Api.As("acme", "Tenant.Admin").SendAsync(HttpMethod.Get, $"/notices/{id}")).ExpectProblem(HttpStatusCode.NotFound);
        Assert.Equal(
            ["notice.id"],
            (await host.Api.As("acme", "Recordings.Upload").AnnounceAsync(
                Sample.Note(change: x => x["notice"] = new JsonObject { ["id"] = id, ["version"] = "v1" }).Ticket))
                .ExpectProblem(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Two_who_put_a_version_at_once_leave_one_and_every_call_names_it()
    {
        var id = Name();
        var put = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => PutAsync(id, Prompt($"v{i % 2}", x => x["text"] = $"Text {i}"))));
        Assert.All(put, x => Assert.True(x.Status is HttpStatusCode.Created or HttpStatusCode.OK, x.Text));
        var calls = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AnnounceAsync(new() { ["id"] = id, ["version"] = "v0" })));
        Assert.Equal(4, calls.Distinct(StringComparer.Ordinal).Count());
        var versions = (await Officer.SendAsync(HttpMethod.Get, $"/notices/{id}")).Json["versions"]!.AsArray();
        Assert.Equal(["v0", "v1"], versions.Select(x => $"{x!["version"]}").Order(StringComparer.Ordinal));
        (await PutAsync(id, Prompt("v0", x => x["text"] = "Another"))).ExpectProblem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Recordings_without_a_notice_are_listed_by_pages_of_the_index()
    {
        await using var app = await AppHost.StartAsync(Api.Cancellation);
        var (uploader, officer) = (app.Api.As("acme", "Recordings.Upload"), app.Api.As("acme", "Privacy.Officer"));
        (await app.Api.As("acme", "Tenant.Admin").SendAsync(HttpMethod.Put, "/notices/told", Prompt("v1"))).Expect(HttpStatusCode.Created);
        var untold = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            var sample = Sample.Note(change: x =>
            {
                x["startedAt"] = $"2026-05-0{i + 1}T10:00:00Z";
                x["notice"] = i == 2 ? new JsonObject { ["id"] = "told", ["version"] = "v1" } : null;
            });
            var id = (await uploader.AnnounceAsync(sample.Ticket)).Announced().RecordingId;
            if (i != 2)
            {
                untold.Insert(0, id);
            }
        }

        var (all, path) = (new List<string>(), "/notices/report?limit=2");
        for (string? next = ""; next is not null;)
        {
            var page = (await officer.SendAsync(HttpMethod.Get, path + next)).Expect(HttpStatusCode.OK).Json;
            all.AddRange(page["items"]!.AsArray().Select(x => $"{x!["recordingId"]}"));
            next = page["continuation"] is { } more ? "&continuation=" + Uri.EscapeDataString($"{more}") : null;
        }

        Assert.Equal(untold, all);
        var some = (await officer.SendAsync(HttpMethod.Get, "/notices/report?from=2026-05-02&to=2026-05-05")).Json["items"]!.AsArray();
        Assert.Equal(untold[1..3], some.Select(x => $"{x!["recordingId"]}"));
        Assert.Equal(["to"], (await officer.SendAsync(HttpMethod.Get, "/notices/report?from=2026-05-02&to=2026-05-02"))
            .ExpectProblem(HttpStatusCode.BadRequest));
        Assert.Equal(["from"], (await officer.SendAsync(HttpMethod.Get, "/notices/report?from=soon")).ExpectProblem(HttpStatusCode.BadRequest));
        Assert.Equal(["continuation"], (await officer.SendAsync(HttpMethod.Get, "/notices/report?continuation=x"))
            .ExpectProblem(HttpStatusCode.BadRequest));
        (await uploader.SendAsync(HttpMethod.Get, "/notices/report")).ExpectProblem(HttpStatusCode.Forbidden);
    }

    Session Uploader => host.Api.As(Tenant, "Recordings.Upload");

    static string Name() => $"notice-{Guid.NewGuid().ToString("N").Where(char.IsAsciiLetter).Aggregate("", (text, x) => text + x)}";

    Task<Answer> PutAsync(string id, JsonObject form) => Admin.SendAsync(HttpMethod.Put, $"/notices/{id}", form);

    async Task<string> AnnounceAsync(JsonObject notice) =>
        (await Uploader.AnnounceAsync(Sample.Note(change: x => x["notice"] = notice).Ticket)).Announced().RecordingId;

    async Task<(string Version, string Warnings)> GivenAsync(JsonObject notice)
    {
        var announced = (await Uploader.AnnounceAsync(Sample.Note(change: x => x["notice"] = notice).Ticket)).Expect(HttpStatusCode.Created).Json;
        var warnings = announced["warnings"]!.AsArray().Select(x => $"{x}").Where(x => x != "retentionPassed");
        return ($"{(await Officer.ViewAsync($"{announced["recordingId"]}")).Json["notice"]!["version"]}", string.Join(',', warnings));
    }

    async Task<string[]> LogAsync(string id) =>
    [
        .. (await host.Api.As(Tenant, "Audit.Read").SendAsync(HttpMethod.Get, $"/audit/entries?event=notice.changed&resource=notices/{id}"))
            .Json["items"]!.AsArray().Select(x => $"{x!["entry"]!["phase"]}"),
    ];

    static IEnumerable<string> Missing(Answer answer, string version) =>
        answer.Json["versions"]!.AsArray().Single(x => $"{x!["version"]}" == version)!["missing"]!.AsArray().Select(x => $"{x}");

    internal static JsonObject Prompt(string version, Action<JsonObject>? change = null)
    {
        var form = new JsonObject
        {
            ["version"] = version,
            ["language"] = "en",
            ["channel"] = "ivr",
            ["text"] = "This call is recorded to train our staff. Press 1 to agree.",
            ["states"] = new JsonArray("controller", "purposes"),
            ["notApplicable"] = new JsonArray("transfers"),
            ["validFrom"] = "2026-01-01T00:00:00Z",
        };
        change?.Invoke(form);
        return form;
    }

    static JsonObject Page(string version, Action<JsonObject>? change = null) => Prompt(version, x =>
    {
        x["channel"] = "web";
        x["states"] = new JsonArray(
            "controller", "purposes", "recipients", "storage", "rights", "withdrawal", "complaint", "obligation");
        x["notApplicable"] = new JsonArray("transfers", "dataProtectionOfficer", "legitimateInterests", "automatedDecisions");
        change?.Invoke(x);
    });
}
