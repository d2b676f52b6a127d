using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

public sealed class SubjectSearchTests(SharedHost host)
{
    readonly Session privacy = host.Api.As("acme", "Privacy.Handler");

    [Fact]
    public async Task A_person_is_found_by_any_spelling_before_anything_arrived()
    {
        var phone = Erasing.NewPhone();
        var sample = Erasing.Call(new JsonObject { ["phone"] = phone, ["name"] = "Amelia Okafor" });
        var announced = (await host.Api.As("acme", "Recordings.Upload").AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created);
        var id = announced.Read<AnnouncedRecording>().RecordingId;

        var answer = await SearchAsync(("phone", "0044 (0)" + phone[3..]), ("name", "AMELIA  okafor"));

        var found = Assert.Single(answer["recordings"]!.AsArray())!;
        Assert.Equal(
            $$"""{"recordingId":"{{id}}","startedAt":"2026-03-02T09:15:00Z","state":"awaitingUpload","""
            + "\"match\":\"strong\",\"matchedOn\":[\"phone\",\"name\"],\"holds\":0,\"restricted\":false}",
            found.ToJsonString());
        Assert.Empty(answer["requests"]!.AsArray());
        Assert.Equal(
            "contradicted", (await SearchAsync(("phone", phone), ("name", "Ben Okafor")))["recordings"]![0]!["match"]!.GetValue<string>());
        Assert.Equal("weak", (await SearchAsync(("phone", phone)))["recordings"]![0]!["match"]!.GetValue<string>());
        Assert.Empty((await SearchAsync(("phone", Erasing.NewPhone())))["recordings"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"identities":[]}""", "identities")]
    [InlineData("""{}""", "identities")]
    [InlineData("""{"identities":[{"type":"shoeSize","value":"44 hidden"}]}""", "identities[0].type")]
    [InlineData("""{"identities":[{"type":"email","value":"a@example.org"},{"type":"phone","value":"hidden"}]}""", "identities[1].value")]
    [InlineData("""{"identities":[{"type":"email"}]}""", "identities[0].value")]
    [InlineData("""{"identities":[{"type":"email","value":"a@example.org"}],"hidden":1}""", "hidden")]
    public async Task Bad_identities_are_named_by_their_field_and_not_repeated(string body, string field)
    {
        var answer = await privacy.SendAsync(HttpMethod.Post, "/subjects/search", JsonNode.Parse(body));

        Assert.Equal([field], answer.ExpectProblem(HttpStatusCode.BadRequest));
        Assert.True(field == "hidden" || !answer.Text.Contains("hidden", StringComparison.Ordinal), answer.Text);
    }

    [Fact]
    public async Task More_than_20_identities_are_too_many()
    {
        var many = new JsonArray([.. Enumerable.Range(0, 21).Select(_ => Identity("accountId", Erasing.NewAccount()))]);

        var answer = await privacy.SendAsync(HttpMethod.Post, "/subjects/search", new JsonObject { ["identities"] = many });

        Assert.Equal(["identities"], answer.ExpectProblem(HttpStatusCode.BadRequest));
    }

    async Task<JsonNode> SearchAsync(params (string Type, string Value)[] identities) =>
        (await privacy.SendAsync(HttpMethod.Post, "/subjects/search", new JsonObject
        {
            ["identities"] = new JsonArray([.. identities.Select(x => Identity(x.Type, x.Value))]),
        })).Expect(HttpStatusCode.OK).Json;

    static JsonNode Identity(string type, string value) => new JsonObject { ["type"] = type, ["value"] = value };

    [Fact]
    public async Task A_name_alone_is_refused_and_each_search_is_in_the_log_without_a_value()
    {
        await using var app = await AppHost.StartAsync(Api.Cancellation);
        var (person, team) = (new Person(), app.Api.As("acme", "Privacy.Handler"));
        var recording = (await app.Api.As("acme", "Recordings.Upload").AnnounceAsync(person.Call().Ticket)).Announced().RecordingId;
        async Task SearchAsync(JsonArray identities, HttpStatusCode status) => (await team.SendAsync(
            HttpMethod.Post, "/subjects/search", new JsonObject { ["identities"] = identities })).Expect(status);

        await SearchAsync(person.By("phone", "name"), HttpStatusCode.OK);
        await SearchAsync(new Person().By("accountId"), HttpStatusCode.OK);
        await SearchAsync(person.By("name"), HttpStatusCode.BadRequest);
        await SearchAsync([], HttpStatusCode.BadRequest);
        (await team.SearchAsync(new JsonObject { ["agentId"] = "agent-7", ["direction"] = null })).Expect(HttpStatusCode.OK);
        (await team.SearchAsync(new JsonObject { ["queue"] = "" })).Expect(HttpStatusCode.BadRequest);

        var lines = (await AuditLines.ReadAsync(app, "acme"))
            .Where(x => x.Text("event").EndsWith(".searched", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            [
                "subject.searched success name,phone 1", "subject.searched success accountId 0", "subject.searched refused name ",
                "subject.searched refused  ", "recording.searched success agentId 1", "recording.searched refused  ",
            ],
            lines.Select(x => $"{x.Text("event")} {x.Text("outcome")} {x["details"]?["by"]} {x["details"]?["hits"]}"));
        Assert.All(lines, x => Assert.StartsWith("p-", x.Text("principal"), StringComparison.Ordinal));
        Assert.All(person.Traces, x => Assert.DoesNotContain(lines, line => line.ToJsonString().Contains(x, StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, x => x.ToJsonString().Contains(recording, StringComparison.Ordinal));
    }
}
