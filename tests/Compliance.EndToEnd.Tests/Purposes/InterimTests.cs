using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;

namespace Compliance.EndToEnd.Tests.Purposes;

/// <summary>What requests do within seconds of being filed, before anybody has verified or decided anything, and how that ends.</summary>
public sealed class InterimTests(SharedHost host)
{
    readonly RightsDesk desk = new(host.Api, "acme");

    [Fact]
    public async Task A_withdrawal_stops_the_purposes_it_names_when_it_is_filed()
    {
        var person = new Person();
        var call = await KeptCall.SealAsync(host.Api, person, "speech-lab:consent", "coaching:consent", "orders:contract");
        var weak = await KeptCall.SealAsync(host.Api, person, ["speech-lab:consent", "orders:contract"], onlyPhone: true);
        var id = await desk.FileAsync(
            "withdrawal", person.By("accountId", "phone"), x => x["purposes"] = new JsonArray("speech-lab"));

        await BecomesAsync(call, "withdrawn", "active", "active");
        var view = await desk.ViewAsync(id);
        Assert.NotNull(view["stopsAt"]);
        Assert.Equal("""["speech-lab"]""", view["purposes"]!.ToJsonString());
        Assert.Equal("active", (await weak.StatesAsync())["speech-lab"]);

        await desk.IdentifyAsync(id, "insufficient");
        await BecomesAsync(call, "active", "active", "active");
        Assert.Null((await desk.ViewAsync(id))["stopsAt"]);
        await desk.IdentifyAsync(id);
        await BecomesAsync(call, "withdrawn", "active", "active");

        var fates = await FatesAsync(id, call);
        Assert.Equal(("ends", "kept", "kept"), (fates["speech-lab"], fates["coaching"], fates["orders"]));
        await desk.DecideAsync(id, change: x => x["include"] = new JsonArray(weak.Id));
        Assert.Equal("withdrawn", (await weak.StatesAsync())["speech-lab"]);
        await desk.TellAsync(id);
        await BecomesAsync(call, "withdrawn", "active", "active");
    }

    [Theory]
    [InlineData("withdrawal", null, "withdrawn", "active", false)]
    [InlineData("erasure", "17(1)(b)", "withdrawn", "active", false)]
    [InlineData("objection", "21(2)", "active", "objected", false)]
    [InlineData("objection", "21(3)", "active", "objected", false)]
    [InlineData("objection", "21(1)", "active", "objected", true)]
    [InlineData("objection", null, "active", "objected", true)]
    [InlineData("restriction", "18(1)(a)", "active", "active", true)]
    [InlineData("restriction", "18(1)(d)", "active", "active", true)]
    [InlineData("rectification", null, "active", "active", true)]
    public async Task What_takes_effect_on_receipt_is_undone_with_the_request(
        string type, string? ground, string quality, string marketing, bool restricted)
    {
        var person = new Person();
        var call = await KeptCall.SealAsync(
            host.Api, person, "quality:consent", "marketing:legitimateInterests", "fraud:legitimateInterests");
        var id = await desk.FileAsync(type, person.By("accountId"), x => x["ground"] = ground);

        await BecomesAsync(call, restricted, quality, marketing, "active");
        Assert.NotNull((await desk.ViewAsync(id))["stopsAt"]);
        (await RightsDesk.MoveAsync(desk.Clerk, id, "cancel")).Expect(HttpStatusCode.OK);
        await BecomesAsync(call, restricted: false, "active", "active", "active");
        Assert.Null((await desk.ViewAsync(id))["stopsAt"]);
    }

    [Theory]
    [InlineData("access", null)]
    [InlineData("erasure", null)]
    [InlineData("erasure", "17(1)(a)")]
    [InlineData("restriction", "18(1)(b)")]
    [InlineData("restriction", "18(1)(c)")]
    public async Task Other_requests_wait_for_their_decision(string type, string? ground)
    {
        var person = new Person();
        var call = await KeptCall.SealAsync(host.Api, person, "quality:consent");
        var id = await desk.FileAsync(type, person.By("accountId"), x => x["ground"] = ground);
        await desk.IdentifyAsync(id);

        Assert.Null((await desk.ViewAsync(id))["stopsAt"]);
        await BecomesAsync(call, "active");
    }

    [Fact]
    public async Task A_rejected_objection_restricts_until_the_person_was_told()
    {
        var person = new Person();
        var call = await KeptCall.SealAsync(host.Api, person, "fraud:legitimateInterests", "orders:contract");
        var id = await desk.FileAsync("objection", person.By("accountId"), x => x["ground"] = "21(1)");
        await BecomesAsync(call, restricted: true, "active", "active");
        await desk.IdentifyAsync(id);
        var unweighed = new JsonObject { ["outcome"] = "refuse", ["reason"] = "We looked at each recording." };
        Assert.Equal(
            ["compellingGrounds"],
            (await RightsDesk.MoveAsync(desk.Approver, id, "decision", unweighed)).ExpectProblem(HttpStatusCode.BadRequest));
        await desk.DecideAsync(id, "refuse");

        Assert.StartsWith("p-", (await desk.ViewAsync(id))["balancing"]!["by"]!.GetValue<string>(), StringComparison.Ordinal);
        var letter = await desk.Approver.SendAsync(HttpMethod.Get, $"/requests/{id}/answer", null, ("Accept", "text/plain"));
        Assert.Contains("how a fraud went on", letter.Expect(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        await BecomesAsync(call, restricted: true, "active", "active");
        await desk.TellAsync(id);
        await BecomesAsync(call, restricted: false, "active", "active");
    }

    [Fact]
    public async Task An_approved_objection_leaves_the_purpose_stopped_and_lifts_when_the_person_was_told()
    {
        var person = new Person();
        var call = await KeptCall.SealAsync(host.Api, person, "fraud:legitimateInterests", "orders:contract");
        var id = await desk.FileAsync("objection", person.By("accountId"));
        await BecomesAsync(call, restricted: true, "active", "active");
        await desk.IdentifyAsync(id);
        Assert.Equal("ends", (await FatesAsync(id, call))["fraud"]);
        await desk.DecideAsync(id);

        await BecomesAsync(call, restricted: true, "objected", "active");
        await desk.TellAsync(id);
        await BecomesAsync(call, restricted: false, "objected", "active");
    }

    [Fact]
    public async Task An_approved_restriction_stands_until_it_is_lifted()
    {
        var person = new Person();
        var call = await KeptCall.SealAsync(host.Api, person, "quality:consent");
        var id = await desk.FileAsync("restriction", person.By("accountId"), x => x["ground"] = "18(1)(a)");
        await BecomesAsync(call, restricted: true, "active");
        await desk.IdentifyAsync(id);
        await desk.DecideAsync(id);
        await desk.TellAsync(id);
        await BecomesAsync(call, restricted: true, "active");

        var lift = new JsonObject { ["toldAt"] = "2026-11-01T00:00:00Z", ["reason"] = "It was accurate." };
        (await RightsDesk.MoveAsync(desk.Approver, id, "lift", lift)).Expect(HttpStatusCode.OK);
        await BecomesAsync(call, restricted: false, "active");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Contested_accuracy_restricts_until_it_is_corrected_and_the_person_was_told(bool corrected)
    {
        var person = new Person();
        var call = await KeptCall.SealAsync(host.Api, person, "quality:consent");
        var id = await desk.FileAsync("rectification", person.By("accountId"));
        await BecomesAsync(call, restricted: true, "active");
        Assert.Equal(HttpStatusCode.OK, await call.PlayAsync($"request:{id}", "Privacy.Handler"));
        if (corrected)
        {
            (await desk.Clerk.CorrectAsync(call.Id, new JsonObject { ["reason"] = "The person asked.", ["language"] = "fr" }))
                .Expect(HttpStatusCode.OK);
        }

        await desk.IdentifyAsync(id);
        await desk.DecideAsync(id);
        await BecomesAsync(call, restricted: true, "active");
        await desk.TellAsync(id);
        await BecomesAsync(call, restricted: !corrected, "active");
    }

    [Fact]
    public async Task A_purpose_that_two_requests_stopped_goes_on_when_both_are_undone()
    {
        var person = new Person();
        var call = await KeptCall.SealAsync(host.Api, person, "quality:consent", "orders:contract");
        var first = await desk.FileAsync("withdrawal", person.By("accountId"));
        var second = await desk.FileAsync("erasure", person.By("accountId"), x => x["ground"] = "17(1)(b)");
        await Api.EventuallyAsync(async () => (await TimelineAsync(second)).Contains("stopped", StringComparer.Ordinal), "both stopped it");
        await BecomesAsync(call, "withdrawn", "active");

        (await RightsDesk.MoveAsync(desk.Clerk, first, "cancel")).Expect(HttpStatusCode.OK);
        await Api.EventuallyAsync(async () => (await TimelineAsync(first)).Contains("undone", StringComparer.Ordinal), "the first is undone");
        await BecomesAsync(call, "withdrawn", "active");
        (await RightsDesk.MoveAsync(desk.Clerk, second, "cancel")).Expect(HttpStatusCode.OK);
        await BecomesAsync(call, "active", "active");
    }

    [Theory]
    [InlineData("erasure", "quality")]
    [InlineData("withdrawal", "not a name")]
    [InlineData("withdrawal", "")]
    public async Task Only_a_withdrawal_names_purposes(string type, string purpose)
    {
        var form = PrivacyTeam.Erasure(new Person().By("accountId"));
        (form["type"], form["purposes"]) = (type, new JsonArray(purpose));

        var fields = (await desk.Clerk.SendAsync(HttpMethod.Post, "/requests", form)).ExpectProblem(HttpStatusCode.BadRequest);

        Assert.StartsWith("purposes", Assert.Single(fields), StringComparison.Ordinal);
    }

    static Task BecomesAsync(KeptCall call, params string[] states) => BecomesAsync(call, restricted: false, states);

    /// <summary>Views, metadata, playback and search agree at every look; they say so within seconds.</summary>
    static async Task BecomesAsync(KeptCall call, bool restricted, params string[] states)
    {
        var limit = TimeProvider.System.GetUtcNow().AddSeconds(60);
        while (true)
        {
            var seen = await call.TryStatesAsync();
            if (seen is { } found && found.Restricted == restricted && found.States.Values.SequenceEqual(states, StringComparer.Ordinal))
            {
                return;
            }

            Assert.True(TimeProvider.System.GetUtcNow() < limit, $"Not {string.Join(", ", states)} in time: {seen}");
            await Task.Delay(100, Api.Cancellation);
        }
    }

    async Task<IReadOnlyDictionary<string, string>> FatesAsync(string id, KeptCall call) =>
        (await desk.ViewAsync(id, "/preview"))["recordings"]!.AsArray()
            .Single(x => x!["recordingId"]!.GetValue<string>() == call.Id)!["purposes"]!.AsArray()
            .ToDictionary(x => x!["purpose"]!.GetValue<string>(), x => x!["fate"]!.GetValue<string>(), StringComparer.Ordinal);

    async Task<IReadOnlyList<string>> TimelineAsync(string id) =>
        [.. (await desk.ViewAsync(id))["timeline"]!.AsArray().Select(x => x!["step"]!.GetValue<string>())];
}
