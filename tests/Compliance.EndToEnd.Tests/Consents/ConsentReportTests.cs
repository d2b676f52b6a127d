using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.Notices;
using Compliance.EndToEnd.Tests.SubjectRequests;

namespace Compliance.EndToEnd.Tests.Consents;

/// <summary>Reports of what was asked and answered, by period, queue, notice, channel and purpose.</summary>
public sealed class ConsentReportTests(SharedHost host)
{
    const string Tenant = "globex";

    readonly string purpose = $"report-{Letters()}";
    readonly Person person = new();

    Session Handler => host.Api.As(Tenant, "Privacy.Handler");

    Session Officer => host.Api.As(Tenant, "Privacy.Officer");

    [Fact]
    public async Task Whoever_was_asked_gave_and_withdrew_counts_in_each()
    {
        var notice = await StoryAsync();
        var report = await ReportAsync("");
        Assert.Equal("asserted 1 asked 2 given 3 refused 1 reconfirmed 0 withdrawn 1 expired 1 withoutEvidence 2", Counts(report["total"]!));
        Assert.Equal((5, 0, true), (report["records"]!.GetValue<int>(), report["unverifiable"]!.GetValue<int>(), report["isComplete"]!.GetValue<bool>()));
        Assert.Empty(report["rows"]!.AsArray());

        Assert.Equal(
            ["2026-05 asked 2 given 2 refused 1 expired 1 withoutEvidence 1", "2026-06 asserted 1 given 1 withdrawn 1 withoutEvidence 1"],
            await RowsAsync("&groupBy=month"));
        Assert.Equal(
            ["- asked 2 given 2 refused 1 withdrawn 1 expired 1 withoutEvidence 1", "billing asserted 1 given 1 withoutEvidence 1"],
            await RowsAsync("&groupBy=queue"));
        Assert.Equal(
            ["- asserted 1 asked 1 given 2 refused 1 expired 1 withoutEvidence 2", $"{notice}/v1 asked 1 given 1 withdrawn 1"],
            await RowsAsync("&groupBy=notice"));
        Assert.Equal(
            ["- asserted 1 asked 2 refused 1 withdrawn 1 withoutEvidence 1", "ivrKey given 1 expired 1 withoutEvidence 1", "spoken given 1", "webForm given 1"],
            await RowsAsync("&groupBy=channel"));
        Assert.Equal(["billing 2026-06 spoken given 1"], await RowsAsync("&groupBy=queue,month,channel&channel=spoken"));

        Assert.Equal("asked 1 given 1 withdrawn 1", Short(Counts((await ReportAsync($"&notice={notice}"))["total"]!)));
        Assert.Equal("given 1", Short(Counts((await ReportAsync($"&notice={notice}/v1&channel=webForm"))["total"]!)));
        Assert.Equal("", Short(Counts((await ReportAsync($"&notice={notice}/v2"))["total"]!)));
        Assert.Equal("asserted 1 given 1 withoutEvidence 1", Short(Counts((await ReportAsync("&queue=billing"))["total"]!)));
        Assert.Equal("asked 1", Short(Counts((await ReportAsync("", "from=2026-05-01&to=2026-05-02"))["total"]!)));
    }

    [Fact]
    public async Task Csv_and_workbook_have_the_same_table()
    {
        await StoryAsync();
        const string Counted = "asserted,asked,given,refused,reconfirmed,withdrawn,expired,withoutEvidence";
        var csv = (await GetAsync("&groupBy=month,queue&format=csv")).Expect(HttpStatusCode.OK);
        Assert.Equal(
            $"\uFEFFmonth,queue,{Counted}\r\n2026-05,,0,2,2,1,0,0,1,1\r\n2026-06,,0,0,0,0,0,1,0,0\r\n2026-06,billing,1,0,1,0,0,0,0,1\r\n",
            csv.Text);
        Assert.Equal($"\uFEFF{Counted}\r\n1,2,3,1,0,1,1,2\r\n", (await GetAsync("&format=csv")).Text);

        var book = (await GetAsync("&groupBy=month,queue&format=xlsx")).Expect(HttpStatusCode.OK);
        using var zip = new ZipArchive(new MemoryStream(book.Body));
        Assert.Equal("Consents", (string?)Part("xl/workbook.xml").Descendants().Single(x => x.Name.LocalName == "sheet").Attribute("name"));
        var rows = Part("xl/worksheets/sheet1.xml").Descendants().Where(x => x.Name.LocalName == "row")
            .Select(x => string.Join(',', x.Elements().Select(cell => cell.Value))).ToList();
        Assert.Equal(csv.Text[1..].Split("\r\n")[..^1], rows);

        XElement Part(string name)
        {
            using var content = zip.GetEntry(name)!.Open();
            return XDocument.Load(content).Root!;
        }
    }

    [Theory]
    [InlineData("from=soon", "from")]
    [InlineData("from=2026-05-02&to=2026-05-01", "to")]
    [InlineData("from=2020-01-01&to=2026-05-01", "from")]
    [InlineData("channel=fax", "channel")]
    [InlineData("groupBy=person", "groupBy")]
    [InlineData("groupBy=", "groupBy")]
    [InlineData("groupBy=queue,queue", "groupBy")]
    [InlineData("format=pdf", "format")]
    [InlineData("limit=1", "limit")]
    public async Task What_is_wrong_with_a_query_is_named(string query, string fault) =>
        Assert.Equal([fault], (await Officer.SendAsync(HttpMethod.Get, $"/subjects/consents/report?{query}")).ExpectProblem(HttpStatusCode.BadRequest));

    [Theory]
    [InlineData("Privacy.Intake")]
    [InlineData("Recordings.Read")]
    [InlineData("Tenant.Admin")]
    [InlineData("Calls.Control")]
    public async Task Only_privacy_roles_read_it(string role) =>
        (await host.Api.As(Tenant, role).SendAsync(HttpMethod.Get, "/subjects/consents/report")).ExpectProblem(HttpStatusCode.Forbidden);

    /// <summary>Four people and a call.</summary>
    /// <returns>The notice that the first was given.</returns>
    async Task<string> StoryAsync()
    {
        var notice = $"report-{Letters()}";
        (await host.Api.As(Tenant, "Tenant.Admin").SendAsync(HttpMethod.Put, $"/notices/{notice}", NoticeTests.Prompt("v1"))).Expect(HttpStatusCode.Created);
        var (other, third, fourth) = (new Person(), new Person(), new Person());
        await SayAsync(person, "requested", "2026-05-01T10:00:00Z", x => x["notice"] = new JsonObject { ["id"] = notice, ["version"] = "v1" });
        await SayAsync(person, "given", "2026-05-02T10:00:00Z", x => (x["method"], x["evidence"]) = ("webForm", "form"));
        await SayAsync(person, "withdrawn", "2026-06-03T10:00:00Z");
        await SayAsync(other, "requested", "2026-05-04T10:00:00Z");
        await SayAsync(other, "refused", "2026-05-05T10:00:00Z");
        await SayAsync(third, "given", "2026-05-06T10:00:00Z", x => (x["method"], x["validUntil"]) = ("ivrKey", "2026-05-20T10:00:00Z"));

        // Outside of the period.
        await SayAsync(fourth, "given", "2026-04-06T10:00:00Z");
        await CallAsync("2026-06-10T09:00:00Z", said: false);
        await CallAsync("2026-06-11T09:00:00Z", said: true);
        return notice;
    }

    async Task CallAsync(string at, bool said)
    {
        var call = new Person().Call(x =>
        {
            (x["queue"], x["startedAt"]) = ("billing", at);
            x.Remove("endedAt");
            x["purposes"] = new JsonArray(new JsonObject { ["purpose"] = purpose, ["basis"] = "consent" });
        });
        if (said)
        {
            var form = new JsonObject
            {
                ["purpose"] = purpose, ["state"] = "given", ["at"] = at, ["method"] = "spoken", ["mediaSeconds"] = 1.5,
            };
            var token = await host.Api.TokenAsync(Tenant, ["Calls.Control"]);
            (await host.Api.SendAsync(HttpMethod.Post, $"/api/tenants/{Tenant}/calls/{call.CallId}/consent", form, token)).Expect(HttpStatusCode.Created);
        }

        (await host.Api.As(Tenant, "Recordings.Upload").AnnounceAsync(call.Ticket)).Expect(HttpStatusCode.Created);
    }

    async Task SayAsync(Person whose, string state, string at, Action<JsonObject>? change = null)
    {
        var form = new JsonObject { ["identities"] = whose.By("phone"), ["purpose"] = purpose, ["state"] = state, ["at"] = at };
        change?.Invoke(form);
        (await Handler.SendAsync(HttpMethod.Post, "/subjects/consents", form)).Expect(HttpStatusCode.Created);
    }

    Task<Answer> GetAsync(string query, string period = "from=2026-05-01&to=2026-07-01") =>
        Officer.SendAsync(HttpMethod.Get, $"/subjects/consents/report?{period}&purpose={purpose}{query}");

    async Task<JsonNode> ReportAsync(string query, string period = "from=2026-05-01&to=2026-07-01") =>
        (await GetAsync(query, period)).Expect(HttpStatusCode.OK).Json;

    async Task<IEnumerable<string>> RowsAsync(string query) => (await ReportAsync(query))["rows"]!.AsArray().Select(x =>
        $"{string.Join(' ', x!["by"]!.AsObject().Select(y => y.Value?.ToString() ?? "-"))} {Short(Counts(x["counts"]!))}");

    static string Counts(JsonNode counts) => string.Join(' ', counts.AsObject().Select(x => $"{x.Key} {x.Value}"));

    /// <summary>Without what is none.</summary>
    static string Short(string counts) =>
        string.Join(' ', counts.Split(' ').Chunk(2).Where(x => x[1] != "0").Select(x => string.Join(' ', x)));

    static string Letters() => string.Concat(Guid.NewGuid().ToByteArray().Take(10).Select(x => (char)('a' + (x % 26))));
}
