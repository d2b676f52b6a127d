using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>What destroys or discloses is decided on a preview that still holds, and does what it names.</summary>
public sealed class BoundDecisionTests(SharedHost host)
{
    readonly Session uploader = host.Api.As("acme", "Recordings.Upload");
    readonly PrivacyTeam team = new(host.Api, "acme");

    [Fact]
    public async Task A_partial_decision_that_splits_nothing_is_refused_and_nothing_is_erased()
    {
        var (person, calls) = (new Person(), new List<string>());
        for (var i = 0; i < 3; i++)
        {
            calls.Add(await AnnounceAsync(person));
        }

        var id = await FileAsync(person, "erasure");
        var partial = new JsonObject { ["outcome"] = "partial" };
        Assert.Equal(["exclude"], (await team.MoveAsync(id, "decision", partial)).ExpectProblem(HttpStatusCode.BadRequest));
        partial["include"] = new JsonArray(calls[0]);
        Assert.Equal(["reason"], (await team.MoveAsync(id, "decision", partial)).ExpectProblem(HttpStatusCode.BadRequest));
        partial["reason"] = "17(3)(e) the others are needed for a claim";
        (await team.MoveAsync(id, "decision", partial)).Expect(HttpStatusCode.Accepted);

        var outcomes = (await team.WaitForAsync(id, "awaitingAnswer"))["outcomes"]!.AsArray()
            .ToDictionary(x => x!["recordingId"]!.GetValue<string>(), x => $"{x!["outcome"]} {x["basis"]}", StringComparer.Ordinal);
        Assert.StartsWith("erased", outcomes[calls[0]], StringComparison.Ordinal);
        Assert.All(calls[1..], x => Assert.Equal("retained 17(3)(e)", outcomes[x]));
        var letter = (await team.GetAsync(id, "/answer", ("Accept", "text/plain"))).Expect(HttpStatusCode.OK).Text;
        Assert.Contains("needed for a claim", letter, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("erasure")]
    [InlineData("access")]
    [InlineData("portability")]
    [InlineData("objection")]
    public async Task A_decision_at_filing_is_not_taken_and_one_without_a_preview_is_428(string type)
    {
        var form = Form(new Person(), type);
        form["decision"] = PrivacyTeam.Approval;
        var filed = (await team.Session.SendAsync(HttpMethod.Post, "/requests", form)).Expect(HttpStatusCode.Accepted).Json;
        Assert.Equal(
            ("awaitingDecision", false), (filed["state"]!.GetValue<string>(), filed["decisionTaken"]!.GetValue<bool>()));

        var path = $"/requests/{filed["requestId"]}/decision";
        (await team.Approver.SendAsync(HttpMethod.Post, path, PrivacyTeam.Approval)).ExpectProblem(HttpStatusCode.PreconditionRequired);
        var refusal = new JsonObject { ["outcome"] = "refuse", ["reason"] = "It was answered last week." };
        if (type == "objection")
        {
            refusal["compellingGrounds"] = "The recording is evidence in a dispute with a third party.";
        }

        var refused = (await team.Approver.SendAsync(HttpMethod.Post, path, refusal)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(("refused", true), (refused["state"]!.GetValue<string>(), refused["decisionTaken"]!.GetValue<bool>()));
    }

    [Theory]
    [InlineData("restriction", "approve", "running")]
    [InlineData("rectification", "approve", "running")]
    [InlineData("automatedDecision", "approve", "running")]
    [InlineData("erasure", "refuse", "refused")]
    public async Task A_decision_at_filing_that_neither_destroys_nor_discloses_is_taken(string type, string outcome, string state)
    {
        var form = Form(new Person(), type);
        form["decision"] = new JsonObject { ["outcome"] = outcome, ["reason"] = "As agreed." };
        if (type == "automatedDecision")
        {
            form["decision"]!["review"] = Register.Review(await Register.MadeAsync(host.Api, "acme"));
        }

        var filed = (await team.Session.SendAsync(HttpMethod.Post, "/requests", form)).Expect(HttpStatusCode.Accepted).Json;
        Assert.Equal((state, true), (filed["state"]!.GetValue<string>(), filed["decisionTaken"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task Whatever_changes_after_the_preview_is_409()
    {
        var person = new Person();
        var call = person.Call();
        var sealedCall = await uploader.SealAsync(call.Ticket, call.Files);
        (string What, Func<Task> Change)[] changes =
        [
            ("a hold", () => HoldAsync(HttpMethod.Put, sealedCall.Id, "h-1")),
            ("another hold instead", async () =>
            {
                await HoldAsync(HttpMethod.Put, sealedCall.Id, "h-2");
                await HoldAsync(HttpMethod.Delete, sealedCall.Id, "h-1");
            }),
            ("a correction", async () => (await host.Api.As("acme", "Privacy.Handler").CorrectAsync(
                sealedCall.Id, new JsonObject { ["reason"] = "wrong queue", ["queue"] = "sales" })).Expect(HttpStatusCode.OK)),
            ("a restriction", async () => await RestrictAsync(person)),
            ("a new call", () => AnnounceAsync(person)),
        ];
        var id = await FileAsync(person, "access");
        foreach (var (what, change) in changes)
        {
            var seen = new JsonObject { ["outcome"] = "approve", ["preview"] = await team.PreviewAsync(id) };
            Assert.Equal(seen["preview"]!.GetValue<string>(), await team.PreviewAsync(id));
            await change();
            var answer = await team.MoveAsync(id, "decision", seen);
            Assert.True(answer.Status is HttpStatusCode.Conflict, $"{what}: {answer.Text}");
        }

        (await team.MoveAsync(id, "decision", PrivacyTeam.Approval)).Expect(HttpStatusCode.Accepted);
    }

    async Task HoldAsync(HttpMethod method, string recording, string hold)
    {
        var answer = await host.Api.As("acme", "Legal.Holds").SendAsync(
            method, $"/recordings/{recording}/holds/{hold}", method == HttpMethod.Put ? new JsonObject { ["matter"] = "claim-7" } : null);
        Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.NoContent, answer.Text);
    }

    async Task RestrictAsync(Person person)
    {
        var form = Form(person, "restriction");
        form["decision"] = PrivacyTeam.Approval;
        var id = (await team.FileAsync(form)).Filed().RequestId;
        await team.WaitForAsync(id, "awaitingAnswer");
    }

    async Task<string> FileAsync(Person person, string type) => (await team.FileAsync(Form(person, type))).Filed().RequestId;

    async Task<string> AnnounceAsync(Person person) => (await uploader.AnnounceAsync(person.Call().Ticket)).Announced().RecordingId;

    static JsonObject Form(Person person, string type)
    {
        var form = PrivacyTeam.Erasure(person.By("accountId"));
        (form["type"], form["identity"]) = (type, PrivacyTeam.Verified);
        return form;
    }
}
