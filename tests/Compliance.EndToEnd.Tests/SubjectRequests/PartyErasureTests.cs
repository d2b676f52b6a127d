using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Pci;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>Of a call with several people one is forgotten, and the others keep theirs.</summary>
public sealed class PartyErasureTests(SharedHost host)
{
    const int Rate = 8000;
    const int WavHead = 44;

    readonly Session uploader = host.Api.As("acme", "Recordings.Upload");
    readonly Session reader = RightsDesk.Person(host.Api, "acme", "party-reader", "Recordings.Read");
    readonly RightsDesk desk = new(host.Api, "acme");

    [Fact]
    public async Task Of_a_household_each_part_goes_with_its_request_and_the_call_with_the_last()
    {
        var (anna, ben) = (new Person(), new Person());
        var sample = Conference([anna.Party, ben.Party]);
        sample.Ticket["custom"] = new JsonObject { ["holder"] = anna.Name, ["tariff"] = "blue" };
        var call = (await uploader.SealAsync(sample.Ticket, sample.Files)).Id;

        var id = await FileAsync(anna);
        var item = Of(await desk.ViewAsync(id, "/preview"), call);
        Assert.Equal(("partlyErased", "partyErased"), (Text(item, "outcome"), Text(item, "reason")));
        Assert.Equal(["agent", "caller"], item["others"]!.AsArray().Select(x => x!.GetValue<string>()));
        Assert.All(ben.Traces, x => Assert.DoesNotContain(x, item.ToJsonString(), StringComparison.Ordinal));
        Assert.Equal("partlyErased", Outcome(await desk.DecideAsync(id), call));

        await IsGoneAsync(call, anna, sample, channel: 1);
        var metadata = (await desk.Clerk.MetadataAsync(call)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("""{"tariff":"blue"}""", metadata["custom"]!.ToJsonString());
        Assert.Equal("all", metadata["parties"]![1]!["erased"]!.GetValue<string>());
        Assert.Equal(ben.Name, metadata["parties"]![2]!["name"]!.GetValue<string>());
        await IsProvedAsync(id, call);
        await desk.TellAsync(id);
        Assert.Equal("active", (await desk.Clerk.MetadataAsync(call)).Json["purposes"]![0]!["state"]!.GetValue<string>());
        await StaysErasedAsync(call, metadata["parties"]!);

        var second = await FileAsync(ben);
        item = Of(await desk.ViewAsync(second, "/preview"), call);
        Assert.Equal("erased", Text(item, "outcome"));
        Assert.Equal(["agent"], item["others"]!.AsArray().Select(x => x!.GetValue<string>()));
        Assert.Equal("erased", Outcome(await desk.DecideAsync(second), call));
        Assert.Equal("erased", (await uploader.ViewAsync(call)).Recording().State);
        await desk.TellAsync(second);
    }

    [Fact]
    public async Task Of_a_conference_of_four_and_of_a_call_that_was_handed_over_only_one_is_forgotten()
    {
        Person[] people = [new(), new(), new()];
        var lawyer = people[2].Party;
        lawyer["role"] = "thirdParty";
        var conference = Conference([people[0].Party, people[1].Party, lawyer]);
        var one = (await uploader.SealAsync(conference.Ticket, conference.Files)).Id;

        // On one line, one after the other.
        var (before, after) = (people[0].Party, new Person().Party);
        (before["channel"], before["leftSeconds"]) = (1, 1.5);
        (after["channel"], after["joinedSeconds"]) = (1, 1.5);
        var handed = Conference([before, after], ownChannels: false);
        var two = (await uploader.SealAsync(handed.Ticket, handed.Files)).Id;

        var id = await FileAsync(people[0]);
        Assert.Equal(
            ["agent", "caller", "thirdParty"],
            Of(await desk.ViewAsync(id, "/preview"), one)["others"]!.AsArray().Select(x => x!.GetValue<string>()));
        var view = await desk.DecideAsync(id);
        Assert.Equal(("partlyErased", "partlyErased"), (Outcome(view, one), Outcome(view, two)));
        await IsGoneAsync(one, people[0], conference, channel: 1);
        await IsGoneAsync(two, people[0], handed, channel: 1, until: 1.5);
        await desk.TellAsync(id);

        id = await FileAsync(people[2]);
        Assert.Equal("partlyErased", Outcome(await desk.DecideAsync(id), one));
        var media = await MediaAsync(one);
        Assert.All(Channel(media, 1), x => Assert.Equal(0, x));
        Assert.All(Channel(media, 3), x => Assert.Equal(0, x));
        Assert.Equal(Channel(conference.Files["media.wav"], 2), Channel(media, 2));
        await desk.TellAsync(id);
    }

    [Fact]
    public async Task Where_voices_cannot_be_told_apart_a_person_chooses()
    {
        var (anna, ben) = (new Person(), new Person());
        var sample = Conference([anna.Party, ben.Party], ownChannels: false);
        var call = (await uploader.SealAsync(sample.Ticket, sample.Files)).Id;
        var note = Conference([anna.Party, ben.Party]).Add("note.txt", "text/plain", "they asked about a bill\n"u8.ToArray());
        var noted = (await uploader.SealAsync(note.Ticket, note.Files)).Id;
        var id = await FileAsync(anna);
        var preview = await desk.ViewAsync(id, "/preview");
        Assert.Equal(("needsReview", "partiesNotApart"), (Text(Of(preview, call), "outcome"), Text(Of(preview, call), "reason")));
        var view = await desk.DecideAsync(id);
        Assert.Equal(("needsReview", "needsReview"), (Outcome(view, call), Outcome(view, noted)));
        await desk.TellAsync(id);

        var choice = Choice(call, "eraseAll");
        (await RightsDesk.MoveAsync(desk.Clerk, id, "resolve", Resolve(choice))).ExpectProblem(HttpStatusCode.Forbidden);
        foreach (var (field, wrong) in (((string, JsonObject)[])
        [
            ("parties[0].action", Choice(call, "eraseParty")),
            ("parties[0].reason", Choice(call, "keep")),
            ("parties[0].recordingId", Choice(Guid.CreateVersion7().ToString(), "eraseAll")),
        ]))
        {
            Assert.Equal(
                [field], (await RightsDesk.MoveAsync(desk.Approver, id, "resolve", Resolve(wrong))).ExpectProblem(HttpStatusCode.BadRequest));
        }

        var both = Resolve(choice, Choice(noted, "keep", "A court needs it, 17(3)(e)."));
        (await RightsDesk.MoveAsync(desk.Approver, id, "resolve", both)).Expect(HttpStatusCode.Accepted);
        view = await new PrivacyTeam(host.Api, "acme").WaitForAsync(id, "awaitingAnswer");
        Assert.Equal(("erased", "retained"), (Outcome(view, call), Outcome(view, noted)));
        Assert.Equal("17(3)(e)", Of(view, noted, "outcomes")["basis"]!.GetValue<string>());
        Assert.Equal("erased", (await uploader.ViewAsync(call)).Recording().State);
        await desk.TellAsync(id);
    }

    [Fact]
    public async Task The_decision_may_restrict_keep_or_erase_all_and_holds_win()
    {
        var (anna, ben) = (new Person(), new Person());
        var calls = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            var sample = Conference([anna.Party, ben.Party]);
            calls.Add((await uploader.SealAsync(sample.Ticket, sample.Files)).Id);
        }

        var legal = host.Api.As("acme", "Legal.Holds");
        (await legal.SendAsync(HttpMethod.Put, $"/recordings/{calls[3]}/holds/h-1", new JsonObject { ["matter"] = "claim-7" }))
            .Expect(HttpStatusCode.OK);
        var id = await FileAsync(anna);
        var decision = new JsonObject
        {
            ["outcome"] = "approve",
            ["preview"] = (await desk.ViewAsync(id, "/preview"))["preview"]!.GetValue<string>(),
            ["parties"] = new JsonArray(Choice(calls[0], "restrict"), Choice(calls[0], "eraseAll")),
        };
        Assert.Equal(
            ["parties[0].reason", "parties[1].recordingId"],
            (await RightsDesk.MoveAsync(desk.Approver, id, "decision", decision)).ExpectProblem(HttpStatusCode.BadRequest));
        decision["parties"] = new JsonArray(Choice(Guid.CreateVersion7().ToString(), "eraseAll"));
        Assert.Equal(
            ["parties[0].recordingId"],
            (await RightsDesk.MoveAsync(desk.Approver, id, "decision", decision)).ExpectProblem(HttpStatusCode.BadRequest));

        var view = await desk.DecideAsync(id, change: x => x["parties"] = new JsonArray(
            Choice(calls[0], "restrict", "Ben wants it."), Choice(calls[1], "keep", "A court needs it, 17(3)(e)."), Choice(calls[2], "eraseAll")));
        Assert.Equal(["restricted", "retained", "erased", "retained"], calls.Select(x => Outcome(view, x)));
        var letter = await LetterAsync(id);
        Assert.Contains("Ben wants it", letter, StringComparison.Ordinal);
        await desk.TellAsync(id);

        (await legal.SendAsync(HttpMethod.Delete, $"/recordings/{calls[3]}/holds/h-1")).Expect(HttpStatusCode.NoContent);

        // By itself, or by whoever does not wait for that.
        await RightsDesk.MoveAsync(desk.Clerk, id, "retry");
        await Api.EventuallyAsync(
            async () => await desk.ViewAsync(id) is var now
                && Text(now, "state") == "awaitingAnswer" && Outcome(now, calls[3]) == "partlyErased",
            "the part is erased once nothing holds it");
        await desk.TellAsync(id);
    }

    [Fact]
    public async Task An_agent_s_erasure_leaves_the_customer_s_call_and_a_caller_who_is_an_agent_elsewhere_is_a_caller_here()
    {
        var (agent, customer) = (new Person(), new Person());
        var worked = Conference([customer.Party]);
        (worked.Ticket["parties"]![0]!["name"], worked.Ticket["parties"]![0]!["email"]) = (agent.Name, agent.Email);
        var own = Conference([agent.Party]);
        var (call, private_) = (
            (await uploader.SealAsync(worked.Ticket, worked.Files)).Id, (await uploader.SealAsync(own.Ticket, own.Files)).Id);
        var id = await desk.FileAsync("erasure", agent.By("email", "name"));
        await desk.IdentifyAsync(id);
        var preview = await desk.ViewAsync(id, "/preview");
        Assert.Equal(("partlyErased", "identityErased"), (Text(Of(preview, call), "outcome"), Text(Of(preview, call), "reason")));
        var view = await desk.DecideAsync(id);
        Assert.Equal(("partlyErased", "erased"), (Outcome(view, call), Outcome(view, private_)));
        var metadata = (await desk.Clerk.MetadataAsync(call)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("identity", metadata["parties"]![0]!["erased"]!.GetValue<string>());
        Assert.StartsWith("former-", metadata["parties"]![0]!["id"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.All(agent.Traces, x => Assert.DoesNotContain(x, metadata.ToJsonString(), StringComparison.Ordinal));
        Assert.Equal(customer.Name, metadata["parties"]![1]!["name"]!.GetValue<string>());
        Assert.Equal(worked.Files["media.wav"], await MediaAsync(call));
        Assert.Contains("the customer's, too", await LetterAsync(id), StringComparison.Ordinal);
        await desk.TellAsync(id);

        id = await FileAsync(customer);
        Assert.Equal("erased", Outcome(await desk.DecideAsync(id), call));
        await desk.TellAsync(id);
    }

    [Fact]
    public async Task An_interpreted_call_with_a_supervisor_is_the_caller_s_alone_and_staff_get_their_own_side_of_it()
    {
        var (caller, agent) = (new Person(), new Person());
        JsonObject[] staff = [new() { ["role"] = "interpreter", ["id"] = "agent-8" }, new() { ["role"] = "supervisor", ["id"] = "agent-9" }];
        var sample = Conference([caller.Party, .. staff]);
        (sample.Ticket["parties"]![0]!["name"], sample.Ticket["parties"]![0]!["email"]) = (agent.Name, agent.Email);
        var call = (await uploader.SealAsync(sample.Ticket, sample.Files)).Id;

        var access = await desk.FileAsync("access", agent.By("email", "name"));
        await desk.IdentifyAsync(access);
        await desk.DecideAsync(access);
        var package = new Packages.UnpackedPackage(
            (await desk.Clerk.SendAsync(HttpMethod.Get, $"/requests/{access}/package")).Expect(HttpStatusCode.OK).Body);
        var media = package[$"media/{call}/0.wav"];
        Assert.All(Channel(media, 1), x => Assert.Equal(0, x));
        Assert.Equal(Channel(sample.Files["media.wav"], 0), Channel(media, 0));
        Assert.DoesNotContain("number a", package.Text($"transcripts/{call}-1.txt"), StringComparison.Ordinal);
        await desk.TellAsync(access);

        var id = await FileAsync(caller);
        var item = Of(await desk.ViewAsync(id, "/preview"), call);
        Assert.Equal("erased", Text(item, "outcome"));
        Assert.Equal(["agent", "interpreter", "supervisor"], item["others"]!.AsArray().Select(x => x!.GetValue<string>()));
        Assert.Equal("erased", Outcome(await desk.DecideAsync(id), call));
        await desk.TellAsync(id);
    }

    async Task<string> FileAsync(Person person)
    {
        var id = await desk.FileAsync("erasure", person.By("accountId", "phone"));
        await desk.IdentifyAsync(id);
        return id;
    }

    /// <summary>An agent on channel 0, and everybody else on a channel and with a turn of their own.</summary>
    internal static Sample Conference(JsonObject[] others, bool ownChannels = true)
    {
        var count = others.Length + 1;
        var parties = new JsonArray(new JsonObject { ["role"] = "agent", ["id"] = "agent-7", ["channel"] = 0 });
        var turns = new JsonArray(Turn("agent", 0, "How can I help?"));
        var roles = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (i, other) in others.Index())
        {
            var party = other.DeepClone().AsObject();
            party["channel"] ??= ownChannels ? i + 1 : 1;
            parties.Add((JsonNode)party);
            var role = party["role"]!.GetValue<string>();
            var number = roles[role] = roles.GetValueOrDefault(role) + 1;
            turns.Add((JsonNode)Turn($"{role}-{number}", i + 0.5, $"I am number {(char)('a' + i)}."));
        }

        return Sample.Note(change: ticket =>
        {
            ticket["parties"] = parties;
            ticket.Remove("files");
        }).Without("note.txt")
            .Add("media.wav", "audio/wav", WavMaker.Simple(SampleEncoding.Pcm16, ownChannels ? count : 2, Rate, WavMaker.Noise(
                3 * Rate, ownChannels ? count : 2)))
            .Add("transcript.json", "application/json", Encoding.UTF8.GetBytes(
                new JsonObject { ["language"] = "en", ["turns"] = turns }.ToJsonString()));
    }

    static JsonObject Turn(string speaker, double start, string text) =>
        new() { ["speaker"] = speaker, ["start"] = start, ["end"] = start + 0.5, ["text"] = text };

    static JsonObject Choice(string recording, string action, string? reason = null)
    {
        var choice = new JsonObject { ["recordingId"] = recording, ["action"] = action };
        if (reason is not null)
        {
            choice["reason"] = reason;
        }

        return choice;
    }

    static JsonObject Resolve(params JsonObject[] choices) => new()
    {
        ["note"] = "We listened to it.",
        ["parties"] = new JsonArray([.. choices.Select(x => x.DeepClone())]),
    };

    /// <summary>Silent where they spoke, and as it was elsewhere; nothing of them anywhere, nor the key that could open it.</summary>
    async Task IsGoneAsync(string call, Person person, Sample was, int channel, double until = 3)
    {
        var (media, before) = (await MediaAsync(call), was.Files["media.wav"]);
        Assert.Equal(before[..WavHead], media[..WavHead]);
        var edge = (int)(until * Rate);
        Assert.All(Channel(media, channel)[..edge], x => Assert.Equal(0, x));
        Assert.Equal(Channel(before, channel)[edge..], Channel(media, channel)[edge..]);
        for (var other = 0; other < Channels(before); other++)
        {
            Assert.True(other == channel || Channel(before, other).SequenceEqual(Channel(media, other)), $"channel {other}");
        }

        var turns = JsonNode.Parse(was.Files["transcript.json"])!["turns"]!.AsArray();
        turns[1]!["text"] = "[erased]";
        Assert.Equal(turns.ToJsonString(), (await FileOfAsync(call, "transcript.json")).Json["turns"]!.ToJsonString());
        var shown = (await desk.Clerk.MetadataAsync(call)).Expect(HttpStatusCode.OK).Text;
        Assert.All(person.Traces, x => Assert.DoesNotContain(x, shown, StringComparison.Ordinal));
        var search = new JsonObject { ["identities"] = person.By("accountId", "phone", "email", "name") };
        var found = (await desk.Clerk.SendAsync(HttpMethod.Post, "/subjects/search", search)).Expect(HttpStatusCode.OK).Json;
        Assert.DoesNotContain(found["recordings"]!.AsArray(), x => x!["recordingId"]!.GetValue<string>() == call);
        var blobs = host.App.Account("acme").GetBlobContainerClient("recordings");
        Assert.All(
            await blobs.GetBlobsAsync(new() { Prefix = $"{call}/" }, Api.Cancellation).Select(x => x.Name).ToListAsync(Api.Cancellation),
            x => Assert.StartsWith($"{call}/2/", x, StringComparison.Ordinal));
    }

    /// <summary>Certificate and letter say what was done.</summary>
    async Task IsProvedAsync(string id, string call)
    {
        var certificate = (await desk.Approver.SendAsync(HttpMethod.Get, $"/requests/{id}/certificate")).Expect(HttpStatusCode.OK).Json;
        var payload = certificate["payload"]!.GetValue<string>().Replace('-', '+').Replace('_', '/');
        var statement = JsonNode.Parse(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '=')))!;
        var kept = statement["kept"]!.AsArray().Single(x => x!["recordingId"]!.GetValue<string>() == call)!;
        Assert.Equal("partlyErased", Text(kept, "outcome"));
        Assert.Equal(["key", "voice", "turns", "metadata", "index"], kept["part"]!["what"]!.AsArray().Select(x => x!.GetValue<string>()));
        var letter = await LetterAsync(id);
        Assert.Contains("We erased your part of one recording", letter, StringComparison.Ordinal);
        Assert.Contains("Their part stays", letter, StringComparison.Ordinal);
    }

    /// <summary>Nobody takes the place of whoever was erased, and no file brings them back.</summary>
    async Task StaysErasedAsync(string call, JsonNode parties)
    {
        var put = parties.DeepClone();
        put[1]!.AsObject().Remove("erased");
        put[1]!["name"] = "Somebody Else";
        Assert.Equal(
            ["parties[1]"],
            (await desk.Clerk.CorrectAsync(call, new JsonObject { ["reason"] = "Put back.", ["parties"] = put }))
                .ExpectProblem(HttpStatusCode.BadRequest));
        (await desk.Clerk.CorrectAsync(call, new JsonObject { ["reason"] = "Moved.", ["parties"] = parties.DeepClone(), ["queue"] = "sales" }))
            .Expect(HttpStatusCode.OK);
        var late = new JsonObject { ["files"] = new JsonArray((JsonNode)Sample.Announced("late.txt", "text/plain", "late\n"u8.ToArray())) };
        (await uploader.AnnounceLateAsync(call, late)).ExpectProblem(HttpStatusCode.Conflict);
    }

    async Task<byte[]> MediaAsync(string call) => (await FileOfAsync(call, "media.wav")).Body;

    async Task<Answer> FileOfAsync(string call, string name) =>
        (await reader.FileAsync(call, name)).Expect(HttpStatusCode.OK);

    async Task<string> LetterAsync(string id) => (await desk.Clerk.SendAsync(
        HttpMethod.Get, $"/requests/{id}/answer", null, ("Accept", "text/plain"))).Expect(HttpStatusCode.OK).Text.ReplaceLineEndings(" ");

    static int Channels(byte[] wav) => BitConverter.ToInt16(wav, 22);

    /// <summary>16-bit samples of one channel.</summary>
    static short[] Channel(byte[] wav, int channel) =>
        [.. wav[WavHead..].Chunk(2 * Channels(wav)).Select(x => BitConverter.ToInt16(x, channel * 2))];

    static JsonNode Of(JsonNode view, string recording, string list = "recordings") =>
        view[list]!.AsArray().Single(x => x!["recordingId"]!.GetValue<string>() == recording)!;

    static string Outcome(JsonNode view, string recording) => Text(Of(view, recording, "outcomes"), "outcome");

    static string Text(JsonNode item, string name) => item[name]!.GetValue<string>();
}
