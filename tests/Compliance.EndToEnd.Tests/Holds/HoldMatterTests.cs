using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;

namespace Compliance.EndToEnd.Tests.Holds;

/// <summary>Holds over persons, queues, periods and calls to come, and what follows when the last one ends.</summary>
public sealed class HoldMatterTests(SharedHost host)
{
    readonly Session legal = host.Api.As("acme", "Legal.Holds");
    readonly Session uploader = host.Api.As("acme", "Recordings.Upload");
    readonly PrivacyTeam team = new(host.Api, "acme");

    [Fact]
    public async Task A_matter_holds_a_persons_calls_also_later_ones_and_nobody_elses()
    {
        var (person, other, matter) = (new Person(), new Person(), Matters.New());
        var (before, strange) = (await SealAsync(person), await SealAsync(other));

        await PlaceAsync(matter, x => x.Over(person, "phone").Future());
        var after = (await uploader.AnnounceAsync(person.Call().Ticket)).Announced().RecordingId;
        var another = (await uploader.AnnounceAsync(other.Call().Ticket)).Announced().RecordingId;

        Assert.Equal([matter], await MattersOfAsync(before));
        Assert.Equal([matter], await MattersOfAsync(after));
        Assert.Empty(await MattersOfAsync(strange));
        Assert.Empty(await MattersOfAsync(another));
        Assert.Equal(new[] { before, after }.Order(StringComparer.Ordinal), await HeldAsync(matter));

        await EndAsync(matter);
        Assert.Empty(await MattersOfAsync(before));
        Assert.Empty(await MattersOfAsync(after));
        var last = (await uploader.AnnounceAsync(person.Call().Ticket)).Announced().RecordingId;
        Assert.Empty(await MattersOfAsync(last));
    }

    [Fact]
    public async Task Queue_and_period_narrow_and_named_recordings_come_in_addition()
    {
        var (person, matter, queue) = (new Person(), Matters.New(), Sample.NewCallId());
        var inside = await SealAsync(person, x => (x["queue"], x["startedAt"]) = (queue, "2026-02-10T10:00:00Z"));
        var early = await SealAsync(person, x => (x["queue"], x["startedAt"]) = (queue, "2026-01-31T23:59:59Z"));
        var elsewhere = await SealAsync(person, x => (x["queue"], x["startedAt"]) = ("other", "2026-02-10T10:00:00Z"));
        var named = await SealAsync(new Person());
        var unknown = $"{Guid.CreateVersion7()}";
        void February(JsonObject form)
        {
            (form["queues"], form["from"], form["to"]) = (new JsonArray(queue), "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z");
            form["recordings"] = new JsonArray(named, unknown);
        }

        var view = await PlaceAsync(matter, February);

        Assert.Equal(new[] { inside, named }.Order(StringComparer.Ordinal), await HeldAsync(matter));
        Assert.Equal((2, 1), (view["held"]!.GetValue<int>(), view["notHeldCount"]!.GetValue<int>()));
        Assert.Equal(
            (unknown, "notFound"),
            (view["notHeld"]![0]!["recordingId"]!.GetValue<string>(), view["notHeld"]![0]!["reason"]!.GetValue<string>()));
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(matter, February)).Status);

        await PlaceAsync(matter, x => x["recordings"] = new JsonArray(named, early));
        Assert.Equal(new[] { early, named }.Order(StringComparer.Ordinal), await HeldAsync(matter));
        Assert.Empty(await MattersOfAsync(inside));
        Assert.Empty(await MattersOfAsync(elsewhere));
        await EndAsync(matter);
    }

    [Fact]
    public async Task When_the_last_hold_ends_the_erasure_it_stopped_runs_by_itself_and_is_certified_again()
    {
        var (person, first, second) = (new Person(), Matters.New(), Matters.New());
        var (held, free) = (await SealAsync(person), await SealAsync(person));
        await PlaceAsync(first, x => x["recordings"] = new JsonArray(held));
        await PlaceAsync(second, x => x["recordings"] = new JsonArray(held));
        (await legal.SendAsync(HttpMethod.Put, $"/recordings/{held}/holds/h-1", new JsonObject { ["matter"] = second }))
            .Expect(HttpStatusCode.OK);
        var before = await team.EraseAsync(person.By("accountId"));
        var id = before["requestId"]!.GetValue<string>();
        Assert.Equal(["erased", "retained"], PrivacyTeam.Outcomes(before, free, held));
        (await team.MoveAsync(id, "answer", new JsonObject { ["channel"] = "email" })).Expect(HttpStatusCode.OK);

        await EndAsync(first);
        await host.Api.RunTimerAsync("TendAllHolds");
        Assert.Equal("completed", (await team.GetAsync(id)).Request().State);
        Assert.Equal([second, second], await MattersOfAsync(held));
        await EndAsync(second);

        var after = await team.WaitForAsync(id, "awaitingAnswer");
        Assert.Equal(["erased", "erased"], PrivacyTeam.Outcomes(after, free, held));
        Assert.Equal(before["dueAt"]!.GetValue<string>(), after["dueAt"]!.GetValue<string>());
        (await team.GetAsync(id, "/certificate?number=2")).Expect(HttpStatusCode.OK);
        (await team.MoveAsync(id, "answer", new JsonObject { ["channel"] = "letter" })).Expect(HttpStatusCode.OK);
        await host.Api.RunTimerAsync("TendAllHolds");
        var view = (await team.GetAsync(id)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(("completed", 2), (view["state"]!.GetValue<string>(), view["letters"]!.AsArray().Count));
        (await team.GetAsync(id, "/certificate?number=3")).ExpectProblem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task What_stays_for_another_reason_when_the_hold_ends_is_said_with_that_reason()
    {
        var (person, other, matter) = (new Person(), new Person(), Matters.New());
        var shared = await SealAsync(person, x => x["parties"]!.AsArray().Add(other.Party));
        var duty = await SealAsync(person, x => x["purposes"] = new JsonArray(new JsonObject
        {
            ["purpose"] = "ledger", ["basis"] = "legalObligation", ["retainAtLeastUntil"] = "2090-01-01T00:00:00Z",
        }));
        await PlaceAsync(matter, x => x.Over(person, "accountId"));
        var view = await team.EraseAsync(person.By("accountId"));
        var id = view["requestId"]!.GetValue<string>();
        Assert.Equal(["retained", "retained"], PrivacyTeam.Outcomes(view, shared, duty));
        (await team.MoveAsync(id, "answer", new JsonObject { ["channel"] = "email" })).Expect(HttpStatusCode.OK);

        await EndAsync(matter);

        view = await team.WaitForAsync(id, "awaitingAnswer");
        Assert.Equal(["needsReview", "retained"], PrivacyTeam.Outcomes(view, shared, duty));
        var letter = (await team.GetAsync(id, "/answer", ("Accept", "text/plain"))).Expect(HttpStatusCode.OK).Text;
        Assert.DoesNotContain("17(3)(e)", letter, StringComparison.Ordinal);
        Assert.Contains("17(3)(b)", letter, StringComparison.Ordinal);
        (await team.MoveAsync(id, "retry")).ExpectProblem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task What_only_a_hold_keeps_is_read_by_the_matters_people_alone()
    {
        var (person, matter) = (new Person(), Matters.New());
        var held = await SealAsync(person, x => x["queue"] = "nobodys");
        var (lawyer, colleague) = (Reader("lawyer-1", "somewhere"), Reader("lawyer-2", "*"));
        await PlaceAsync(matter, x =>
        {
            x.Over(person, "accountId");
            x["people"] = new JsonArray("lawyer-1");
        });

        Assert.Equal(HttpStatusCode.OK, await PlayAsync(lawyer, held, $"hold:{matter}"));
        Assert.Equal(HttpStatusCode.Forbidden, await PlayAsync(lawyer, held, "quality"));
        Assert.Equal(HttpStatusCode.Forbidden, await PlayAsync(colleague, held, $"hold:{matter}"));
        await team.EraseAsync(person.By("accountId"));

        Assert.Equal(HttpStatusCode.OK, await PlayAsync(lawyer, held, $"hold:{matter}"));
        foreach (var session in (Session[])[colleague, host.Api.As("acme", "Privacy.Handler"), host.Api.As("acme", "Privacy.Officer")])
        {
            foreach (var purpose in (string[])[$"hold:{matter}", "quality", "consentCheck"])
            {
                Assert.Equal(HttpStatusCode.Forbidden, await PlayAsync(session, held, purpose));
            }
        }

        var detail = (await legal.SendAsync(HttpMethod.Get, $"/holds/{matter}")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("lawyer-1", detail["people"]![0]!.GetValue<string>());
        Assert.Equal(person.AccountId, detail["persons"]![0]!["identities"]![0]!["value"]!.GetValue<string>());
        await EndAsync(matter);
        detail = (await legal.SendAsync(HttpMethod.Get, $"/holds/{matter}")).Expect(HttpStatusCode.OK).Json;
        Assert.Null(detail["reason"]);
        Assert.Empty(detail["persons"]!.AsArray());
    }

    [Fact]
    public async Task A_hold_on_one_recording_makes_a_matter_that_ends_with_it()
    {
        var (id, matter) = (await SealAsync(new Person()), Matters.New());
        (await legal.SendAsync(HttpMethod.Put, $"/recordings/{id}/holds/h-1", new JsonObject { ["matter"] = matter })).Expect(HttpStatusCode.OK);

        Assert.Equal([id], await HeldAsync(matter));
        Assert.Equal("standing", await StateAsync(matter));
        (await legal.SendAsync(HttpMethod.Delete, $"/recordings/{id}/holds/h-1")).Expect(HttpStatusCode.NoContent);
        Assert.Equal("released", await StateAsync(matter));

        await PlaceAsync(matter, x => (x["reason"], x["recordings"]) = ("she said 4111 1111 1111 1111 aloud", new JsonArray(id)));
        var reason = (await legal.SendAsync(HttpMethod.Get, $"/holds/{matter}")).Expect(HttpStatusCode.OK).Json["reason"]!.GetValue<string>();
        Assert.DoesNotContain("1111", reason, StringComparison.Ordinal);
        Assert.Contains("aloud", reason, StringComparison.Ordinal);
        (await legal.SendAsync(HttpMethod.Put, $"/recordings/{id}/holds/h-2", new JsonObject { ["matter"] = matter })).Expect(HttpStatusCode.OK);
        await EndAsync(matter);
        Assert.Empty(await MattersOfAsync(id));
    }

    [Theory]
    [InlineData("""{}""", "reason", "recordings")]
    [InlineData("""{"reason":"r"}""", "recordings")]
    [InlineData("""{"reason":"","queues":["q"]}""", "reason")]
    [InlineData("""{"reason":"r","queues":["q"],"reviewAt":"2020-01-01T00:00:00Z"}""", "reviewAt")]
    [InlineData("""{"reason":"r","from":"2026-02-01T00:00:00Z","to":"2026-01-01T00:00:00Z"}""", "to")]
    [InlineData("""{"reason":"r","persons":[{"identities":[{"type":"name","value":"Zora Q"}]}]}""", "persons[0].identities")]
    [InlineData("""{"reason":"r","persons":[{"identities":[]}]}""", "persons[0].identities")]
    [InlineData("""{"reason":"r","persons":[{"identities":[{"type":"phone","value":"x"}]}]}""", "persons[0].identities[0].value")]
    [InlineData("""{"reason":"r","recordings":["x"]}""", "recordings[0]")]
    [InlineData("""{"reason":"r","recordings":["0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee"],"future":true}""", "future")]
    [InlineData("""{"reason":"r","queues":["07700 900123"]}""", "queues[0]")]
    [InlineData("""{"reason":"r","queues":null}""", "queues", "recordings")]
    [InlineData("""{"reason":"r","queues":["q"],"people":[""]}""", "people[0]")]
    [InlineData("""{"reason":"r","queues":["q"],"custodian":"4111 1111 1111 1111"}""", "custodian")]
    [InlineData("""{"reason":"r","persons":[{"identities":[{"type":"accountId","value":"4111111111111111"}]}]}""", "persons[0].identities[0].value")]
    [InlineData(
        """{"reason":"r","persons":[{"identities":[{"type":"accountId","value":"ACC-QQ"}]}],"queues":["about ACC-QQ"]}""", "queues[0]")]
    public async Task A_bad_body_names_its_fields(string body, params string[] fields)
    {
        var answer = await legal.SendAsync(HttpMethod.Put, $"/holds/{Matters.New()}", JsonNode.Parse(body));

        Assert.Equal(fields, answer.ExpectProblem(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_matter_names_nobody_and_is_its_tenants_alone()
    {
        var person = new Person();
        var form = Matters.Form(x => x.Over(person, "accountId"));
        Assert.Equal(["matter"], (await legal.SendAsync(HttpMethod.Put, $"/holds/{person.AccountId}", form)).ExpectProblem(HttpStatusCode.BadRequest));
        Assert.Equal(["matter"], (await legal.SendAsync(HttpMethod.Put, "/holds/07700900123", form)).ExpectProblem(HttpStatusCode.BadRequest));
        Assert.Equal(
            ["holdId"],
            (await legal.SendAsync(HttpMethod.Put, $"/recordings/{await SealAsync(person)}/holds/matter-1", new JsonObject { ["matter"] = "m" }))
                .ExpectProblem(HttpStatusCode.BadRequest));

        var matter = Matters.New();
        await PlaceAsync(matter, x => x.Over(person, "accountId"));
        (await host.Api.As("globex", "Legal.Holds").SendAsync(HttpMethod.Get, $"/holds/{matter}")).Expect(HttpStatusCode.NotFound);
        (await host.Api.As("acme", "Privacy.Handler").SendAsync(HttpMethod.Get, $"/holds/{matter}")).Expect(HttpStatusCode.Forbidden);
        var list = (await host.Api.As("acme", "Privacy.Handler").SendAsync(HttpMethod.Get, "/holds?state=standing&limit=500"))
            .Expect(HttpStatusCode.OK);
        Assert.Contains(matter, list.Text, StringComparison.Ordinal);
        Assert.All(person.Traces, x => Assert.DoesNotContain(x, list.Text, StringComparison.Ordinal));
        await EndAsync(matter);
    }

    Session Reader(string subject, params string[] teams) =>
        host.Api.With("acme", () => host.Api.TokenAsync("acme", ["Recordings.Read"], teams, subject));

    static async Task<HttpStatusCode> PlayAsync(Session session, string id, string purpose) =>
        (await session.SendAsync(HttpMethod.Get, $"/recordings/{id}/files/note.txt", null, (Session.Purpose, purpose))).Status;

    async Task<string> SealAsync(Person person, Action<JsonObject>? change = null)
    {
        var call = person.Call(change);
        return (await uploader.SealAsync(call.Ticket, call.Files)).Id;
    }

    Task<Answer> PutAsync(string matter, Action<JsonObject> change) =>
        legal.SendAsync(HttpMethod.Put, $"/holds/{matter}", Matters.Form(change));

    Task<JsonNode> PlaceAsync(string matter, Action<JsonObject> change) => Matters.PlaceAsync(legal, matter, change);

    Task EndAsync(string matter) => Matters.EndAsync(legal, matter);

    async Task<string> StateAsync(string matter) => (await Matters.ReadAsync(legal, matter))["state"]!.GetValue<string>();

    async Task<IEnumerable<string>> HeldAsync(string matter) =>
        (await legal.SendAsync(HttpMethod.Get, $"/holds/{matter}/recordings")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray()
            .Select(x => x!.GetValue<string>());

    async Task<IEnumerable<string>> MattersOfAsync(string id) =>
        (await uploader.ViewAsync(id)).Expect(HttpStatusCode.OK).Json["holds"]!.AsArray().Select(x => x!["matter"]!.GetValue<string>());
}

/// <summary>Orders for matters.</summary>
static class Matters
{
    public static string New() => $"claim-{Guid.NewGuid().ToString("N")[..6]}x".Replace('0', 'o').Replace('1', 'l');

    public static JsonObject Form(Action<JsonObject> change)
    {
        var form = new JsonObject { ["reason"] = "A claim about a refund." };
        change(form);
        return form;
    }

    public static JsonObject Over(this JsonObject form, Person person, params string[] kinds)
    {
        form["persons"] = new JsonArray(new JsonObject { ["identities"] = person.By(kinds) });
        return form;
    }

    public static JsonObject Future(this JsonObject form)
    {
        form["future"] = true;
        return form;
    }

    /// <summary>Places it and waits until it stands.</summary>
    public static async Task<JsonNode> PlaceAsync(Session legal, string matter, Action<JsonObject> change)
    {
        (await legal.SendAsync(HttpMethod.Put, $"/holds/{matter}", Form(change))).Expect(HttpStatusCode.Accepted);
        return await WaitAsync(legal, matter, "standing");
    }

    public static async Task EndAsync(Session legal, string matter)
    {
        (await legal.SendAsync(HttpMethod.Delete, $"/holds/{matter}")).Expect(HttpStatusCode.Accepted);
        await WaitAsync(legal, matter, "released");
    }

    public static async Task<JsonNode> ReadAsync(Session legal, string matter) =>
        (await legal.SendAsync(HttpMethod.Get, $"/holds/{matter}")).Expect(HttpStatusCode.OK).Json["hold"]!;

    static async Task<JsonNode> WaitAsync(Session legal, string matter, string state)
    {
        JsonNode? view = null;
        await Api.EventuallyAsync(
            async () => (view = await ReadAsync(legal, matter))["state"]!.GetValue<string>() == state, $"the matter is {state}");
        return view!;
    }
}
