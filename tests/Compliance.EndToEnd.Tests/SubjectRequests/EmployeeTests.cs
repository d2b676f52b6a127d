using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>What a tenant agreed on with its employees: whose voice goes, and who may be evaluated.</summary>
public sealed class EmployeeTests
{
    [Fact]
    public async Task Nobody_is_evaluated_one_by_one_without_the_agreement_that_this_needs()
    {
        await using var app = await AppHost.StartAsync(Api.Cancellation);
        var (reader, team) = (app.Api.Reader("acme", "*"), app.Api.As("acme", "Privacy.Handler"));
        var filter = new JsonObject { ["agentId"] = "Agent-7" };
        var sample = Sample.Note(change: ticket =>
        {
            ticket["parties"]![0]!["id"] = "agent-7";
            ticket["purposes"] = new JsonArray([.. ((string[])["quality", "agentCoaching"])
                .Select(x => new JsonObject { ["purpose"] = x, ["basis"] = "consent" })]);
        });
        var call = (await app.Api.As("acme", "Recordings.Upload").SealAsync(sample.Ticket, sample.Files)).Id;
        Task<Answer> PlayAsync(Session who, string purpose) =>
            who.SendAsync(HttpMethod.Get, $"/recordings/{call}/files/note.txt", null, (Session.Purpose, purpose));

        async Task RefusedAsync(string because)
        {
            foreach (var who in (Session[])[reader, team])
            {
                foreach (var answer in (Answer[])[await who.SearchAsync(filter), await PlayAsync(who, "agentCoaching")])
                {
                    answer.ExpectProblem(HttpStatusCode.Forbidden);
                    var detail = answer.Json["detail"]!.GetValue<string>();
                    Assert.Contains("the setting worksAgreement", detail, StringComparison.Ordinal);
                    Assert.Contains(because, detail, StringComparison.Ordinal);
                }

                (await PlayAsync(who, "quality")).Expect(HttpStatusCode.OK);
            }

            Assert.Null((await reader.ViewAsync(call)).Expect(HttpStatusCode.OK).Json["agentId"]);
            Assert.Null(Assert.Single((await reader.SearchAsync()).Json["items"]!.AsArray())!["agentId"]);
            Assert.Equal("agent-7", Assert.Single((await team.SearchAsync()).Json["items"]!.AsArray())!["agentId"]!.GetValue<string>());
        }

        Assert.Single((await reader.SearchAsync(filter)).Expect(HttpStatusCode.OK).Json["items"]!.AsArray());
        (await PlayAsync(reader, "agentCoaching")).Expect(HttpStatusCode.OK);
        await PutAsync(app, new JsonObject { ["evaluationNeedsAgreement"] = true });
        await RefusedAsync("names none");
        await AgreeAsync(app, new JsonObject { ["reference"] = "BV 12", ["validFrom"] = "2098-01-01" });
        await RefusedAsync("from 2098-01-01 on");
        await AgreeAsync(app, new JsonObject { ["reference"] = "BV 12", ["validFrom"] = "2020-01-01", ["validUntil"] = "2020-12-31" });
        await RefusedAsync("ended with 2020-12-31");

        await AgreeAsync(app, new JsonObject { ["reference"] = "BV 12", ["validFrom"] = "2020-01-01" });
        Assert.Equal("agent-7", Assert.Single((await reader.SearchAsync(filter)).Json["items"]!.AsArray())!["agentId"]!.GetValue<string>());
        Assert.Equal("agent-7", (await reader.ViewAsync(call)).Json["agentId"]!.GetValue<string>());
        Assert.Empty((await reader.SearchAsync(new JsonObject { ["agentId"] = "nobody" })).Json["items"]!.AsArray());
        Assert.Empty((await app.Api.Reader("acme", "elsewhere").SearchAsync(filter)).Expect(HttpStatusCode.OK).Json["items"]!.AsArray());
        (await PlayAsync(reader, "agentCoaching")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Where_the_agreement_says_so_the_voice_goes_with_the_name()
    {
        await using var app = await AppHost.StartAsync(Api.Cancellation);
        await PutAsync(app, new JsonObject { ["agentVoice"] = "silence" });
        var (desk, uploader) = (new RightsDesk(app.Api, "acme"), app.Api.As("acme", "Recordings.Upload"));
        var (agent, caller) = (new Person(), new Person());
        var apart = PartyErasureTests.Conference([caller.Party]);
        var together = PartyErasureTests.Conference([caller.Party]);
        together.Ticket["parties"]![1]!["channel"] = 0;
        var calls = new List<string>();
        foreach (var sample in (Sample[])[apart, together])
        {
            (sample.Ticket["parties"]![0]!["name"], sample.Ticket["parties"]![0]!["email"]) = (agent.Name, agent.Email);
            calls.Add((await uploader.SealAsync(sample.Ticket, sample.Files)).Id);
        }

        var id = await desk.FileAsync("erasure", agent.By("email", "name"));
        await desk.IdentifyAsync(id);
        var preview = (await desk.ViewAsync(id, "/preview"))["recordings"]!.AsArray();
        Assert.Equal(
            ["voiceSilenced", "identityErased"],
            calls.Select(x => preview.Single(i => i!["recordingId"]!.GetValue<string>() == x)!["reason"]!.GetValue<string>()));
        Assert.Equal(["partlyErased", "partlyErased"], PrivacyTeam.Outcomes(await desk.DecideAsync(id), [.. calls]));

        var parties = new List<JsonNode>();
        foreach (var call in calls)
        {
            var metadata = (await desk.Clerk.MetadataAsync(call)).Expect(HttpStatusCode.OK);
            Assert.All(agent.Traces, x => Assert.DoesNotContain(x, metadata.Text, StringComparison.Ordinal));
            parties.Add(metadata.Json["parties"]!);
        }

        Assert.Equal(["all", "identity"], parties.Select(x => x[0]!["erased"]!.GetValue<string>()));
        var reader = app.Api.Reader("acme", "*");
        var words = (await reader.FileAsync(calls[0], "transcript.json")).Expect(HttpStatusCode.OK).Json["turns"]!.AsArray();
        Assert.Equal(["[erased]", "I am number a."], words.Select(x => x!["text"]!.GetValue<string>()));
        Assert.Equal(
            together.Files["media.wav"], (await reader.FileAsync(calls[1], "media.wav")).Expect(HttpStatusCode.OK).Body);
        var letter = (await desk.Clerk.SendAsync(HttpMethod.Get, $"/requests/{id}/answer", null, ("Accept", "text/plain")))
            .Expect(HttpStatusCode.OK).Text.ReplaceLineEndings(" ");
        Assert.Contains("We erased your part of one recording", letter, StringComparison.Ordinal);
        Assert.Contains("We removed your name and your staff number from one recording", letter, StringComparison.Ordinal);

        // The customer's call can still be corrected, though no agent on it has an id.
        var renamed = parties[0].DeepClone();
        renamed[1]!["name"] = "Amelia Okafor-Reyes";
        (await desk.Clerk.CorrectAsync(calls[0], new JsonObject { ["reason"] = "married", ["parties"] = renamed })).Expect(HttpStatusCode.OK);
    }

    /// <summary>Settings that weaken protection, as two people put them into force.</summary>
    static Task AgreeAsync(AppHost app, JsonObject agreement) =>
        PutAsync(app, new JsonObject { ["evaluationNeedsAgreement"] = true, ["worksAgreement"] = agreement });

    static async Task PutAsync(AppHost app, JsonObject settings)
    {
        var answer = await app.Api.As("acme", "Tenant.Admin").SendAsync(HttpMethod.Put, "/settings", settings, ("If-Match", "*"));
        if (answer.Status is HttpStatusCode.Accepted)
        {
            var officer = app.Api.With("acme", () => app.Api.TokenAsync("acme", ["Privacy.Officer"], subject: "officer"));
            answer = await officer.SendAsync(HttpMethod.Post, $"/settings/changes/{answer.Json["changeId"]}/confirm");
        }

        answer.Expect(HttpStatusCode.OK);
    }
}
