using System.Net;
using System.Text.Json.Nodes;
using Azure.Messaging.ServiceBus;
using Compliance.EndToEnd.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.Recordings;

/// <summary>Rules by category and medium: previewed, confirmed, in force after their notice, and obeyed.</summary>
public sealed class RetentionRuleTests : RetentionStory
{
    Session Admin => Api.As("acme", "Tenant.Admin");

    Session Handler => Api.As("acme", "Privacy.Handler");

    [Fact]
    public async Task A_duty_is_in_force_at_once_and_ends_with_its_own_day()
    {
        var (order, other) = (await SealAsync(category: "order"), await SealAsync());
        var change = await PutAsync(new JsonObject
        {
            ["name"] = "orders", ["category"] = "order", ["retainAtLeast"] = "P60D", ["law"] = "MiFID II 16(7)",
        });
        Assert.False(change["needsConfirmation"]!.GetValue<bool>());
        Assert.Equal((1, 0), (change["preview"]!["later"]!.GetValue<int>(), change["preview"]!["earlier"]!.GetValue<int>()));

        await PlacedAsync(order, x => x["law"]?.GetValue<string>() == "MiFID II 16(7)");
        Assert.Equal([order], (await Handler.SearchAsync(new JsonObject { ["category"] = "order" })).Json["items"]!.AsArray()
            .Select(x => x!["recordingId"]!.GetValue<string>()));

        await PassAsync("P32D");
        Assert.Equal([other], await GoneOfAsync(order, other));

        await PassAsync("P30D");
        await GoneAsync(order);
    }

    [Fact]
    public async Task What_shortens_waits_for_another_person_and_seven_days()
    {
        var id = await SealAsync(category: "complaint");
        JsonObject Rule(string days) => new() { ["name"] = "complaints", ["category"] = "complaint", ["deleteAfter"] = days };
        var change = await PutAsync(Rule("P10D"));
        var changeId = change["changeId"]!.GetValue<string>();
        Assert.True(change["needsConfirmation"]!.GetValue<bool>());
        Assert.Equal(1, Assert.Single(change["preview"]!["days"]!.AsArray())!["recordings"]!.GetValue<int>());
        Assert.Equal(changeId, (await PutAsync(Rule("P10D")))["changeId"]!.GetValue<string>());
        Assert.Single((await RetentionAsync())["changes"]!.AsArray());

        await PassAsync("P6D");
        (await Admin.SendAsync(HttpMethod.Post, $"/retention/changes/{changeId}/confirm")).Expect(HttpStatusCode.Forbidden);
        (await Api.As("globex", "Tenant.Admin").SendAsync(HttpMethod.Post, $"/retention/changes/{changeId}/confirm"))
            .Expect(HttpStatusCode.NotFound);
        (await Handler.SendAsync(HttpMethod.Post, $"/retention/changes/{changeId}/confirm")).Expect(HttpStatusCode.Forbidden);
        var confirmed = (await (await SecondAsync()).SendAsync(HttpMethod.Post, $"/retention/changes/{changeId}/confirm"))
            .Expect(HttpStatusCode.OK).Json;
        Assert.False(confirmed["needsConfirmation"]!.GetValue<bool>());

        await PassAsync("P6D");
        Assert.Empty(await GoneOfAsync(id));
        Assert.NotNull((await RetentionAsync())["next"]);

        await PassAsync("P2D");
        await PlacedAsync(id, x => x["rule"]?.GetValue<string>() == "complaints");
        await NightAsync();
        await GoneAsync(id);
        Assert.Equal("complaints", (await RetentionAsync())["rules"]![0]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_medium_goes_while_the_rest_stays_unless_a_hold_keeps_it()
    {
        var (call, held) = (await CallAsync(), await CallAsync());
        await HoldAsync(HttpMethod.Put, held);
        var change = await PutAsync(new JsonObject { ["name"] = "sound", ["medium"] = "audio", ["deleteAfter"] = "P5D" });
        (await (await SecondAsync()).SendAsync(HttpMethod.Post, $"/retention/changes/{change["changeId"]!.GetValue<string>()}/confirm"))
            .Expect(HttpStatusCode.OK);
        var before = (await Handler.FileAsync(call, "transcript.json")).Expect(HttpStatusCode.OK).Body;

        await PassAsync("P8D");
        await PlacedAsync(call, x => x["media"]!.AsArray().Count == 1);
        await NightAsync();

        var view = (await Handler.ViewAsync(call)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(("sealed", 2), (view["state"]!.GetValue<string>(), view["generation"]!.GetValue<int>()));
        Assert.Equal(["transcript.json", "keystrokes.jsonl"], view["files"]!.AsArray().Select(x => x!["name"]!.GetValue<string>()));
        Assert.Empty(view["retention"]!["media"]!.AsArray());
        Assert.Equal(before, (await Handler.FileAsync(call, "transcript.json")).Expect(HttpStatusCode.OK).Body);
        (await Handler.FileAsync(call, "media.wav")).Expect(HttpStatusCode.NotFound);
        (await Handler.FileAsync(held, "media.wav")).Expect(HttpStatusCode.OK);

        var run = (await RetentionAsync())["runs"]![0]!;
        Assert.Equal((0, 1), (run["deleted"]!.GetValue<int>(), run["reduced"]!.GetValue<int>()));
        var path = run["certificate"]!.GetValue<string>()["/api/tenants/acme".Length..];
        var statement = StatementOf((await Officer.SendAsync(HttpMethod.Get, path)).Expect(HttpStatusCode.OK).Json);
        var destroyed = Assert.Single(statement["destroyed"]!.AsArray())!;
        Assert.Equal(
            (call, "audio", "5(1)(e)"),
            (destroyed["recordingId"]!.GetValue<string>(), destroyed["what"]![0]!.GetValue<string>(), destroyed["ground"]!.GetValue<string>()));

        await HoldAsync(HttpMethod.Delete, held);
        await NightAsync();
        (await Handler.FileAsync(held, "media.wav")).Expect(HttpStatusCode.NotFound);
        (await Handler.FileAsync(held, "transcript.json")).Expect(HttpStatusCode.OK);

        await PassAsync("P30D");
        Assert.Equal([call, held], await GoneOfAsync(call, held));
    }

    [Fact]
    public async Task Recipients_are_told_of_which_call_what_went()
    {
        await using var team = App.Host.Services.GetRequiredService<ServiceBusClient>().CreateReceiver("acme/privacy-events", "privacy-team");
        var crm = new JsonObject { ["name"] = "crm", ["identities"] = Api.Array(["phone"]), ["callIds"] = true };
        (await Admin.SendAsync(
            HttpMethod.Put, "/settings", new JsonObject { ["recipients"] = new JsonArray(crm) }, ("If-Match", "*"))).Expect(HttpStatusCode.OK);
        var sample = Sample.Call("plain");
        sample.Ticket["startedAt"] = Text(Now.AddMinutes(-10));
        var call = (await Uploader.SealAsync(sample.Ticket, sample.Files)).Id;
        var change = await PutAsync(new JsonObject { ["name"] = "sound", ["medium"] = "audio", ["deleteAfter"] = "P5D" });
        (await (await SecondAsync()).SendAsync(HttpMethod.Post, $"/retention/changes/{change["changeId"]!.GetValue<string>()}/confirm"))
            .Expect(HttpStatusCode.OK);

        await PassAsync("P8D");
        await PlacedAsync(call, x => x["media"]!.AsArray().Count == 1);
        await NightAsync();

        var message = await team.ReceiveMessageAsync(TimeSpan.FromSeconds(20), Api.Cancellation);
        var told = JsonNode.Parse(message.Body.ToString())!;
        Assert.Equal("compliance.recipient.erased", told["type"]!.GetValue<string>());
        var token = await Api.TokenAsync("acme", ["Recipient"], subject: "crm");
        var claim = (await Api.SendAsync(HttpMethod.Get, $"/api/recipients/claims/{told["data"]!["claimId"]}", token: token))
            .Expect(HttpStatusCode.OK).Json;
        Assert.Equal(
            $$"""{"identities":[],"callIds":[],"media":[{"callId":"{{sample.Ticket["callId"]}}","media":["audio"]}],"partCallIds":[]}""",
            claim.ToJsonString());
    }

    /// <summary>Today's work: recordings are placed on the days of the rules in force.</summary>
    async Task PlacedAsync(string id, Func<JsonNode, bool> holds)
    {
        await Api.RunTimerAsync("ReconcileRecordings");
        await Api.EventuallyAsync(
            async () => holds((await Handler.ViewAsync(id)).Expect(HttpStatusCode.OK).Json["retention"]!), "the rules are worked in");
    }

    async Task<JsonNode> PutAsync(params JsonObject[] rules) => (await Admin.SendAsync(
        HttpMethod.Put, "/retention", new JsonObject { ["rules"] = new JsonArray([.. rules]) })).Expect(HttpStatusCode.Accepted).Json;

    async Task<Session> SecondAsync()
    {
        var token = await Api.TokenAsync("acme", ["Privacy.Officer"], subject: "second-person");
        return Api.With("acme", token);
    }

    async Task<string> SealAsync(string? category = null)
    {
        var sample = Sample.Note(change: x =>
        {
            x["startedAt"] = Text(Now.AddMinutes(-10));
            x["category"] = category;
        });
        return (await Uploader.SealAsync(sample.Ticket, sample.Files)).Id;
    }

    async Task<string> CallAsync()
    {
        var sample = Sample.Call("plain");
        sample.Ticket["startedAt"] = Text(Now.AddMinutes(-10));
        return (await Uploader.SealAsync(sample.Ticket, sample.Files)).Id;
    }
}
