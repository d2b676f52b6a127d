using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Search;

/// <summary>Seven announced calls of two queues and two agents, each a day and a second after the one before.</summary>
public sealed class AnnouncedCalls(SharedHost host) : IAsyncLifetime
{
    public const string Tenant = "initech";

    public List<(string Id, JsonObject Ticket)> Calls { get; } = [];

    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < 7; i++)
        {
            var sample = Sample.Note(change: ticket =>
            {
                ticket["startedAt"] = $"2026-05-0{i + 1}T10:00:0{i}Z";
                ticket["queue"] = i % 2 == 0 ? "claims" : "renewals";
                ticket["direction"] = i < 3 ? "inbound" : "outbound";
                ticket["parties"]![0]!["id"] = i < 4 ? "agent-search-a" : "agent-search-b";
            });
            var answer = await host.Api.As(Tenant, "Recordings.Upload").AnnounceAsync(sample.Ticket);
            Calls.Add((answer.Announced().RecordingId, sample.Ticket));
            if (i == 6)
            {
                await host.Api.UploadAsync(answer.Json, sample.Files);
                await host.Api.As(Tenant, "Recordings.Upload").WaitForAsync(Calls[i].Id, "sealed");
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary><c>POST …/recordings/search</c>.</summary>
public sealed class SearchTests(SharedHost host, AnnouncedCalls announced) : IClassFixture<AnnouncedCalls>
{
    Session Reader => host.Api.Reader(AnnouncedCalls.Tenant, "*");

    public static TheoryData<string, int[]> Filters => new()
    {
        { "{}", [6, 5, 4, 3, 2, 1, 0] },
        { """{"queue":"claims"}""", [6, 4, 2, 0] },
        { """{"queue":"nothing"}""", [] },
        { """{"direction":"inbound"}""", [2, 1, 0] },
        { """{"agentId":"agent-search-a"}""", [3, 2, 1, 0] },
        { """{"agentId":"agent-search-a","queue":"claims"}""", [2, 0] },
        { """{"agentId":"nobody"}""", [] },
        { """{"from":"2026-05-03T10:00:02Z"}""", [6, 5, 4, 3, 2] },
        { """{"from":"2026-05-03T10:00:03Z"}""", [6, 5, 4, 3] },
        { """{"to":"2026-05-03T10:00:02Z"}""", [1, 0] },
        { """{"from":"2026-05-02T00:00:00+02:00","to":"2026-05-05T00:00:00Z"}""", [3, 2, 1] },
        { """{"state":"sealed"}""", [6] },
        { """{"state":"awaitingUpload","queue":"claims"}""", [4, 2, 0] },
        { """{"pciOutcome":"clean"}""", [6] },
        { """{"pciOutcome":"masked"}""", [] },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Filters_narrow_and_the_newest_comes_first(string filter, int[] expected)
    {
        var page = (await Reader.SearchAsync(JsonNode.Parse(filter))).Expect(HttpStatusCode.OK).Json.AsObject();

        Assert.Equal(["continuation", "items", "unverifiable"], page.Select(x => x.Key).Order(StringComparer.Ordinal));
        Assert.Null(page["continuation"]);
        Assert.Equal(expected.Select(x => announced.Calls[x].Id), Ids(page));
    }

    [Fact]
    public async Task A_callId_finds_its_one_call_as_it_is_shown_by_id()
    {
        var (id, ticket) = announced.Calls[6];

        var item = Assert.Single(
            (await Reader.SearchAsync(new JsonObject { ["callId"] = ticket["callId"]!.DeepClone() })).Json["items"]!.AsArray())!;

        Assert.Equal((await Reader.ViewAsync(id)).Json.ToJsonString(), item.ToJsonString());
        Assert.Empty((await Reader.SearchAsync(new JsonObject { ["callId"] = "call-nobody" })).Json["items"]!.AsArray());
        Assert.Empty((await host.Api.Reader("acme", "*").SearchAsync(new JsonObject { ["callId"] = ticket["callId"]!.DeepClone() }))
            .Json["items"]!.AsArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(500)]
    public async Task Pages_join_to_the_whole(int limit)
    {
        var (ids, pages, continuation) = (new List<string>(), 0, (string?)null);
        do
        {
            var page = (await Reader.SearchAsync(new JsonObject(), limit, continuation)).Expect(HttpStatusCode.OK).Json;
            continuation = page["continuation"]?.GetValue<string>();
            ids.AddRange(Ids(page));
            Assert.InRange(Ids(page).Count, 1, limit);
            pages++;
        }
        while (continuation is not null);

        Assert.Equal(announced.Calls.Select(x => x.Id).Reverse(), ids);
        Assert.Equal((int)Math.Ceiling(7.0 / limit), pages);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("501")]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("")]
    public async Task A_limit_outside_1_to_500_is_400(string limit) =>
        Assert.Equal(
            ["limit"],
            (await Reader.SendAsync(HttpMethod.Post, $"/recordings/search?limit={limit}", new JsonObject()))
                .ExpectProblem(HttpStatusCode.BadRequest));

    [Theory]
    [InlineData("!!!")]
    [InlineData("bm90aGluZw")]
    [InlineData("bm90aGluZw==")]
    public async Task A_continuation_of_nobody_is_400(string continuation) =>
        Assert.Equal(["continuation"], (await Reader.SearchAsync(new JsonObject(), null, continuation))
            .ExpectProblem(HttpStatusCode.BadRequest));

    [Theory]
    [InlineData("""{"from":"yesterday"}""", "from")]
    [InlineData("""{"from":"2026-05-03T00:00:00Z","to":"2026-05-02T00:00:00Z"}""", "to")]
    [InlineData("""{"direction":"up"}""", "direction")]
    [InlineData("""{"state":"lost"}""", "state")]
    [InlineData("""{"pciOutcome":"fine"}""", "pciOutcome")]
    [InlineData("""{"callId":"a b"}""", "callId")]
    [InlineData("""{"caller":"Ingrid Vestergaard"}""", "caller")]
    public async Task Bad_input_names_its_field(string filter, string field)
    {
        var answer = await Reader.SearchAsync(JsonNode.Parse(filter));

        Assert.Equal([field], answer.ExpectProblem(HttpStatusCode.BadRequest));
        Assert.DoesNotContain("Vestergaard", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_finds_within_the_teams()
    {
        var everything = announced.Calls.Count;

        Assert.Equal(4, Ids((await host.Api.Reader("initech", "claims").SearchAsync()).Json).Count);
        Assert.Equal(3, Ids((await host.Api.Reader("initech", "renewals", "sales").SearchAsync()).Json).Count);
        Assert.Equal(everything, Ids((await host.Api.Reader("initech", "renewals", "claims").SearchAsync()).Json).Count);
        Assert.Empty(Ids((await host.Api.Reader("initech").SearchAsync()).Json));
        Assert.Empty(Ids((await host.Api.Reader("initech", "claims").SearchAsync(JsonNode.Parse("""{"queue":"renewals"}"""))).Json));
        var agent = new JsonObject { ["agentId"] = "agent-search-a" };
        Assert.Equal(2, Ids((await host.Api.Reader("initech", "claims").SearchAsync(agent)).Json).Count);
        var unseen = new JsonObject { ["callId"] = announced.Calls[1].Ticket["callId"]!.DeepClone() };
        Assert.Empty(Ids((await host.Api.Reader("initech", "claims").SearchAsync(unseen)).Json));
        Assert.Equal(everything, Ids((await host.Api.As("initech", "Privacy.Handler").SearchAsync()).Json).Count);
    }

    [Fact]
    public async Task Pages_of_a_reader_with_teams_join_to_what_they_reach()
    {
        var (ids, continuation) = (new List<string>(), (string?)null);
        var reader = host.Api.Reader("initech", "claims", "renewals");
        do
        {
            var page = (await reader.SearchAsync(new JsonObject(), 2, continuation)).Expect(HttpStatusCode.OK).Json;
            continuation = page["continuation"]?.GetValue<string>();
            ids.AddRange(Ids(page));
        }
        while (continuation is not null);

        Assert.Equal(announced.Calls.Select(x => x.Id).Reverse(), ids);
    }

    static List<string> Ids(JsonNode page) => [.. page["items"]!.AsArray().Select(x => x!["recordingId"]!.GetValue<string>())];
}
