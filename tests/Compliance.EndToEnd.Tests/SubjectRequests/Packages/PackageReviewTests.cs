using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Keys;

namespace Compliance.EndToEnd.Tests.SubjectRequests.Packages;

/// <summary>A package is looked at, kept back in part, and released (GDPR Art. 15(4), 20(4)), through HTTP.</summary>
public sealed class PackageReviewTests(SharedHost host)
{
    const int WavHead = 44;
    const int Rate = 8000;
    const string Named = "would like to pay my bill";
    const string Overlapped = "confirm your account number";
    const string Note = "his brother rang before him";

    readonly Session uploader = host.Api.As("acme", "Recordings.Upload");
    readonly PrivacyTeam team = new(host.Api, "acme");

    [Fact]
    public async Task What_would_harm_others_is_gone_from_everything_and_the_rest_stays()
    {
        var person = new Person();
        var call = await SealAsync(Call(person)
            .Add("keys.jsonl", "application/x-ndjson", Encoding.UTF8.GetBytes(
                "{\"t\":3.5,\"key\":\"a\",\"field\":\"kept-field\"}\n{\"t\":15.25,\"key\":\"b\",\"field\":\"gone-field\"}\n"))
            .Add("screen.webm", "video/webm", [0x1A, 0x45, 0xDF, 0xA3, 9, 9, 9, 9])
            .Add("note.txt", "text/plain", Encoding.UTF8.GetBytes(Note)));
        var other = await SealAsync(person.Call());
        var id = await ReadyAsync("access", person);
        var before = await PackageAsync(id);

        var seen = (await team.GetAsync(id, "/package/review")).Expect(HttpStatusCode.OK);
        Assert.Equal(("\"1\"", "no-store"), (seen.Header("ETag"), seen.Header("Cache-Control")));
        var item = Item(seen.Json, call.Id);
        var turn = item["turns"]!.AsArray().Single(x => x!["text"]!.GetValue<string>().Contains(Named, StringComparison.Ordinal))!;
        Assert.Equal(
            (2, "You", 1), (turn["index"]!.GetValue<int>(), turn["speaker"]!.GetValue<string>(), turn["channel"]!.GetValue<int>()));
        Assert.Contains(item["files"]!.AsArray(), x => x!["text"]?.GetValue<string>() == Note);
        Assert.Equal("plain", item["custom"]!["scenario"]!.GetValue<string>());

        var redaction = new JsonObject
        {
            ["recordingId"] = call.Id,
            ["stretches"] = new JsonArray(new JsonObject { ["start"] = 14.2, ["end"] = 18.2, ["channel"] = 0 }),
            ["turns"] = new JsonArray(2),
            ["files"] = new JsonArray("note.txt"),
            ["custom"] = new JsonArray("scenario"),
            ["reason"] = "Speaks of a brother whose card is 4111 1111 1111 1111.",
        };
        var put = (await RedactAsync(id, 1, redaction.DeepClone())).Expect(HttpStatusCode.Accepted);
        Assert.Equal(("running", 2), (put.Json["state"]!.GetValue<string>(), put.Json["revision"]!.GetValue<int>()));
        var view = await team.WaitForAsync(id, "awaitingAnswer");
        Assert.Equal(
            ("ready", 2, 1, true),
            (view["package"]!["state"]!.GetValue<string>(), view["package"]!["revision"]!.GetValue<int>(), view["package"]!["redactions"]!.GetValue<int>(), view["package"]!["available"]!.GetValue<bool>()));
        Assert.Contains(view["timeline"]!.AsArray(), x => x!["step"]!.GetValue<string>() == "packageRebuilt");

        var after = await PackageAsync(id);
        var keys = await KeysAsync();
        after.Holds(keys);
        var (was, now) = (before[$"media/{call.Id}/0.wav"], after[$"media/{call.Id}/0.wav"]);
        AssertSilent(was, now, channel: 0, 14.2, 18.2);
        AssertSilent(was, now, channel: 1, 9.848, 13.638);
        foreach (var words in (string[])[Named, Overlapped, "gone-field", Note, "4111 1111", "41111111", "\"scenario\":"])
        {
            Assert.Empty(after.With(words));
        }

        foreach (var words in (string[])["kept-field", "Is there anything else", "whose card is", $"texts/{other.Id}/0.txt"])
        {
            Assert.NotEmpty(after.With(words));
        }

        // The page, the tables, the machine's form and what is signed say where and why.
        foreach (var path in (string[])["index.html", "recordings.csv", "data.json", "package.json"])
        {
            Assert.Contains(path, after.With("Speaks of a brother"));
            Assert.Contains(path, after.With("15(4)"));
        }

        Assert.Contains("0:14.2 to 0:18.2 (Agent)", after.Text("index.html"), StringComparison.Ordinal);
        Assert.DoesNotContain(after.Paths, x => x.EndsWith(".webm", StringComparison.Ordinal));
        Assert.Contains("notInPart", after.Text("data.json"), StringComparison.Ordinal);
        var (first, second) = (before.Vcon(call.Id, keys), after.Vcon(call.Id, keys));
        Assert.NotEqual(first.Uuid, second.Uuid);
        Assert.Equal("rights_of_others", second.Redacted?.Type);
        Assert.Equal(first.Dialog.Count, second.Dialog.Count);
        Assert.Equal(before[$"vcon/{other.Id}.vcon"], after[$"vcon/{other.Id}.vcon"]);

        // The placeholder is what a reviewer sees now.
        var again = Item((await team.GetAsync(id, "/package/review")).Expect(HttpStatusCode.OK).Json, call.Id);
        Assert.Equal(
            ["silenced", "silenced"],
            again["turns"]!.AsArray().Where(x => x!["text"] is null).Select(x => x!["leftOut"]!.GetValue<string>()));
        Assert.Equal("15(4)", again["redaction"]!["article"]!.GetValue<string>());

        (await ReleaseAsync(id, 1)).ExpectProblem(HttpStatusCode.Conflict);
        (await ReleaseAsync(id, 2)).Expect(HttpStatusCode.OK);
        (await RedactAsync(id, 2)).ExpectProblem(HttpStatusCode.Conflict);
        var letter = (await team.GetAsync(id, "/answer", ("Accept", "text/plain"))).Expect(HttpStatusCode.OK).Text;
        Assert.Contains("silenced or left out to protect others", letter.ReplaceLineEndings(" "), StringComparison.Ordinal);
        (await team.MoveAsync(id, "answer", new JsonObject { ["channel"] = "email" })).Expect(HttpStatusCode.OK);
        Assert.Equal("released", (await team.GetAsync(id)).Json["package"]!["state"]!.GetValue<string>());
        Assert.Equal(after.Paths.Count, (await PackageAsync(id)).Paths.Count);

        // Reasons and words are nobody's in the logs.
        var audit = string.Join('\n', (await AuditLines.ReadAsync(host.App, "acme")).Select(x => x.ToJsonString()).Where(
            x => x.Contains(id, StringComparison.Ordinal)));
        Assert.Contains("request.packageRedacted", audit, StringComparison.Ordinal);
        Assert.Contains($"requests/{id}/package/review", audit, StringComparison.Ordinal);
        Assert.DoesNotContain("brother", audit + (await team.GetAsync(id)).Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_recording_left_out_is_listed_with_the_reason_and_can_be_put_back()
    {
        var person = new Person();
        var (call, other) = (await SealAsync(Call(person)), await SealAsync(Call(person)));
        var id = await ReadyAsync("portability", person);
        await RedactedAsync(
            id, 1, new JsonObject { ["recordingId"] = call.Id, ["leaveOut"] = true, ["reason"] = "A child is heard all through." });

        var package = await PackageAsync(id);
        Assert.DoesNotContain(package.Paths, x => x.Contains(call.Id, StringComparison.Ordinal));
        Assert.Contains(package.Paths, x => x.Contains(other.Id, StringComparison.Ordinal));
        var told = Assert.Single(package.Data["notIncluded"]!.AsArray())!;
        Assert.Equal((call.Id, "20(4)"), (told["recordingId"]!.GetValue<string>(), told["basis"]!.GetValue<string>()));
        Assert.Contains("A child is heard all through.", told["why"]!.GetValue<string>(), StringComparison.Ordinal);
        var view = (await team.GetAsync(id)).Json;
        var outcome = view["outcomes"]!.AsArray().Single(x => x!["recordingId"]!.GetValue<string>() == call.Id)!;
        Assert.Equal(("retained", "20(4)"), (outcome["outcome"]!.GetValue<string>(), outcome["basis"]!.GetValue<string>()));
        var letter = (await team.GetAsync(id, "/answer", ("Accept", "text/plain"))).Expect(HttpStatusCode.OK).Text;
        Assert.Contains("A child is heard all through.", letter.ReplaceLineEndings(" "), StringComparison.Ordinal);

        // By the header, and of what is left out now.
        (await RedactAsync(id, null, new JsonObject { ["recordingId"] = call.Id, ["turns"] = new JsonArray(1), ["reason"] = "r" }))
            .ExpectProblem((HttpStatusCode)428);
        (await SendAsync(id, "\"1\"")).ExpectProblem(HttpStatusCode.PreconditionFailed);
        (await SendAsync(id, "\"2\"")).Expect(HttpStatusCode.Accepted);
        await team.WaitForAsync(id, "awaitingAnswer");
        Assert.Contains((await PackageAsync(id)).Paths, x => x.Contains(call.Id, StringComparison.Ordinal));

        Task<Answer> SendAsync(string request, string tag) => team.Session.SendAsync(
            HttpMethod.Put, $"/requests/{request}/package/redactions", new JsonObject { ["redactions"] = new JsonArray() }, ("If-Match", tag));
    }

    [Fact]
    public async Task A_slip_of_the_pen_is_refused_and_names_its_field()
    {
        var person = new Person();
        var call = await SealAsync(Call(person));
        var id = await ReadyAsync("access", person);
        JsonObject With(string name, JsonNode? value) => new() { ["recordingId"] = call.Id, ["reason"] = "because", [name] = value };
        JsonArray Stretch(double start, double end, int? channel = null) =>
            new(new JsonObject { ["start"] = start, ["end"] = end, ["channel"] = channel });
        foreach (var (field, item) in ((string, JsonObject)[])[
            ("redactions[0].turns[1]", With("turns", new JsonArray(1, 99))),
            ("redactions[0].turns[0]", With("turns", new JsonArray(-1))),
            ("redactions[0].stretches[0]", With("stretches", Stretch(5, 5))),
            ("redactions[0].stretches[0].end", With("stretches", Stretch(5, 500))),
            ("redactions[0].stretches[0].channel", With("stretches", Stretch(5, 6, 2))),
            ("redactions[0].files[0]", With("files", new JsonArray("other.wav"))),
            ("redactions[0].custom[0]", With("custom", new JsonArray("other"))),
            ("redactions[0]", With("leaveOut", false)),
            ("redactions[0].recordingId", new JsonObject { ["recordingId"] = Guid.NewGuid().ToString(), ["turns"] = new JsonArray(0), ["reason"] = "r" }),
            ("redactions[0].reason", new JsonObject { ["recordingId"] = call.Id, ["turns"] = new JsonArray(0) }),
            ("redactions[0].reason", new JsonObject { ["recordingId"] = call.Id, ["turns"] = new JsonArray(0), ["reason"] = " " }),
        ])
        {
            var fields = (await RedactAsync(id, 1, item)).ExpectProblem(HttpStatusCode.BadRequest);
            Assert.Contains(field, fields);
        }

        (await RedactAsync(id, 7, With("turns", new JsonArray(1)))).ExpectProblem(HttpStatusCode.Conflict);
        (await ReleaseAsync(id, 7)).ExpectProblem(HttpStatusCode.Conflict);
        Assert.Equal("awaitingAnswer", (await team.GetAsync(id)).Request().State);
        (await host.Api.As("acme", "Privacy.Officer").SendAsync(
            HttpMethod.Get, $"/requests/{id}/package/review")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task After_an_erasure_the_rest_can_be_put_together_again()
    {
        var person = new Person();
        var call = await SealAsync(Call(person));
        var gone = await SealAsync(person.Call(party: person.Party));
        var id = await ReadyAsync("access", person);
        var erasure = PrivacyTeam.Erasure(person.By("accountId", "phone"));
        erasure["identity"] = PrivacyTeam.Verified;
        var other = (await team.FileAsync(erasure)).Filed().RequestId;
        var preview = (await team.GetAsync(other, "/preview")).Expect(HttpStatusCode.OK).Json["preview"]!.GetValue<string>();
        (await team.MoveAsync(other, "decision", new JsonObject
        {
            ["outcome"] = "partial",
            ["preview"] = preview,
            ["exclude"] = new JsonArray(new JsonObject { ["recordingId"] = call.Id, ["reason"] = "17(3)(e) in dispute" }),
        })).Expect(HttpStatusCode.Accepted);
        await team.WaitForAsync(other, "awaitingAnswer");
        (await team.GetAsync(id, "/package")).ExpectProblem(HttpStatusCode.Gone);
        Assert.Equal("erased", (await team.GetAsync(id)).Json["package"]!["state"]!.GetValue<string>());

        await RedactedAsync(id, 1);

        var package = await PackageAsync(id);
        package.Holds(await KeysAsync());
        Assert.NotEmpty(package.With(call.Id));
        Assert.DoesNotContain(package.Paths, x => x.Contains(gone.Id, StringComparison.Ordinal));
    }

    /// <summary>A number alone may be a household's, or a new owner's.</summary>
    [Theory]
    [InlineData("access")]
    [InlineData("portability")]
    public async Task A_weak_match_is_in_no_package_by_itself(string type)
    {
        var person = new Person();
        var mine = await SealAsync(Call(person));
        var weak = await SealAsync(
            person.Call(x => x["startedAt"] = "2025-01-17T10:11:00Z", new JsonObject { ["role"] = "caller", ["phone"] = person.Phone }));
        var contradicted = await SealAsync(person.Call(
            x => x["startedAt"] = "2025-02-18T10:11:00Z",
            new JsonObject { ["role"] = "caller", ["phone"] = person.Phone, ["accountId"] = new Person().AccountId }));

        var id = await ReadyAsync(type, person);
        var package = await PackageAsync(id);
        Assert.NotEmpty(package.With(mine.Id));
        foreach (var trace in (string[])[weak.Id, contradicted.Id, "2025-01-17", "2025-02-18", "17 January 2025", "18 February 2025"])
        {
            Assert.Empty(package.With(trace));
        }

        var seen = (await team.GetAsync(id, "/package/review")).Expect(HttpStatusCode.OK).Text;
        Assert.DoesNotContain(weak.Id, seen, StringComparison.Ordinal);
        Assert.DoesNotContain(contradicted.Id, seen, StringComparison.Ordinal);

        // Somebody looked, and said that one of them is the person's.
        var second = await FileAsync(type, person);
        var preview = (await team.GetAsync(second, "/preview")).Expect(HttpStatusCode.OK).Json["preview"]!.GetValue<string>();
        (await team.MoveAsync(second, "decision", new JsonObject
        {
            ["outcome"] = "approve", ["preview"] = preview, ["include"] = new JsonArray(weak.Id),
        })).Expect(HttpStatusCode.Accepted);
        await team.WaitForAsync(second, "awaitingAnswer");
        var included = await PackageAsync(second);
        Assert.NotEmpty(included.With(weak.Id));
        Assert.Empty(included.With(contradicted.Id));
    }

    [Fact]
    public async Task Where_the_tenant_wants_it_nothing_goes_out_that_was_not_released()
    {
        const string Tenant = "initech";
        var admin = host.Api.As(Tenant, "Tenant.Admin");
        (await admin.SendAsync(
            HttpMethod.Put, "/settings", new JsonObject { ["reviewPackages"] = true }, ("If-Match", "*"))).Expect(HttpStatusCode.OK);
        var handlers = new PrivacyTeam(host.Api, Tenant);
        var form = PrivacyTeam.Erasure(new Person().By("accountId"));
        (form["type"], form["identity"], form["decision"]) = ("access", PrivacyTeam.Verified, PrivacyTeam.Approval);
        var id = (await handlers.FileAsync(form)).Filed().RequestId;
        await handlers.WaitForAsync(id, "awaitingAnswer");

        var look = (await handlers.GetAsync(id, "/package")).Expect(HttpStatusCode.OK);
        Assert.Equal("review", look.Header("X-Package-State"));
        (await handlers.MoveAsync(id, "answer", new JsonObject { ["channel"] = "email" })).ExpectProblem(HttpStatusCode.Conflict);
        (await handlers.MoveAsync(id, "package/release", new JsonObject { ["revision"] = 1 })).Expect(HttpStatusCode.OK);
        Assert.Null((await handlers.GetAsync(id, "/package")).Expect(HttpStatusCode.OK).Header("X-Package-State"));
        (await handlers.MoveAsync(id, "answer", new JsonObject { ["channel"] = "email" })).Expect(HttpStatusCode.OK);
    }

    /// <summary>Two channels and a transcript: the agent on the left, the person on the right.</summary>
    static Sample Call(Person person)
    {
        var sample = Sample.Call("plain");
        var party = person.Party;
        party["channel"] = 1;
        sample.Ticket["parties"]!.AsArray()[1] = party;
        return sample;
    }

    async Task<Sealed> SealAsync(Sample sample) => await uploader.SealAsync(sample.Ticket, sample.Files);

    async Task<string> FileAsync(string type, Person person)
    {
        var form = PrivacyTeam.Erasure(person.By("accountId", "phone"));
        (form["type"], form["identity"]) = (type, PrivacyTeam.Verified);
        return (await team.FileAsync(form)).Filed().RequestId;
    }

    async Task<string> ReadyAsync(string type, Person person)
    {
        var id = await FileAsync(type, person);
        (await team.MoveAsync(id, "decision", PrivacyTeam.Approval)).Expect(HttpStatusCode.Accepted);
        await team.WaitForAsync(id, "awaitingAnswer");
        return id;
    }

    Task<Answer> RedactAsync(string id, int? revision, params JsonNode[] items)
    {
        var body = new JsonObject { ["redactions"] = new JsonArray(items) };
        if (revision is { } named)
        {
            body["revision"] = named;
        }

        return team.Session.SendAsync(HttpMethod.Put, $"/requests/{id}/package/redactions", body);
    }

    async Task RedactedAsync(string id, int revision, params JsonNode[] items)
    {
        (await RedactAsync(id, revision, items)).Expect(HttpStatusCode.Accepted);
        await team.WaitForAsync(id, "awaitingAnswer");
    }

    Task<Answer> ReleaseAsync(string id, int revision) => team.MoveAsync(id, "package/release", new JsonObject { ["revision"] = revision });

    async Task<UnpackedPackage> PackageAsync(string id) => new((await team.GetAsync(id, "/package")).Expect(HttpStatusCode.OK).Body);

    async Task<IReadOnlyDictionary<string, System.Security.Cryptography.ECParameters>> KeysAsync() =>
        JwksReader.SigningKeys((await host.Api.SendAsync(HttpMethod.Get, "/api/tenants/acme/keys")).Body);

    static JsonNode Item(JsonNode review, string recording) =>
        review["items"]!.AsArray().Single(x => x!["recordingId"]!.GetValue<string>() == recording)!;

    /// <summary>Zero from the first sample to the last, and as it was on both sides.</summary>
    static void AssertSilent(byte[] was, byte[] now, int channel, double start, double end)
    {
        var (before, after) = (Channel(was, channel), Channel(now, channel));
        var (from, to) = ((int)Math.Floor(start * Rate), (int)Math.Ceiling(end * Rate));
        Assert.Contains(before[from..to], x => x != 0);
        Assert.All(after[from..to], x => Assert.Equal(0, x));
        Assert.Equal(before[..from], after[..from]);
        Assert.Equal(before[to..], after[to..]);
    }

    static short[] Channel(byte[] wav, int channel) =>
        [.. wav[WavHead..].Chunk(4).Where(x => x.Length == 4).Select(x => BitConverter.ToInt16(x, channel * 2))];
}
