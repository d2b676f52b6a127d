using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;

namespace Compliance.EndToEnd.Tests.Consents;

/// <summary>Which purposes of a ticket are left out for want of consent: in tenant <c>acme</c> records are required.</summary>
public sealed class RequiredConsentTests : IAsyncLifetime
{
    readonly Person person = new();
    readonly ShiftedClock clock = new();
    AppHost? app;

    AppHost App => app ?? throw new InvalidOperationException("The host has not started.");

    public async ValueTask InitializeAsync()
    {
        app = await AppHost.StartAsync(Api.Cancellation, clock);
        var settings = new JsonObject { ["consentRecords"] = "required" };
        (await App.Api.As("acme", "Tenant.Admin").SendAsync(HttpMethod.Put, "/settings", settings, ("If-Match", "*"))).Expect(HttpStatusCode.OK);
    }

    public async ValueTask DisposeAsync() => await App.DisposeAsync();

    [Fact]
    public async Task What_the_person_said_before_decides()
    {
        Assert.Equal("noConsentRecord", await ReasonAsync());
        await SayAsync("requested");
        Assert.Equal("notAnswered", await ReasonAsync());
        await SayAsync("refused");
        Assert.Equal("refused", await ReasonAsync());
        await SayAsync("given", x => x["validUntil"] = Later(10));
        Assert.Null(await ReasonAsync());
        clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal("expired", await ReasonAsync());
        await SayAsync("given");
        Assert.Null(await ReasonAsync());
        await SayAsync("reconfirmed");
        Assert.Null(await ReasonAsync());
        await SayAsync("withdrawn");
        Assert.Equal("withdrawn", await ReasonAsync());

        // Somebody else's, of another purpose, of who contradicts: nobody's.
        await SayAsync("given", x => (x["identities"], x["purpose"]) = (new Person().By("phone"), "quality"));
        var other = new Person();
        Assert.Equal("noConsentRecord", await ReasonAsync(other));
        var mixed = other.By("accountId", "phone");
        mixed[1]!["value"] = new Person().Phone;
        await SayAsync("given", x => x["identities"] = mixed);
        Assert.Equal("noConsentRecord", await ReasonAsync(other));

        // A "no" of whom it may be counts, a "yes" does not.
        var joint = new JsonArray(other.By("phone")[0]!.DeepClone(), new Person().By("email")[0]!.DeepClone());
        await SayAsync("given", x => x["identities"] = joint.DeepClone());
        Assert.Equal("noConsentRecord", await ReasonAsync(party: new JsonObject { ["role"] = "caller", ["phone"] = other.Phone }));
        await SayAsync("withdrawn", x => x["identities"] = joint.DeepClone());
        Assert.Equal("withdrawn", await ReasonAsync(party: new JsonObject { ["role"] = "caller", ["phone"] = other.Phone }));
    }

    [Fact]
    public async Task Every_caller_must_consent()
    {
        var second = new Person();
        var call = Call(x => x["parties"]!.AsArray().Add((JsonNode)second.Party));
        await SayAsync("given");
        Assert.Equal("quality noConsentRecord", Dropped(await AnnounceAsync(call)));
        await SayAsync("given", x => x["identities"] = second.By("accountId"));
        Assert.Equal("", Dropped(await AnnounceAsync(Call(x => x["parties"]!.AsArray().Add((JsonNode)second.Party)))));
        Assert.Equal("quality noConsentRecord", Dropped(await AnnounceAsync(Call(x =>
            x["parties"]!.AsArray().Add((JsonNode)new JsonObject { ["role"] = "caller", ["unknown"] = true })))));
    }

    [Fact]
    public async Task What_was_said_in_the_call_goes_before_it()
    {
        var call = Call();
        await SayInCallAsync("acme", call, "given");
        Assert.Equal("", Dropped(await AnnounceAsync(call)));
        await SayAsync("given");
        foreach (var (state, reason) in ((string, string)[])[("refused", "refused"), ("withdrawn", "withdrawn"), ("requested", "notAnswered")])
        {
            var another = Call();
            await SayInCallAsync("acme", another, state);
            Assert.Equal($"quality {reason}", Dropped(await AnnounceAsync(another)));
        }
    }

    [Fact]
    public async Task Where_records_are_not_required_only_a_no_in_the_call_counts()
    {
        await SayAsync("refused", tenant: "globex");
        Assert.Equal("", Dropped(await AnnounceAsync(Call(), "globex")));
        foreach (var (state, dropped) in ((string, string)[])[("refused", "quality refused"), ("withdrawn", "quality withdrawn"), ("requested", ""), ("given", "")])
        {
            var call = Call();
            await SayInCallAsync("globex", call, state);
            Assert.Equal(dropped, Dropped(await AnnounceAsync(call, "globex")));
        }
    }

    [Fact]
    public async Task A_repeated_ticket_has_the_first_answer_and_what_was_dropped_is_in_no_view()
    {
        var call = Call();
        var first = await AnnounceAsync(call);
        Assert.Equal("quality noConsentRecord", Dropped(first));
        await SayAsync("given");
        var again = (await Uploader.AnnounceAsync(call.Ticket)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal((Dropped(first), $"{first["recordingId"]}"), (Dropped(again), $"{again["recordingId"]}"));
        await App.Api.UploadAsync(again, call.Files);
        var view = await Uploader.WaitForAsync($"{first["recordingId"]}", "sealed");
        Assert.Equal(["order"], view["purposes"]!.AsArray().Select(x => $"{x!["purpose"]}"));

        var allowed = Call();
        Assert.Equal("", Dropped(await AnnounceAsync(allowed)));
        await SayAsync("withdrawn");
        Assert.Equal("", Dropped((await Uploader.AnnounceAsync(allowed.Ticket)).Expect(HttpStatusCode.OK).Json));

        // The same call with the purpose taken out is another ticket.
        var changed = call.Ticket.DeepClone();
        changed["purposes"]!.AsArray().RemoveAt(0);
        (await Uploader.AnnounceAsync(changed)).ExpectProblem(HttpStatusCode.Conflict);
        Assert.Equal(["quality withdrawn"], (await FoundAsync()).Where(x => x!["recordingId"] is null).Select(x => $"{x!["purpose"]} {x["state"]}"));
    }

    [Fact]
    public async Task A_ticket_without_a_purpose_left_leaves_nothing()
    {
        var call = Call(x => x["purposes"]!.AsArray().RemoveAt(1));
        Assert.Equal(["purposes"], (await Uploader.AnnounceAsync(call.Ticket)).ExpectProblem(HttpStatusCode.BadRequest));
        Assert.Empty(await FoundAsync());
        Assert.Empty((await App.Api.As("acme", "Privacy.Handler").SearchAsync(new JsonObject { ["callId"] = call.CallId })).Json["items"]!.AsArray());
        await SayAsync("given");
        var issued = await AnnounceAsync(call);
        await SayAsync("withdrawn");
        var again = (await Uploader.AnnounceAsync(call.Ticket)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal($"{issued["recordingId"]}", $"{again["recordingId"]}");
        (await Uploader.AnnounceAsync(call.Ticket.With("language", "\"de\""))).ExpectProblem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Tickets_at_once_agree_on_what_is_dropped()
    {
        var call = Call();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            if (i == 3)
            {
                await SayAsync("given");
            }

            return await Uploader.AnnounceAsync(call.Ticket);
        }));
        Assert.Single(answers, x => x.Status is HttpStatusCode.Created);
        Assert.Single(answers.Select(x => Dropped(x.Json)).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_correction_adds_no_purpose_without_consent()
    {
        var call = Call(x => x["purposes"]!.AsArray().RemoveAt(0));
        var id = $"{(await AnnounceAsync(call))["recordingId"]}";
        var handler = App.Api.As("acme", "Privacy.Handler");
        var correction = new JsonObject
        {
            ["reason"] = "It was forgotten.",
            ["purposes"] = new JsonArray(
                new JsonObject { ["purpose"] = "quality", ["basis"] = "consent" },
                new JsonObject { ["purpose"] = "order", ["basis"] = "contract" }),
        };
        Assert.Equal(["purposes"], (await handler.CorrectAsync(id, correction)).ExpectProblem(HttpStatusCode.BadRequest));
        await SayAsync("given");
        (await handler.CorrectAsync(id, correction)).Expect(HttpStatusCode.OK);
        await SayAsync("withdrawn");
        (await handler.CorrectAsync(id, correction.With("language", "\"de\""))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_expires_stops_the_purpose_on_the_recordings_that_rest_on_it()
    {
        await SayAsync("given", x => (x["identities"], x["validUntil"]) = (person.By("accountId"), Later(10)));
        var (mine, ofCall) = (Call(), Call());
        await SayInCallAsync("acme", ofCall, "given");
        string[] ids = [(await Uploader.SealAsync(mine.Ticket, mine.Files)).Id, (await Uploader.SealAsync(ofCall.Ticket, ofCall.Files)).Id];
        var believed = App.Api.As("globex", "Recordings.Upload");
        await SayAsync("given", x => (x["identities"], x["validUntil"]) = (person.By("accountId"), Later(10)), "globex");
        var other = Call();
        var otherId = (await believed.SealAsync(other.Ticket, other.Files)).Id;
        clock.Advance(TimeSpan.FromMinutes(11));
        for (var i = 0; i < 2; i++)
        {
            await App.Api.RunTimerAsync("ExpireConsents");
        }

        Assert.Equal(["expired, active", "active, active"], await Task.WhenAll(ids.Select(async x => States((await Uploader.ViewAsync(x)).Json))));
        Assert.Equal("active, active", States((await believed.ViewAsync(otherId)).Json));
        var record = Assert.Single(await FoundAsync(), x => x!["recordingId"] is null)!;
        Assert.Equal(["given", "expired"], record["events"]!.AsArray().Select(x => $"{x!["state"]}"));
        Assert.Equal("stopped", $"{record["events"]![1]!["effect"]}");
        (await App.Api.As("acme", "Recordings.Read").FileAsync(ids[0], "note.txt")).ExpectProblem(HttpStatusCode.Forbidden);
        await SayAsync("given", x => x["identities"] = person.By("accountId"));
        Assert.Equal("", Dropped(await AnnounceAsync(Call())));

        static string States(JsonNode view) => string.Join(", ", view["purposes"]!.AsArray().Select(x => $"{x!["state"]}"));
    }

    Session Uploader => App.Api.As("acme", "Recordings.Upload");

    Sample Call(Action<JsonObject>? change = null, Person? caller = null, JsonObject? party = null) => (caller ?? person).Call(
        x =>
        {
            x["purposes"] = new JsonArray(
                new JsonObject { ["purpose"] = "quality", ["basis"] = "consent" },
                new JsonObject { ["purpose"] = "order", ["basis"] = "contract" });
            change?.Invoke(x);
        },
        party);

    async Task<JsonNode> AnnounceAsync(Sample call, string tenant = "acme") =>
        (await App.Api.As(tenant, "Recordings.Upload").AnnounceAsync(call.Ticket)).Expect(HttpStatusCode.Created).Json;

    static string Dropped(JsonNode answer) =>
        string.Join(", ", answer["droppedPurposes"]!.AsArray().Select(x => $"{x!["purpose"]} {x["reason"]}"));

    /// <returns>Why a new call is not recorded for its purpose on consent; null where it is.</returns>
    async Task<string?> ReasonAsync(Person? caller = null, JsonObject? party = null) =>
        Dropped(await AnnounceAsync(Call(caller: caller, party: party))) is { Length: > 0 } dropped ? dropped["quality ".Length..] : null;

    async Task SayAsync(string state, Action<JsonObject>? change = null, string tenant = "acme")
    {
        var form = new JsonObject { ["identities"] = person.By("phone"), ["purpose"] = "quality", ["state"] = state };
        change?.Invoke(form);
        (await App.Api.As(tenant, "Privacy.Handler").SendAsync(HttpMethod.Post, "/subjects/consents", form)).Expect(HttpStatusCode.Created);
    }

    async Task SayInCallAsync(string tenant, Sample call, string state)
    {
        var form = new JsonObject { ["purpose"] = "quality", ["state"] = state };
        (await App.Api.As(tenant, "Calls.Control").SendAsync(HttpMethod.Post, $"/calls/{call.CallId}/consent", form)).Expect(HttpStatusCode.Created);
    }

    async Task<JsonArray> FoundAsync() => (await App.Api.As("acme", "Privacy.Handler").SendAsync(
        HttpMethod.Post, "/subjects/consents/search", new JsonObject { ["identities"] = person.By("accountId", "phone") })).Json["items"]!.AsArray();

    string Later(int minutes) => clock.GetUtcNow().AddMinutes(minutes).ToString("O");
}
