using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>What is wrong of a person is corrected by the request itself (GDPR Art. 16).</summary>
public sealed class RectificationTests(SharedHost host)
{
    const string Wrong = "It is AC-100000.";
    const string Right = "It is AC, one million.";

    readonly Session uploader = host.Api.As("acme", "Recordings.Upload");
    readonly RightsDesk desk = new(host.Api, "acme");
    readonly Session officer = host.Api.As("acme", "Privacy.Officer");

    [Fact]
    public async Task Corrections_are_previewed_decided_by_a_second_person_and_carried_out()
    {
        var (person, call) = await SealedAsync();
        var other = (await SealAsync(person.Call())).Id;
        var id = await desk.FileAsync("rectification", person.By("accountId"));
        await desk.IdentifyAsync(id);
        await GiveAsync(id, Corrections(call));

        var preview = await desk.ViewAsync(id, "/preview");
        var own = Of(preview, call);
        Assert.Equal(("corrected", "16", "transcriptCorrected"), Verdict(own));
        Assert.Equal(("retained", null, "nothingToCorrect"), Verdict(Of(preview, other)));
        Assert.Equal(
            ["language: \"en\" > \"en-GB\"", $"turns: \"{Wrong}\" > \"{Right}\"", "statement:  > \"I called for my mother.\""],
            own["correction"]!["changes"]!.AsArray().Select(
                x => $"{x!["field"]}: {x["from"]?.ToJsonString()} > {x["to"]!.ToJsonString()}"));
        Assert.Equal("media.wav", Assert.Single(own["correction"]!["notCorrected"]!.AsArray())!["what"]!.GetValue<string>());

        var approval = new JsonObject { ["outcome"] = "approve" };
        (await RightsDesk.MoveAsync(desk.Approver, id, "decision", approval.DeepClone())).ExpectProblem(HttpStatusCode.PreconditionRequired);
        approval["preview"] = preview["preview"]!.GetValue<string>();
        await GiveAsync(id, Corrections(call, statement: "I called for my aunt."));
        (await RightsDesk.MoveAsync(desk.Approver, id, "decision", approval)).ExpectProblem(HttpStatusCode.Conflict);
        var giver = RightsDesk.Person(host.Api, "acme", "desk-clerk", "Privacy.Approver");
        approval["preview"] = (await desk.ViewAsync(id, "/preview"))["preview"]!.GetValue<string>();
        (await RightsDesk.MoveAsync(giver, id, "decision", approval)).ExpectProblem(HttpStatusCode.Forbidden);

        var before = (await TranscriptAsync(call, id)).ToJsonString();
        var view = await desk.DecideAsync(id);
        Assert.Equal(("corrected", "retained"), (Outcome(view, call), Outcome(view, other)));
        Assert.Equal(before.Replace(Wrong, Right, StringComparison.Ordinal), (await TranscriptAsync(call, id)).ToJsonString());
        var metadata = (await desk.Clerk.MetadataAsync(call)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("en-GB", metadata["language"]!.GetValue<string>());
        Assert.Equal("I called for my aunt.", Assert.Single(metadata["statements"]!.AsArray())!["text"]!.GetValue<string>());
        await ShowsAsync(id, person, call);
        await IsDocumentedAsync(id, call);
        await desk.TellAsync(id);
        Assert.Equal("completed", (await desk.ViewAsync(id))["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Under_a_hold_the_superseded_generation_stays_until_the_last_hold_is_released()
    {
        var (person, call) = await SealedAsync();
        var legal = host.Api.As("acme", "Legal.Holds");
        (await legal.SendAsync(HttpMethod.Put, $"/recordings/{call}/holds/h-1", new JsonObject { ["matter"] = "claim-7" }))
            .Expect(HttpStatusCode.OK);
        var id = await desk.FileAsync("rectification", person.By("accountId"), x => x["corrections"] = Corrections(call));
        await desk.IdentifyAsync(id);
        Assert.Equal("corrected", Outcome(await desk.DecideAsync(id), call));
        Assert.Contains(Right, (await TranscriptAsync(call, id)).ToJsonString(), StringComparison.Ordinal);
        Assert.True(await HasFilesAsync(call, 1));

        (await legal.SendAsync(HttpMethod.Delete, $"/recordings/{call}/holds/h-1")).Expect(HttpStatusCode.NoContent);
        await Api.EventuallyAsync(async () => !await HasFilesAsync(call, 1), "the superseded generation is gone");
    }

    [Fact]
    public async Task A_card_number_in_a_correction_is_stored_nowhere()
    {
        var (person, call) = await SealedAsync();
        var corrections = Corrections(call, to: "It is 4111 1111 1111 1111.", statement: "My card is 4111111111111111.");
        var id = await desk.FileAsync("rectification", person.By("accountId"), x => x["corrections"] = corrections);
        await desk.IdentifyAsync(id);
        await desk.DecideAsync(id);
        var stored = (await TranscriptAsync(call, id)).ToJsonString()
            + (await officer.SendAsync(HttpMethod.Get, $"/recordings/{call}/corrections")).Expect(HttpStatusCode.OK).Text
            + (await desk.Clerk.MetadataAsync(call)).Expect(HttpStatusCode.OK).Text;
        Assert.DoesNotContain("1111", stored, StringComparison.Ordinal);
        Assert.Contains("My card is", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_fit_the_recording_is_refused_by_field()
    {
        var (person, call) = await SealedAsync();
        var (_, foreign) = await SealedAsync();
        (string Field, Action<JsonObject> Change)[] faults =
        [
            ("turns[0].from", x => x["turns"]![0]!["from"] = "It is not."),
            ("turns[0].to", x => x["turns"]![0]!["to"] = ""),
            ("turns[0].to", x => x["turns"]![0]!["to"] = " \t"),
            ("turns[0].turn", x => x["turns"]![0]!["turn"] = 999),
            ("turns[0].turn", x => x["turns"]![0]!["turn"] = -1),
            ("turns[0].file", x => x["turns"]![0]!["file"] = "media.wav"),
            ("turns[0].file", x => x["turns"]![0]!["file"] = "keystrokes.jsonl"),
            ("turns[0].file", x => x["turns"]![0]!["file"] = "nosuch.json"),
            ("metadata.language", x => x["metadata"] = new JsonObject { ["language"] = "Klingon!" }),
            ("metadata", x => x["metadata"] = new JsonObject()),
            ("metadata.parties", x => x["metadata"] = new JsonObject { ["parties"] = new JsonArray() }),
            ("recordingId", x => x["recordingId"] = foreign),
        ];
        var id = await desk.FileAsync("rectification", person.By("accountId"));
        foreach (var (field, change) in faults)
        {
            var corrections = Corrections(call);
            change(corrections["recordings"]![0]!.AsObject());
            Assert.Equal([$"recordings[0].{field}"], (await GiveAsync(id, corrections, HttpStatusCode.BadRequest)).ExpectProblem(HttpStatusCode.BadRequest));
            var form = PrivacyTeam.Erasure(person.By("accountId"));
            (form["type"], form["corrections"]) = ("rectification", corrections.DeepClone());
            Assert.Equal(
                [$"corrections.recordings[0].{field}"],
                (await desk.Clerk.SendAsync(HttpMethod.Post, "/requests", form)).ExpectProblem(HttpStatusCode.BadRequest));
        }

        var access = await desk.FileAsync("access", person.By("accountId"));
        await GiveAsync(access, Corrections(call), HttpStatusCode.Conflict);
        var intake = PrivacyTeam.Erasure(person.By("accountId"));
        (intake["type"], intake["corrections"]) = ("rectification", Corrections(call));
        (await host.Api.As("acme", "Privacy.Intake").SendAsync(HttpMethod.Post, "/requests", intake)).ExpectProblem(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Whatever_needs_a_person_is_taken_up_again_and_finished()
    {
        var (person, call) = await SealedAsync();
        var second = (await SealAsync(person.Call())).Id;
        var id = await desk.FileAsync("rectification", person.By("accountId"));
        await desk.IdentifyAsync(id);
        Assert.Equal("needsReview", Outcome(await desk.DecideAsync(id), call));
        await desk.TellAsync(id);

        // The corrections come afterwards, and are decided anew.
        await GiveAsync(id, Corrections(call));
        Assert.Equal("awaitingDecision", (await desk.ViewAsync(id))["state"]!.GetValue<string>());
        Assert.Equal("corrected", Outcome(await desk.DecideAsync(id), call));
        await desk.TellAsync(id);
        await GiveAsync(id, Corrections(call, to: "Something else."), HttpStatusCode.BadRequest);
        Assert.Equal(2, await CertificatesAsync(id));
        await BecomesReadableAsync(call);

        // A correction that a handler made by hand.
        id = await desk.FileAsync("rectification", person.By("accountId"));
        await desk.IdentifyAsync(id);
        await desk.DecideAsync(id);
        (await RightsDesk.MoveAsync(desk.Clerk, id, "retry")).ExpectProblem(HttpStatusCode.Conflict);
        (await desk.Clerk.CorrectAsync(call, new JsonObject { ["reason"] = "They asked.", ["queue"] = "sales" })).Expect(HttpStatusCode.OK);
        (await RightsDesk.MoveAsync(desk.Clerk, id, "retry")).Expect(HttpStatusCode.Accepted);
        var view = await WaitAsync(id);
        Assert.Equal(("corrected", "needsReview"), (Outcome(view, call), Outcome(view, second)));
        Assert.Equal(["metadata"], Kinds(view, call));

        // The rest is dealt with by a person.
        var note = new JsonObject { ["note"] = "There was nothing wrong in that one.", ["recordings"] = new JsonArray(call) };
        Assert.Equal(["recordings[0]"], (await RightsDesk.MoveAsync(desk.Clerk, id, "resolve", note)).ExpectProblem(HttpStatusCode.BadRequest));
        note["recordings"] = new JsonArray(second);
        (await RightsDesk.MoveAsync(desk.Clerk, id, "resolve", note)).Expect(HttpStatusCode.Accepted);
        Assert.Equal("resolved", Outcome(await WaitAsync(id), second));
        var letter = (await desk.Clerk.SendAsync(HttpMethod.Get, $"/requests/{id}/answer", null, ("Accept", "text/plain"))).Text;
        Assert.Contains("nothing wrong in that one", letter.ReplaceLineEndings(" "), StringComparison.Ordinal);
        await desk.TellAsync(id);
        Assert.Equal("completed", (await desk.ViewAsync(id))["state"]!.GetValue<string>());
        await BecomesReadableAsync(second);
        note.Remove("recordings");
        note["note"] = "Again.";
        (await RightsDesk.MoveAsync(desk.Clerk, id, "resolve", note)).ExpectProblem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_copy_that_left_an_unclear_match_to_a_person_is_finished_and_stays_as_it_is()
    {
        var (person, call) = await SealedAsync();
        var weak = (await SealAsync(person.Call(party: new JsonObject { ["role"] = "caller", ["phone"] = person.Phone }))).Id;
        var id = await desk.FileAsync("access", person.By("accountId", "phone"));
        await desk.IdentifyAsync(id);
        var view = await desk.DecideAsync(id);
        Assert.Equal(("exported", "needsReview"), (Outcome(view, call), Outcome(view, weak)));
        await desk.TellAsync(id);
        var before = (await desk.ViewAsync(id))["package"]!.ToJsonString();
        (await RightsDesk.MoveAsync(desk.Clerk, id, "resolve", new JsonObject { ["note"] = "The number belongs to a neighbour now." }))
            .Expect(HttpStatusCode.Accepted);
        view = await WaitAsync(id);
        Assert.Equal(("exported", "resolved"), (Outcome(view, call), Outcome(view, weak)));
        Assert.Equal(before, view["package"]!.ToJsonString());
        Assert.Equal(2, await CertificatesAsync(id));
        var letter = (await desk.Clerk.SendAsync(HttpMethod.Get, $"/requests/{id}/answer", null, ("Accept", "text/plain"))).Text;
        Assert.DoesNotContain("neighbour", letter, StringComparison.Ordinal);
        await desk.TellAsync(id);
    }

    async Task ShowsAsync(string id, Person person, string call)
    {
        var letter = (await desk.Clerk.SendAsync(HttpMethod.Get, $"/requests/{id}/answer", null, ("Accept", "text/plain")))
            .Expect(HttpStatusCode.OK).Text;
        foreach (var said in (string[])
            ["We corrected the data about one", "We corrected words in the transcript of one recording", "We added your statement to"])
        {
            Assert.Contains(said, letter.ReplaceLineEndings(" "), StringComparison.Ordinal);
        }

        Assert.Equal(["metadata", "transcript", "statement"], Kinds(await desk.ViewAsync(id), call));
        var access = await desk.FileAsync("access", person.By("accountId", "phone"));
        await desk.IdentifyAsync(access);
        await desk.DecideAsync(access);
        var package = new Packages.UnpackedPackage(
            (await desk.Clerk.SendAsync(HttpMethod.Get, $"/requests/{access}/package")).Expect(HttpStatusCode.OK).Body);
        Assert.Contains(Right, package.Text($"transcripts/{call}-1.txt"), StringComparison.Ordinal);
        var shown = package.Data["recordings"]!.AsArray().Single(x => x!["recordingId"]!.GetValue<string>() == call)!;
        Assert.Equal("I called for my aunt.", shown["statements"]![0]!["text"]!.GetValue<string>());
    }

    /// <summary>The officer reads the old values; the log has none of the words.</summary>
    async Task IsDocumentedAsync(string id, string call)
    {
        (await desk.Clerk.SendAsync(HttpMethod.Get, $"/recordings/{call}/corrections")).ExpectProblem(HttpStatusCode.Forbidden);
        var notes = (await officer.SendAsync(HttpMethod.Get, $"/recordings/{call}/corrections")).Expect(HttpStatusCode.OK).Json;
        var note = Assert.Single(notes["items"]!.AsArray())!;
        Assert.Equal((id, "The caller showed the contract."), (note["requestId"]!.GetValue<string>(), note["reason"]!.GetValue<string>()));
        Assert.Equal(Wrong, note["changes"]!.AsArray().Single(x => x!["field"]!.GetValue<string>() == "turns")!["from"]!.GetValue<string>());
        var log = string.Join('\n', (await AuditLines.ReadAsync(host.App, "acme")).Select(x => x.ToJsonString()));
        Assert.Contains("recording.corrected", log, StringComparison.Ordinal);
        Assert.All((string[])["AC-100000", "one million", "my aunt"], x => Assert.DoesNotContain(x, log, StringComparison.Ordinal));
    }

    async Task<(Person Person, string Call)> SealedAsync()
    {
        var (person, sample) = (new Person(), Sample.Call("plain"));
        var party = person.Party;
        party["channel"] = 1;
        sample.Ticket["parties"]!.AsArray()[1] = party;
        return (person, (await SealAsync(sample)).Id);
    }

    Task<Sealed> SealAsync(Sample sample) => uploader.SealAsync(sample.Ticket, sample.Files);

    static JsonObject Corrections(string call, string to = Right, string statement = "I called for my mother.") => new()
    {
        ["reason"] = "The caller showed the contract.",
        ["recordings"] = new JsonArray(new JsonObject
        {
            ["recordingId"] = call,
            ["metadata"] = new JsonObject { ["language"] = "en-GB" },
            ["turns"] = new JsonArray(new JsonObject { ["file"] = "transcript.json", ["turn"] = 4, ["from"] = Wrong, ["to"] = to }),
            ["statement"] = statement,
        }),
    };

    async Task<Answer> GiveAsync(string id, JsonNode corrections, HttpStatusCode status = HttpStatusCode.OK) =>
        (await desk.Clerk.SendAsync(HttpMethod.Put, $"/requests/{id}/corrections", corrections)).Expect(status);

    async Task<JsonNode> TranscriptAsync(string call, string request) => (await desk.Clerk.SendAsync(
        HttpMethod.Get, $"/recordings/{call}/files/transcript.json", null, (Session.Purpose, $"request:{request}")))
        .Expect(HttpStatusCode.OK).Json;

    async Task<bool> HasFilesAsync(string id, int generation)
    {
        var recordings = host.App.Account("acme").GetBlobContainerClient("recordings");
        return await recordings.GetBlobsAsync(new() { Prefix = $"{id}/{generation}/" }, Api.Cancellation).AnyAsync(Api.Cancellation);
    }

    async Task<int> CertificatesAsync(string id)
    {
        var number = 0;
        while ((await desk.Clerk.SendAsync(HttpMethod.Get, $"/requests/{id}/certificate?number={number + 1}")).Status is HttpStatusCode.OK)
        {
            number++;
        }

        return number;
    }

    Task<JsonNode> WaitAsync(string id) => new PrivacyTeam(host.Api, "acme").WaitForAsync(id, "awaitingAnswer");

    /// <summary>Once the person was told, contested accuracy restricts nothing any more.</summary>
    Task BecomesReadableAsync(string call) => Api.EventuallyAsync(
        async () => (await desk.Clerk.ViewAsync(call)).Json["restriction"] is null, "the restriction is lifted");

    static JsonNode Of(JsonNode preview, string recording) =>
        preview["recordings"]!.AsArray().Single(x => x!["recordingId"]!.GetValue<string>() == recording)!;

    static (string, string?, string) Verdict(JsonNode item) =>
        (item["outcome"]!.GetValue<string>(), item["basis"]?.GetValue<string>(), item["reason"]!.GetValue<string>());

    static string Outcome(JsonNode view, string recording) => OutcomeOf(view, recording)["outcome"]!.GetValue<string>();

    static IEnumerable<string> Kinds(JsonNode view, string recording) =>
        OutcomeOf(view, recording)["corrected"]!.AsArray().Select(x => x!.GetValue<string>());

    static JsonNode OutcomeOf(JsonNode view, string recording) =>
        view["outcomes"]!.AsArray().Single(x => x!["recordingId"]!.GetValue<string>() == recording)!;
}
