using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;

namespace Compliance.EndToEnd.Tests.Consents;

/// <summary>What a caller refuses in the call is not kept: unsealed it is destroyed, held or not; sealed it is stopped, or erased.</summary>
public sealed class RefusedConsentTests(SharedHost host)
{
    const string Tenant = "globex";

    readonly Person person = new();

    Session Uploader => host.Api.As(Tenant, "Recordings.Upload");

    Session Reader => host.Api.As(Tenant, "Recordings.Read");

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task What_is_not_sealed_yet_and_rests_on_nothing_else_is_destroyed_even_under_a_hold(bool held, bool uploaded)
    {
        var call = Call("quality:consent").Add("late.txt", "text/plain", "more"u8.ToArray());
        var issued = (await Uploader.AnnounceAsync(call.Ticket)).Expect(HttpStatusCode.Created).Json;
        var id = $"{issued["recordingId"]}";
        if (held)
        {
            await HoldAsync(id);
        }

        if (uploaded)
        {
            await host.Api.UploadAsync(issued, call.Files.Take(1).ToDictionary(x => x.Key, x => x.Value));
            Assert.NotEmpty(await host.App.InboxOfAsync(Tenant, id));
        }

        Assert.Equal("destroyed", await RefuseAsync(call));
        var gone = (await Uploader.ViewAsync(id)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("erased", $"{gone["state"]}");
        Assert.Empty(await host.App.InboxOfAsync(Tenant, id));
        (await Uploader.AnnounceAsync(call.Ticket)).ExpectProblem(HttpStatusCode.Gone);
        (await SayAsync(call, "given")).ExpectProblem(HttpStatusCode.Gone);

        // What was destroyed is certified, by the timer, once.
        var certificate = $"{gone["certificate"]}";
        await host.Api.RunTimerAsync("ReconcileRequests");
        var token = await host.Api.TokenAsync(Tenant, ["Privacy.Officer"]);
        var first = (await host.Api.SendAsync(HttpMethod.Get, certificate, null, token)).Expect(HttpStatusCode.OK).Text;
        await host.Api.RunTimerAsync("ReconcileRequests");
        Assert.Equal(first, (await host.Api.SendAsync(HttpMethod.Get, certificate, null, token)).Text);
    }

    [Fact]
    public async Task Another_purpose_keeps_the_recording_and_the_refused_one_is_over_for_all()
    {
        var call = Call("quality:consent", "orders:contract");
        var issued = (await Uploader.AnnounceAsync(call.Ticket)).Expect(HttpStatusCode.Created).Json;
        Assert.Equal("stopped", await RefuseAsync(call));
        Assert.Equal("stopped", $"{(await SayAsync(call, "refused")).Expect(HttpStatusCode.OK).Json["effect"]}");
        await host.Api.UploadAsync(issued, call.Files);
        var id = $"{issued["recordingId"]}";
        var view = await Uploader.WaitForAsync(id, "sealed");
        Assert.Equal(["refused", "active"], view["purposes"]!.AsArray().Select(x => $"{x!["state"]}"));
        (await PlayAsync(id, "orders")).Expect(HttpStatusCode.OK);
        (await PlayAsync(id, "quality")).ExpectProblem(HttpStatusCode.Forbidden);
        Assert.Empty(await FoundAsync(call, "quality"));
        Assert.Equal([id], await FoundAsync(call, "orders"));
        var record = Assert.Single(await RecordsAsync(), x => $"{x!["state"]}" == "refused")!;
        Assert.Equal("stopped", $"{record["events"]!.AsArray().Last()!["effect"]}");

        // Another answer later does not bring it back.
        (await SayAsync(call, "given")).Expect(HttpStatusCode.Created);
        (await PlayAsync(id, "quality")).ExpectProblem(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("soon", "destroyed")]
    [InlineData("held", "stopped")]
    [InlineData("late", "stopped")]
    public async Task Once_sealed_it_is_erased_soon_after_the_call_and_else_used_for_nothing(string when, string effect)
    {
        var call = Call("quality:consent");
        if (when != "late")
        {
            call.Ticket["startedAt"] = TimeProvider.System.GetUtcNow().AddMinutes(-3).ToString("O");
        }

        var id = (await Uploader.SealAsync(call.Ticket, call.Files)).Id;
        if (when == "held")
        {
            await HoldAsync(id);
        }

        if (when == "late")
        {
            // Announced long ago: its ticket gives the length of the call.
            Assert.Equal(60, call.Ticket["durationSeconds"]!.GetValue<int>());
        }

        Assert.Equal(effect, await RefuseAsync(call));
        var played = await PlayAsync(id, "quality");
        played.ExpectProblem(effect == "destroyed" ? HttpStatusCode.Gone : HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_refusal_before_the_ticket_and_one_of_no_purpose_do_nothing_more()
    {
        var call = Call("quality:consent", "orders:contract");
        Assert.Equal("", await RefuseAsync(call));
        var issued = (await Uploader.AnnounceAsync(call.Ticket)).Expect(HttpStatusCode.Created).Json;
        Assert.Equal("refused", $"{issued["droppedPurposes"]![0]!["reason"]}");
        await host.Api.RunTimerAsync("ReconcileRequests");
        Assert.Equal("nothing", $"{(await RecordsAsync()).Single()!["events"]![0]!["effect"]}");

        var other = Call("orders:contract");
        var id = (await Uploader.SealAsync(other.Ticket, other.Files)).Id;
        Assert.Equal("nothing", await RefuseAsync(other));
        Assert.Equal("nothing", await RefuseAsync(other, "orders"));
        (await PlayAsync(id, "orders")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Refusing_while_it_is_sealed_leaves_nothing()
    {
        for (var i = 0; i < 6; i++)
        {
            var call = Call("quality:consent");
            call.Ticket["startedAt"] = TimeProvider.System.GetUtcNow().AddMinutes(-3).ToString("O");
            var issued = (await Uploader.AnnounceAsync(call.Ticket)).Expect(HttpStatusCode.Created).Json;
            await host.Api.UploadAsync(issued, call.Files);
            await Task.Delay(TimeSpan.FromMilliseconds(60 * i), Api.Cancellation);
            Assert.Equal("destroyed", await RefuseAsync(call));
            Assert.Equal("erased", $"{(await Uploader.ViewAsync($"{issued["recordingId"]}")).Json["state"]}");
        }
    }

    Sample Call(params string[] purposes) => person.Call(x =>
    {
        x["durationSeconds"] = 60;
        x["queue"] = Sample.NewCallId();
        x["purposes"] = new JsonArray([.. purposes.Select(y => (JsonNode)new JsonObject
        {
            ["purpose"] = y.Split(':')[0], ["basis"] = y.Split(':')[1], ["retainUntil"] = "2030-01-01T00:00:00Z",
        })]);
    });

    Task<Answer> SayAsync(Sample call, string state, string purpose = "quality") => host.Api.As(Tenant, "Calls.Control").SendAsync(
        HttpMethod.Post, $"/calls/{call.CallId}/consent", new JsonObject { ["purpose"] = purpose, ["state"] = state });

    async Task<string> RefuseAsync(Sample call, string purpose = "quality") =>
        $"{(await SayAsync(call, "refused", purpose)).Expect(HttpStatusCode.Created).Json["effect"]}";

    async Task HoldAsync(string id) => (await host.Api.As(Tenant, "Legal.Holds").SendAsync(
        HttpMethod.Put, $"/recordings/{id}/holds/claim", new JsonObject { ["matter"] = $"m-{id[^4..]}-refused" })).Expect(HttpStatusCode.OK);

    Task<Answer> PlayAsync(string id, string purpose) =>
        Reader.SendAsync(HttpMethod.Get, $"/recordings/{id}/files/note.txt", null, (Session.Purpose, purpose));

    async Task<IReadOnlyList<string>> FoundAsync(Sample call, string purpose)
    {
        var query = new JsonObject { ["purpose"] = purpose, ["queue"] = call.Ticket["queue"]!.DeepClone() };
        return [.. (await Reader.SearchAsync(query)).Json["items"]!.AsArray().Select(x => $"{x!["recordingId"]}")];
    }

    async Task<JsonArray> RecordsAsync() => (await host.Api.As(Tenant, "Privacy.Handler").SendAsync(
        HttpMethod.Post, "/subjects/consents/search", new JsonObject { ["identities"] = person.By("accountId") })).Json["items"]!.AsArray();
}
