using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests.Packages;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>What a person is told of automated decisions (GDPR Art. 22), and how one is contested.</summary>
public sealed class AutomatedDecisionTests(SharedHost host)
{
    readonly RightsDesk desk = new(host.Api, "globex");

    [Theory]
    [InlineData("upheld")]
    [InlineData("changed")]
    public async Task Whoever_contests_one_is_answered_by_a_person_and_no_other_is_made_meanwhile(string outcome)
    {
        var decision = await Register.MadeAsync(host.Api, "globex");
        var person = new Person();
        var recording = await SealAsync(person);
        Assert.Equal(("allowed", "allowed"), await SeenAsync(recording));
        var id = await desk.FileAsync("automatedDecision", person.By("accountId"), x => x["ground"] = "22(3)");
        await BecomesAsync(recording, "stopped");
        Assert.NotNull((await desk.ViewAsync(id))["stopsAt"]);

        await desk.IdentifyAsync(id);
        Assert.Equal(["review"], await RefusedAsync(id, x => x["review"] = null));
        Assert.Equal(["review.automatedDecisionId"], await RefusedAsync(id, x => x["review"] = Register.Review("not-in-the-register")));
        Assert.Equal(["review.reviewer"], await RefusedAsync(id, x => x["review"] = Register.Review(decision, reviewer: "Nobody")));
        var done = await desk.DecideAsync(id, change: x => x["review"] = Register.Review(decision, outcome));
        Assert.Equal((decision, outcome), ($"{done["review"]!["automatedDecisionId"]}", $"{done["review"]!["outcome"]}"));
        Assert.Equal(outcome == "upheld" ? "retained" : "stopped", $"{Assert.Single(done["outcomes"]!.AsArray())!["outcome"]}");
        Assert.Equal(("stopped", "stopped"), await SeenAsync(recording));

        var letter = await LetterAsync(id);
        Assert.Contains(
            $"{Register.Reviewer} reviewed the automated decision that you contest, \"Score of the call\"",
            letter,
            StringComparison.Ordinal);
        Assert.Contains("A pause was taken for a doubt.", letter, StringComparison.Ordinal);
        Assert.Equal(outcome == "upheld", letter.Contains("The decision stands.", StringComparison.Ordinal));
        Assert.Equal(outcome == "upheld", letter.Contains("You may complain", StringComparison.Ordinal));
        Assert.Equal(outcome == "changed", letter.Contains("One recording of you is marked", StringComparison.Ordinal));
        var certificate = (await desk.Approver.SendAsync(HttpMethod.Get, $"/requests/{id}/certificate")).Expect(HttpStatusCode.OK).Json;
        var statement = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(certificate["payload"]!.GetValue<string>()))!;
        Assert.Equal((decision, outcome), ($"{statement["review"]!["automatedDecisionId"]}", $"{statement["review"]!["outcome"]}"));

        await desk.TellAsync(id);
        await BecomesAsync(recording, outcome == "upheld" ? "allowed" : "stopped");
        if (outcome == "changed")
        {
            var lift = new JsonObject { ["toldAt"] = "2026-11-01T00:00:00Z", ["reason"] = "The person agreed to it." };
            (await RightsDesk.MoveAsync(desk.Approver, id, "lift", lift)).Expect(HttpStatusCode.OK);
            await BecomesAsync(recording, "allowed");
        }
    }

    [Fact]
    public async Task A_contest_that_is_cancelled_or_refused_stops_nothing_any_more()
    {
        var person = new Person();
        var recording = await SealAsync(person);
        var first = await desk.FileAsync("automatedDecision", person.By("accountId"));
        var second = await desk.FileAsync("automatedDecision", person.By("accountId"));
        await BecomesAsync(recording, "stopped");
        (await RightsDesk.MoveAsync(desk.Clerk, first, "cancel")).Expect(HttpStatusCode.OK);
        await desk.IdentifyAsync(second);
        var refusal = new JsonObject { ["outcome"] = "refuse", ["reason"] = "No automated decision was made." };
        (await RightsDesk.MoveAsync(desk.Approver, second, "decision", refusal)).Expect(HttpStatusCode.OK);
        Assert.Equal(("stopped", "stopped"), await SeenAsync(recording));
        await desk.TellAsync(second);
        await BecomesAsync(recording, "allowed");
    }

    [Fact]
    public async Task A_review_is_given_for_automated_decisions_and_for_nothing_else()
    {
        var form = PrivacyTeam.Erasure(new Person().By("accountId"));
        (form["type"], form["identity"]) = ("restriction", PrivacyTeam.Verified);
        form["decision"] = new JsonObject { ["outcome"] = "approve", ["review"] = Register.Review("any") };
        var who = RightsDesk.Person(host.Api, "globex", "both", "Privacy.Handler", "Privacy.Approver");
        Assert.Equal(
            ["decision.review"], (await who.SendAsync(HttpMethod.Post, "/requests", form)).ExpectProblem(HttpStatusCode.BadRequest));
        form["type"] = "automatedDecision";
        Assert.Equal(
            ["decision.review.automatedDecisionId"],
            (await who.SendAsync(HttpMethod.Post, "/requests", form)).ExpectProblem(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task An_access_report_says_what_the_register_says_of_the_persons_own_calls()
    {
        var person = new Person();
        await SealAsync(person);
        var empty = await ReportAsync(host.Api, "hooli", person);
        Assert.Equal("The controller's register of automated decisions is empty.", $"{empty["statement"]}");
        Assert.Empty(empty["register"]!.AsArray());

        var mine = await Register.MadeAsync(host.Api, "globex");
        var other = mine.Replace("score", "other", StringComparison.Ordinal);
        (await Register.PutAsync(host.Api, "globex", other, Register.Entry(
            x => (x["name"], x["queues"]) = ("Of another queue", new JsonArray("another-queue"))))).Expect(HttpStatusCode.Created);
        var names = (await ReportAsync(host.Api, "globex", person))["register"]!.AsArray().Select(x => $"{x!["name"]}").ToList();
        Assert.Contains("Score of the call", names);
        Assert.DoesNotContain("Of another queue", names);
    }

    internal static async Task<JsonNode> ReportAsync(Api api, string tenant, Person person) =>
        (await WholeReportAsync(api, tenant, person))["automatedDecisions"]!;

    internal static async Task<JsonNode> WholeReportAsync(Api api, string tenant, Person person)
    {
        var team = new RightsDesk(api, tenant);
        var id = await team.FileAsync("access", person.By("accountId"));
        await team.IdentifyAsync(id);
        await team.DecideAsync(id);
        var package = new UnpackedPackage(
            (await team.Approver.SendAsync(HttpMethod.Get, $"/requests/{id}/package")).Expect(HttpStatusCode.OK).Body);
        var decisions = package.Data["report"]!["automatedDecisions"]!;
        Assert.Contains($"{decisions["statement"]}", WebUtility.HtmlDecode(package.Text("index.html")), StringComparison.Ordinal);
        return package.Data["report"]!;
    }

    async Task<IReadOnlyList<string>> RefusedAsync(string id, Action<JsonObject> change)
    {
        var decision = new JsonObject { ["outcome"] = "approve" };
        change(decision);
        return (await RightsDesk.MoveAsync(desk.Approver, id, "decision", decision)).ExpectProblem(HttpStatusCode.BadRequest);
    }

    async Task<string> LetterAsync(string id) => (await desk.Approver.SendAsync(
        HttpMethod.Get, $"/requests/{id}/answer", null, ("Accept", "text/plain"))).Expect(HttpStatusCode.OK).Text.Replace('\n', ' ');

    async Task<string> SealAsync(Person person)
    {
        var call = person.Call();
        return (await host.Api.As("globex", "Recordings.Upload").SealAsync(call.Ticket, call.Files)).Id;
    }

    /// <summary>What the view and playback say; the metadata says the same as the view.</summary>
    async Task<(string View, string Played)> SeenAsync(string recording)
    {
        var view = await ViewAsync(recording);
        var metadata = (await host.Api.As("globex", "Privacy.Handler").MetadataAsync(recording)).Expect(HttpStatusCode.OK).Json;
        Assert.True(JsonNode.DeepEquals(view["automatedDecisions"], metadata["automatedDecisions"]));
        var played = (await host.Api.As("globex", "Recordings.Read").FileAsync(recording, "note.txt")).Expect(HttpStatusCode.OK);
        return ($"{view["automatedDecisions"]!["state"]}", played.Header("X-Automated-Decisions")!);
    }

    Task BecomesAsync(string recording, string state) =>
        Api.EventuallyAsync(
            async () => $"{(await ViewAsync(recording))["automatedDecisions"]!["state"]}" == state, $"automated decisions are {state}");

    async Task<JsonNode> ViewAsync(string recording) =>
        (await host.Api.As("globex", "Recordings.Read").ViewAsync(recording)).Expect(HttpStatusCode.OK).Json;
}
