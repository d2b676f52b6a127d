using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.Recordings;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>Employees leave, and some time later nobody can tell any more which calls they took.</summary>
public sealed class LeaverTests : RetentionStory
{
    const string AgentId = "agent-Olive.Ferncastle";
    const string Name = "Olive Ferncastle";

    Session Admin => Api.As("acme", "Tenant.Admin");

    [Fact]
    public async Task Whoever_left_is_taken_off_the_calls_they_took_and_off_no_other()
    {
        var (one, held, duty) = (await SealAsync(), await SealAsync(), await SealAsync(atLeast: 45));
        var colleague = await SealAsync("agent-3");
        await HoldAsync(HttpMethod.Put, held);
        var left = (await PutAsync("hr-1", Form(Now))).Expect(HttpStatusCode.Created).Json;
        Assert.Equal(("waiting", Day(Now), Day(Now.AddDays(30))), (Text(left, "state"), Text(left, "leftAt"), Text(left, "dueAt")));
        Assert.DoesNotContain("ferncastle", left.ToJsonString(), StringComparison.OrdinalIgnoreCase);

        await NightsAsync("P29D");
        Assert.Equal("waiting", Text(await ViewAsync(), "state"));
        Assert.Equal(AgentId, await AgentAsync(one));
        var later = await SealAsync(days: -1);

        await NightsAsync("P2D");
        var view = await ViewAsync();
        Assert.Equal(("kept", 1), (Text(view, "state"), view["pseudonymised"]!.GetValue<int>()));
        Assert.Equal("""{"17(3)(b)":1,"17(3)(e)":1}""", Sorted(view["kept"]!));
        Assert.StartsWith("former-", await AgentAsync(one), StringComparison.Ordinal);
        Assert.Equal(
            [AgentId, AgentId, "agent-3", AgentId],
            await Task.WhenAll(((string[])[held, duty, colleague, later]).Select(AgentAsync)));
        var first = await CertificateAsync(view);
        Assert.Null(first["requestType"]);
        Assert.Equal([one], Partly(first));
        Assert.Equal(2, first["kept"]!.AsArray().Count(x => Text(x!, "outcome") == "retained"));

        // Nothing new: nothing is done, and nothing is certified.
        await NightsAsync("P1D");
        Assert.Equal(1, (await CertificateAsync(await ViewAsync()))["number"]!.GetValue<int>());

        await HoldAsync(HttpMethod.Delete, held);
        await Api.EventuallyAsync(
            async () =>
            {
                await Api.RunTimerAsync("TendAllHolds");
                return Text(await ViewAsync(), "lookAt") == Day(Now);
            },
            "the next night looks at what the hold had kept");
        await NightsAsync("PT1H");
        view = await ViewAsync();
        Assert.Equal(("kept", 2), (Text(view, "state"), view["pseudonymised"]!.GetValue<int>()));
        Assert.Equal("""{"17(3)(b)":1}""", Sorted(view["kept"]!));
        Assert.Equal([held], Partly(await CertificateAsync(view)));

        await NightsAsync("P20D");
        view = await ViewAsync();
        Assert.Equal(("done", 3, "{}"), (Text(view, "state"), view["pseudonymised"]!.GetValue<int>(), view["kept"]!.ToJsonString()));
        var third = await CertificateAsync(view);
        Assert.Equal(3, third["number"]!.GetValue<int>());
        Assert.Equal([duty], Partly(third));
        Assert.Equal(AgentId, await AgentAsync(later));
        var found = (await Api.As("acme", "Privacy.Handler").SendAsync(HttpMethod.Post, "/subjects/search", new JsonObject
        {
            ["identities"] = new JsonArray(new JsonObject { ["type"] = "agentId", ["value"] = AgentId }),
        })).Expect(HttpStatusCode.OK).Json["recordings"]!.AsArray();
        Assert.Equal([later], found.Select(x => Text(x!, "recordingId")));

        // Announced late: within a month.
        var late = await SealAsync(days: -70);
        await NightsAsync("P31D");
        Assert.StartsWith("former-", await AgentAsync(late), StringComparison.Ordinal);
        Assert.Equal(4, (await ViewAsync())["pseudonymised"]!.GetValue<int>());
    }

    [Fact]
    public async Task What_is_said_twice_taken_back_or_wrong_is_answered_as_such()
    {
        var call = await SealAsync();
        (await PutAsync("hr-1", Form(Now))).Expect(HttpStatusCode.Created);
        (await PutAsync("hr-1", Form(Now))).Expect(HttpStatusCode.OK);
        Assert.Equal("2026-01-31", Text((await PutAsync("hr-1", new JsonObject
        {
            ["agentId"] = AgentId.ToUpperInvariant(), ["leftAt"] = "2026-01-31T23:59:00Z",
        })).Expect(HttpStatusCode.OK).Json, "leftAt"));
        (await Api.As("globex", "Tenant.Admin").SendAsync(HttpMethod.Get, "/agents/hr-1")).Expect(HttpStatusCode.NotFound);
        (await Api.As("acme", "Recordings.Read").SendAsync(HttpMethod.Get, "/agents/hr-1")).Expect(HttpStatusCode.Forbidden);
        (await Api.As("acme", "Privacy.Officer").SendAsync(HttpMethod.Put, "/agents/hr-1", Form(Now))).Expect(HttpStatusCode.Forbidden);
        (await Admin.SendAsync(HttpMethod.Delete, "/agents/hr-1")).Expect(HttpStatusCode.NoContent);
        (await Admin.SendAsync(HttpMethod.Delete, "/agents/hr-1")).Expect(HttpStatusCode.NotFound);
        await NightsAsync("P40D");
        Assert.Equal(AgentId, await AgentAsync(call));

        foreach (var (id, change, field) in ((string, string, string)[])
        [
            ("hr-1", """{"agentId":"a"}""", "leftAt"),
            ("hr-1", """{"leftAt":"2026-01-31"}""", "agentId"),
            ("hr-1", """{"agentId":"","leftAt":"2026-01-31"}""", "agentId"),
            ("hr-1", """{"agentId":7,"leftAt":"2026-01-31"}""", "agentId"),
            ("hr-1", """{"agentId":"a","leftAt":"31.1.2026"}""", "leftAt"),
            ("hr-1", """{"agentId":"a","leftAt":"2026-02-30"}""", "leftAt"),
            ("hr-1", """{"agentId":"a","leftAt":"2026-01-31T10:00:00"}""", "leftAt"),
            ("hr-1", """{"agentId":"a","leftAt":"2099-01-01"}""", "leftAt"),
            ("hr-1", """{"agentId":"a","leftAt":"0001-01-01"}""", "leftAt"),
            ("hr-1", """{"agentId":"a","leftAt":"2026-01-31","name":"b"}""", "name"),
            ("agent-7", """{"agentId":"Agent-7","leftAt":"2026-01-31"}""", "agentId"),
            ("07700900123", """{"agentId":"a","leftAt":"2026-01-31"}""", "id"),
            ("o.ferncastle%40acme.example", """{"agentId":"a","leftAt":"2026-01-31"}""", "id"),
        ])
        {
            Assert.Equal([field], (await PutAsync(id, JsonNode.Parse(change)!)).ExpectProblem(HttpStatusCode.BadRequest));
        }

        // Twice at once: one was first, and both are answered.
        var both = await Task.WhenAll(PutAsync("hr-2", Form(Now)), PutAsync("hr-2", Form(Now)));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Created], both.Select(x => x.Status).Order());
    }

    [Fact]
    public async Task Many_are_said_in_lines_and_each_line_is_answered()
    {
        var call = await SealAsync();
        var day = Day(Now.AddDays(-40));
        var answered = await LinesAsync($$"""
            {"id":"hr-1","agentId":"{{AgentId}}","leftAt":"{{day}}"}

            {"id":"hr-1","agentId":"agent-8","leftAt":"{{day}}"}
            {"id":"hr-2","agentId":"agent-9"}
            ["hr-3"]
            nonsense
            {"id":"hr-4","agentId":"agent-9","leftAt":"{{day}}"}
            """);
        Assert.Equal(
            [
                "1 hr-1 created ", "3 hr-1 refused id", "4  refused leftAt", "5  refused body", "6  refused body", "7 hr-4 created ",
            ],
            answered.Select(x => $"{x["line"]} {x["id"]} {x["status"]} {string.Join(',', x["errors"]?.AsObject().Select(e => e.Key) ?? [])}"));
        Assert.DoesNotContain(answered, x => x.ToJsonString().Contains("Ferncastle", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(
            "unchanged", Text(Assert.Single(await LinesAsync($$"""{"id":"hr-1","agentId":"{{AgentId}}","leftAt":"{{day}}"}""")), "status"));
        Assert.Equal(2, (await Admin.SendAsync(HttpMethod.Get, "/agents")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Count);

        var many = Enumerable.Range(0, 10_001).Select(x => $$"""{"id":"m-{{x}}","agentId":"agent-{{x}}","leftAt":"{{day}}"}""").ToList();
        Assert.Equal(["body"], (await PostAsync(string.Join('\n', many))).ExpectProblem(HttpStatusCode.BadRequest));

        // More than one page of leavers, nearly none of whom has a call.
        Assert.All(await LinesAsync(string.Join('\n', many.Take(60))), x => Assert.Equal("created", Text(x, "status")));
        await NightsAsync("P1D");
        var page = (await Admin.SendAsync(HttpMethod.Get, "/agents?limit=50")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(50, page["items"]!.AsArray().Count);
        Assert.All(page["items"]!.AsArray(), x => Assert.Equal("done", Text(x!, "state")));
        page = (await Admin.SendAsync(HttpMethod.Get, $"/agents?continuation={page["continuation"]}")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal((12, null), (page["items"]!.AsArray().Count, page["continuation"]));

        // They left before this call.
        Assert.Equal(AgentId, await AgentAsync(call));
    }

    /// <summary>Time passes, and a night's work is done.</summary>
    async Task NightsAsync(string time)
    {
        await PassAsync(time);
        await Api.EventuallyAsync(
            async () =>
            {
                await Api.RunTimerAsync("PseudonymiseAllLeavers");
                var views = (await Admin.SendAsync(HttpMethod.Get, "/agents?limit=500")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
                Assert.All(views, x => Assert.Null(x!["fault"]));
                return views.All(x => Text(x!, "state") is not "running"
                    && !(Text(x!, "state") is "waiting" && string.CompareOrdinal(Text(x!, "dueAt"), Day(Now)) < 0)
                    && (x!["lookAt"] is null || string.CompareOrdinal(Text(x!, "lookAt"), Day(Now)) > 0));
            },
            "the leavers' night is over");
    }

    async Task<string> SealAsync(string agent = AgentId, int days = -5, int? atLeast = null)
    {
        var sample = Sample.Note(change: x =>
        {
            x["startedAt"] = Text(Now.AddDays(days));
            (x["parties"]![0]!["id"], x["parties"]![0]!["name"]) = (agent, agent == AgentId ? Name : "Ben Abara");
            x["purposes"] = new JsonArray(new JsonObject { ["purpose"] = "quality", ["basis"] = "contract", ["retainUntil"] = Text(Now.AddDays(300)) });
            if (atLeast is { } duty)
            {
                x["purposes"]!.AsArray().Add((JsonNode)new JsonObject
                {
                    ["purpose"] = "records", ["basis"] = "legalObligation", ["retainAtLeastUntil"] = Text(Now.AddDays(duty)),
                });
            }
        });
        return (await Uploader.SealAsync(sample.Ticket, sample.Files)).Id;
    }

    static JsonObject Form(DateTimeOffset left) => new() { ["agentId"] = AgentId, ["leftAt"] = Day(left) };

    Task<Answer> PutAsync(string id, JsonNode form) => Admin.SendAsync(HttpMethod.Put, $"/agents/{id}", form);

    async Task<JsonNode> ViewAsync() => (await Admin.SendAsync(HttpMethod.Get, "/agents/hr-1")).Expect(HttpStatusCode.OK).Json;

    async Task<Answer> PostAsync(string lines) => await Api.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "/api/tenants/acme/agents")
        {
            Content = new StringContent(lines, Encoding.UTF8, "application/x-ndjson"),
        },
        await Api.TokenAsync("acme", ["Tenant.Admin"]));

    async Task<IReadOnlyList<JsonNode>> LinesAsync(string lines) =>
        [.. (await PostAsync(lines)).Expect(HttpStatusCode.OK).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(x => JsonNode.Parse(x)!)];

    async Task<string> AgentAsync(string call)
    {
        var metadata = (await Api.As("acme", "Privacy.Handler").MetadataAsync(call)).Expect(HttpStatusCode.OK);
        var agent = metadata.Json["parties"]![0]!;
        Assert.True(agent["erased"] is null || !metadata.Text.Contains(Name, StringComparison.Ordinal));
        return Text(agent, "id");
    }

    async Task<JsonNode> CertificateAsync(JsonNode view)
    {
        var path = Text(view, "certificate")["/api/tenants/acme".Length..];
        return StatementOf((await Officer.SendAsync(HttpMethod.Get, path)).Expect(HttpStatusCode.OK).Json);
    }

    static IEnumerable<string> Partly(JsonNode certificate) => certificate["kept"]!.AsArray()
        .Where(x => Text(x!, "outcome") == "partlyErased").Select(x => Text(x!, "recordingId"));

    static string Sorted(JsonNode counts) => new JsonObject(
        counts.AsObject().OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => KeyValuePair.Create(x.Key, x.Value?.DeepClone()))).ToJsonString();

    static string Text(JsonNode item, string name) => item[name]!.GetValue<string>();

    static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
