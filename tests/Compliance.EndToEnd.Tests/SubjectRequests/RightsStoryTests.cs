using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.Purposes;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>
/// Each right from the filing to the answer, over HTTP, with a second tenant beside: letter, playback, search, package and certificate say the
/// same.
/// </summary>
public sealed class RightsStoryTests(SharedHost host)
{
    [Fact]
    public async Task Erasure()
    {
        var story = await RightsStory.BeginAsync(host.Api);
        Assert.Equal([story.Call.Id], await story.SearchAsync());
        var id = await story.FileAsync("erasure");
        var letter = await story.FinishAsync(id);

        Assert.Contains("We erased one recording of you", letter, StringComparison.Ordinal);
        Assert.DoesNotContain("What we kept", letter, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Gone, await story.Call.PlayAsync("quality"));
        Assert.Empty(await story.SearchAsync());
        Assert.Equal(story.Call.Id, $"{Assert.Single((await story.CertificateAsync(id))["destroyed"]!.AsArray())!["recordingId"]}");
        Assert.Null((await story.PackageAsync()).Recording);
        await story.StaysElsewhereAsync(id);
    }

    [Fact]
    public async Task Access()
    {
        var story = await RightsStory.BeginAsync(host.Api);
        var id = await story.FileAsync("access");
        var letter = await story.FinishAsync(id);

        Assert.Contains("We prepared a copy of one recording of you", letter, StringComparison.Ordinal);
        var package = await story.PackageOfAsync(id);
        Assert.Equal(story.Call.Id, $"{Assert.Single(package.Data["recordings"]!.AsArray())!["recordingId"]}");
        var played = (await story.Call.AskAsync("quality")).Expect(HttpStatusCode.OK).Text;
        Assert.Contains(package.Paths, x => x.StartsWith("texts/", StringComparison.Ordinal) && package.Text(x) == played);
        Assert.Equal(
            ["fraud, on legitimate interests", "marketing, on legitimate interests", "quality, on your consent"],
            package.Data["report"]!["purposes"]!.AsArray().Select(x => $"{x}"));
        Assert.StartsWith(
            "The controller's register", $"{package.Data["report"]!["automatedDecisions"]!["statement"]}", StringComparison.Ordinal);
        await story.BecomesAsync("active active active");
        Assert.NotNull((await story.PackageAsync()).Recording);
        await story.StaysElsewhereAsync(id);
    }

    [Fact]
    public async Task Portability()
    {
        var story = await RightsStory.BeginAsync(host.Api);
        var id = await story.FileAsync("portability");
        var letter = await story.FinishAsync(id);

        Assert.Contains("We prepared your own part of one recording", letter, StringComparison.Ordinal);
        var recording = Assert.Single((await story.PackageOfAsync(id)).Data["recordings"]!.AsArray())!;
        Assert.Equal(["quality"], recording["purposes"]!.AsArray().Select(x => $"{x!["purpose"]}"));
        await story.BecomesAsync("active active active");
        await story.StaysElsewhereAsync(id);
    }

    [Fact]
    public async Task Rectification()
    {
        var story = await RightsStory.BeginAsync(host.Api);
        var id = await story.FileAsync("rectification");
        await story.BecomesAsync("active active active", restricted: true);
        (await story.Desk.Clerk.CorrectAsync(story.Call.Id, new JsonObject { ["reason"] = "The person asked.", ["language"] = "fr" }))
            .Expect(HttpStatusCode.OK);
        var letter = await story.FinishAsync(id, change: x => x["reason"] = "The language is now as you said");

        Assert.Contains("The language is now as you said.", letter, StringComparison.Ordinal);
        Assert.Contains("16", letter, StringComparison.Ordinal);
        await story.BecomesAsync("active active active");
        Assert.Equal("fr", $"{(await host.Api.As("acme", "Privacy.Officer").MetadataAsync(story.Call.Id)).Json["language"]}");
        Assert.Equal("fr", $"{(await story.PackageAsync()).Recording!["language"]}");
        await story.StaysElsewhereAsync(id);
    }

    [Fact]
    public async Task Restriction_with_its_uses()
    {
        var story = await RightsStory.BeginAsync(host.Api);
        var id = await story.FileAsync("restriction", x => x["ground"] = "18(1)(b)");
        var letter = await story.FinishAsync(id);

        Assert.Contains("One recording of you is now only stored, and not used", letter, StringComparison.Ordinal);
        await story.BecomesAsync("active active active", restricted: true);
        foreach (var use in (string[])["claims", "consent", "protection"])
        {
            Assert.Equal(HttpStatusCode.OK, await story.Call.PlayAsync($"restriction:{use}", "Privacy.Officer"));
            Assert.Equal(HttpStatusCode.Forbidden, await story.Call.PlayAsync($"restriction:{use}"));
        }

        Assert.Equal(HttpStatusCode.Forbidden, await story.Call.PlayAsync("restriction:curiosity", "Privacy.Officer"));
        Assert.Equal(
            ["restriction:claims", "restriction:consent", "restriction:protection"],
            (await PurposesReadAsync(story.Call)).Where(x => x.StartsWith("restriction:", StringComparison.Ordinal)).Distinct().Order(
                StringComparer.Ordinal));

        var lift = new JsonObject { ["toldAt"] = "2026-11-01T00:00:00Z", ["reason"] = "The claim was settled" };
        Assert.Contains("We intend to use one recording of you again", await story.LetterAsync(id, "lifted"), StringComparison.Ordinal);
        (await RightsDesk.MoveAsync(story.Desk.Approver, id, "lift", lift)).Expect(HttpStatusCode.OK);
        Assert.Contains("One recording of you is no longer restricted", await story.LetterAsync(id, "lifted"), StringComparison.Ordinal);
        await story.BecomesAsync("active active active");
        Assert.Equal(HttpStatusCode.Forbidden, await story.Call.PlayAsync("restriction:claims", "Privacy.Officer"));
        await story.StaysElsewhereAsync(id);
    }

    [Fact]
    public async Task Objection_that_is_granted()
    {
        var story = await RightsStory.BeginAsync(host.Api);
        var id = await story.FileAsync("objection", x => x["ground"] = "21(1)");
        await story.BecomesAsync("active objected active", restricted: true);
        var letter = await story.FinishAsync(id);

        Assert.All(
            [
                "For quality: continues", "For marketing: ended, because of an objection to direct marketing",
                "For fraud: ended, because of an objection", "You may complain",
            ],
            x => Assert.Contains(x, letter, StringComparison.Ordinal));
        await story.BecomesAsync("active objected objected");
        Assert.NotNull((await story.PackageAsync()).Recording);
        await story.StaysElsewhereAsync(id);
    }

    [Fact]
    public async Task Objection_that_is_refused()
    {
        var story = await RightsStory.BeginAsync(host.Api, "quality:consent", "fraud:legitimateInterests");
        var id = await story.FileAsync("objection", x => x["ground"] = "21(1)");
        await story.BecomesAsync("active active", restricted: true);
        await story.Desk.IdentifyAsync(id);
        await story.Desk.DecideAsync(id, "refuse");
        await story.BecomesAsync("active active", restricted: true);

        Assert.Contains("They show how a fraud went on.", await story.TellAsync(id), StringComparison.Ordinal);
        await story.BecomesAsync("active active");
        Assert.NotNull((await story.Desk.ViewAsync(id))["balancing"]);
        await story.StaysElsewhereAsync(id);
    }

    [Fact]
    public async Task Objection_to_marketing()
    {
        var story = await RightsStory.BeginAsync(host.Api);
        var id = await story.FileAsync("objection", x => x["ground"] = "21(2)");
        await story.BecomesAsync("active objected active");
        var letter = await story.FinishAsync(id);

        Assert.Contains("For marketing: ended, because of an objection to direct marketing", letter, StringComparison.Ordinal);
        Assert.Contains("For fraud: continues", letter, StringComparison.Ordinal);
        await story.BecomesAsync("active objected active");
        Assert.NotNull((await story.PackageAsync()).Recording);
        await story.StaysElsewhereAsync(id);
    }

    [Fact]
    public async Task Withdrawal()
    {
        var story = await RightsStory.BeginAsync(host.Api);
        var id = await story.FileAsync("withdrawal");
        await story.BecomesAsync("withdrawn active active");
        var letter = await story.FinishAsync(id);

        Assert.Contains("For quality: ended, because consent was withdrawn", letter, StringComparison.Ordinal);
        await story.BecomesAsync("withdrawn active active");
        var (package, recording) = await story.PackageAsync();
        Assert.NotNull(recording);
        Assert.DoesNotContain(package.Data["report"]!["purposes"]!.AsArray(), x => $"{x}".StartsWith("quality", StringComparison.Ordinal));
        await story.StaysElsewhereAsync(id);
    }

    [Fact]
    public async Task Automated_decision()
    {
        var story = await RightsStory.BeginAsync(host.Api);
        var decision = await Register.MadeAsync(host.Api, "acme");
        var id = await story.FileAsync("automatedDecision", x => x["ground"] = "22(3)");
        await Api.EventuallyAsync(async () => await PlayedAsync(story.Call) == "stopped", "no automated decision is made");
        var letter = await story.FinishAsync(id, change: x => x["review"] = Register.Review(decision));

        Assert.Contains("The decision was changed. A pause was taken for a doubt.", letter, StringComparison.Ordinal);
        Assert.Contains("One recording of you is marked", letter, StringComparison.Ordinal);
        Assert.Equal("stopped", await PlayedAsync(story.Call));
        Assert.Equal("changed", $"{(await story.CertificateAsync(id))["review"]!["outcome"]}");
        await story.BecomesAsync("active active active");
        var (package, _) = await story.PackageAsync();
        Assert.Contains(package.Data["report"]!["automatedDecisions"]!["register"]!.AsArray(), x => $"{x!["name"]}" == "Score of the call");
        await story.StaysElsewhereAsync(id);
    }

    static async Task<string> PlayedAsync(KeptCall call) =>
        (await call.AskAsync("quality")).Expect(HttpStatusCode.OK).Header("X-Automated-Decisions")!;

    async Task<IEnumerable<string>> PurposesReadAsync(KeptCall call) =>
        (await host.Api.As("acme", "Privacy.Officer").SendAsync(HttpMethod.Get, $"/recordings/{call.Id}/disclosures"))
        .Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(x => $"{x!["purpose"]}");
}
