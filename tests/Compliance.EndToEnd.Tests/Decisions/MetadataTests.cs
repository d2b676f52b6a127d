using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Decisions;

/// <summary><c>GET|PATCH …/metadata</c>.</summary>
public sealed class MetadataTests(SharedHost host)
{
    Session Handler => host.Api.As("acme", "Privacy.Handler");

    [Fact]
    public async Task Privacy_roles_read_parties_purposes_and_custom_as_they_were_announced()
    {
        var (id, ticket) = await AnnounceAsync();

        var metadata = (await host.Api.As("acme", "Privacy.Approver").MetadataAsync(id)).Expect(HttpStatusCode.OK).Json;

        foreach (var (member, value) in ticket["parties"]![1]!.AsObject())
        {
            Assert.Equal(value!.ToJsonString(), metadata["parties"]![1]![member]!.ToJsonString());
        }

        Assert.Equal("quality", metadata["purposes"]![0]!["purpose"]!.GetValue<string>());
        Assert.Equal("consent", metadata["purposes"]![0]!["basis"]!.GetValue<string>());
        Assert.Equal(ticket["custom"]!.ToJsonString(), metadata["custom"]!.ToJsonString());
    }

    [Fact]
    public async Task A_correction_replaces_what_it_names_and_is_found_by_it()
    {
        var (id, ticket) = await AnnounceAsync();
        var (agent, queue) = ($"agent-{Letters()}", $"queue-{Letters()}");
        var parties = ticket["parties"]!.DeepClone();
        parties[0]!["id"] = agent;
        parties[1]!["name"] = "Amelia Okafor-Reyes";

        var corrected = (await Handler.CorrectAsync(
            id, new JsonObject { ["reason"] = "married", ["parties"] = parties, ["queue"] = queue })).Expect(HttpStatusCode.OK).Json;

        Assert.Equal("Amelia Okafor-Reyes", corrected["parties"]![1]!["name"]!.GetValue<string>());
        Assert.Equal(corrected.ToJsonString(), (await Handler.MetadataAsync(id)).Json.ToJsonString());
        Assert.Equal(ticket["custom"]!.ToJsonString(), corrected["custom"]!.ToJsonString());
        var view = (await Handler.ViewAsync(id)).Json;
        Assert.Equal(agent, view["agentId"]!.GetValue<string>());
        Assert.Equal(queue, view["queue"]!.GetValue<string>());

        var reader = host.Api.As("acme", "Recordings.Read");
        Assert.Single((await reader.SearchAsync(new JsonObject { ["agentId"] = agent })).Json["items"]!.AsArray());
        Assert.Single((await reader.SearchAsync(new JsonObject { ["queue"] = queue })).Json["items"]!.AsArray());
        Assert.Single((await host.Api.Reader("acme", queue).SearchAsync()).Json["items"]!.AsArray());
        Assert.Empty((await reader.SearchAsync(new JsonObject { ["queue"] = ticket["queue"]!.DeepClone() })).Json["items"]!.AsArray());
        (await host.Api.Reader("acme", ticket["queue"]!.GetValue<string>()).ViewAsync(id)).ExpectProblem(HttpStatusCode.Forbidden);

        // The tenant's own ticket of before is still the same ticket.
        (await host.Api.As("acme", "Recordings.Upload").AnnounceAsync(ticket)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_same_correction_again_is_the_same_answer()
    {
        var (id, _) = await AnnounceAsync();
        var correction = new JsonObject { ["reason"] = "asked for", ["custom"] = new JsonObject { ["topic"] = "meter" } };

        var first = (await Handler.CorrectAsync(id, correction)).Expect(HttpStatusCode.OK);
        var again = (await Handler.CorrectAsync(id, correction)).Expect(HttpStatusCode.OK);

        Assert.Equal(first.Text, again.Text);
    }

    [Fact]
    public async Task Corrections_at_once_all_hold()
    {
        var (id, _) = await AnnounceAsync();
        JsonObject[] corrections =
        [
            new() { ["reason"] = "a", ["language"] = "de" },
            new() { ["reason"] = "b", ["direction"] = "outbound" },
            new() { ["reason"] = "c", ["custom"] = new JsonObject { ["topic"] = "meter" } },
        ];

        var answers = await Task.WhenAll(corrections.Select(x => Handler.CorrectAsync(id, x)));

        Assert.All(answers, x => x.Expect(HttpStatusCode.OK));
        var metadata = (await Handler.MetadataAsync(id)).Json;
        Assert.Equal("de", metadata["language"]!.GetValue<string>());
        Assert.Equal("outbound", metadata["direction"]!.GetValue<string>());
        Assert.Equal("meter", metadata["custom"]!["topic"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"language":"de"}""", "reason")]
    [InlineData("""{"reason":""}""", "reason")]
    [InlineData("""{"reason":"x"}""", "reason")]
    [InlineData("""{"reason":"x","callId":"y"}""", "callId")]
    [InlineData("""{"reason":"x","startedAt":"2026-01-01T00:00:00Z"}""", "startedAt")]
    [InlineData("""{"reason":"x","parties":[]}""", "parties")]
    [InlineData("""{"reason":"x","parties":[{"role":"agent","id":"agent-1"}]}""", "parties")]
    [InlineData("""{"reason":"x","purposes":[]}""", "purposes")]
    [InlineData("""{"reason":"x","queue":"call 07700 900123"}""", "queue")]
    [InlineData("""{"reason":"x","queue":"okafor amelia"}""", "queue")]
    public async Task Bad_input_names_its_field(string correction, string field)
    {
        var (id, _) = await AnnounceAsync();

        var answer = await Handler.CorrectAsync(id, JsonNode.Parse(correction)!);

        Assert.Contains(field, answer.ExpectProblem(HttpStatusCode.BadRequest));
        Assert.DoesNotContain("okafor", answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("900123", answer.Text, StringComparison.Ordinal);
    }

    async Task<(string Id, JsonObject Ticket)> AnnounceAsync()
    {
        var sample = Sample.Call("plain");
        sample.Ticket["queue"] = $"queue-{Letters()}";
        var answer = (await host.Api.As("acme", "Recordings.Upload").AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created);
        return (answer.Read<AnnouncedRecording>().RecordingId, sample.Ticket);
    }

    static string Letters() => Sample.NewCallId().Split('-')[1][..12];
}
