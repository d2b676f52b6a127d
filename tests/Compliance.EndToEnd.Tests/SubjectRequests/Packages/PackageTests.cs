using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.SubjectRequests.Packages;

/// <summary>What a person is handed (GDPR Art. 15, 20), through HTTP, and what is left of it afterwards.</summary>
public sealed class PackageTests(SharedHost host)
{
    /// <summary>Bytes before the samples of the sample calls.</summary>
    const int WavHead = 44;

    readonly Session uploader = host.Api.As("acme", "Recordings.Upload");
    readonly PrivacyTeam team = new(host.Api, "acme");

    [Fact]
    public async Task Portability_hands_over_the_persons_own_part_of_what_is_on_consent_or_contract()
    {
        var (person, other) = (new Person(), new Person());
        var call = await SealAsync(Call(person));
        var interests = await SealAsync(person.Call(x => x["purposes"] = Purposes("legitimateInterests")));
        var weak = await SealAsync(person.Call(party: new JsonObject { ["role"] = "caller", ["phone"] = person.Phone }));
        await SealAsync(other.Call());

        var id = await FileAsync("portability", person);
        (await team.GetAsync(id, "/package")).ExpectProblem(HttpStatusCode.Conflict);
        var view = await ApproveAsync(id);
        Assert.Equal("exported", Outcome(view, call.Id));
        Assert.Equal("retained", Outcome(view, interests.Id));
        Assert.Equal(1, view["package"]!["recordings"]!.GetValue<int>());
        Assert.Equal($"/api/tenants/acme/requests/{id}/package", view["links"]!["package"]!.GetValue<string>());

        var answer = (await team.GetAsync(id, "/package")).Expect(HttpStatusCode.OK);
        Assert.Equal("application/zip", answer.Header("Content-Type"));
        Assert.Equal(view["package"]!["size"]!.GetValue<long>(), answer.Body.Length);
        var package = new UnpackedPackage(answer.Body);
        var keys = await KeysAsync();
        package.Holds(keys);
        Assert.Equal(interests.Id, Assert.Single(package.Data["notIncluded"]!.AsArray())!["recordingId"]!.GetValue<string>());

        // The other channel is silent, the person's own is as it was kept.
        var kept = (await host.Api.Reader("acme", "*").FileAsync(call.Id, "media.wav")).Expect(HttpStatusCode.OK).Body;
        var handed = package[$"media/{call.Id}/0.wav"];
        Assert.Equal(kept.Length, handed.Length);
        Assert.All(Channel(handed, 0), x => Assert.Equal(0, x));
        Assert.Equal(Channel(kept, 1), Channel(handed, 1));
        Assert.Contains(Channel(handed, 1), x => x != 0);

        var transcript = package.Text(package.Paths.Single(x => x.EndsWith(".txt", StringComparison.Ordinal)));
        Assert.Contains("You: Yes, that is fine.", transcript, StringComparison.Ordinal);
        Assert.DoesNotContain("Thank you for calling", transcript, StringComparison.Ordinal);
        Assert.DoesNotContain(package.Paths, x => x.StartsWith("texts/", StringComparison.Ordinal));

        var vcon = package.Vcon(call.Id, keys);
        Assert.Equal(["agent", "customer"], vcon.Parties.Select(x => x.Role));
        Assert.Equal([null, $"tel:{person.Phone}"], vcon.Parties.Select(x => x.Tel));
        Assert.Equal([null, 1], vcon.Dialog[0].Parties);
        Assert.Equal(["CC", "lawful_basis"], vcon.Extensions);
        Assert.NotNull(vcon.Redacted);

        Assert.NotEmpty(package.With(person.Phone));
        foreach (var trace in (string[])[.. other.Traces, "Dana Whitfield", "agent-1", weak.Id])
        {
            Assert.Empty(package.With(trace));
        }
    }

    [Fact]
    public async Task Access_gives_the_whole_conversation_with_other_callers_silent_and_staff_by_role()
    {
        var (person, third) = (new Person(), new Person());
        var alone = await SealAsync(Call(person));
        var conference = await SealAsync(Call(person, x =>
        {
            var other = third.Party;
            (other["role"], other["channel"]) = ("thirdParty", 0);
            x["parties"]!.AsArray()[0]!.AsObject().Remove("channel");
            x["parties"]!.AsArray().Add((JsonNode)other);
            x["media"]!.AsObject().Remove("channels");
        }));
        var mono = await SealAsync(Call(person, x =>
        {
            var other = third.Party;
            (other["role"], other["channel"]) = ("caller", 1);
            x["parties"]!.AsArray().Add((JsonNode)other);
        }));

        var id = await FileAsync("access", person);
        var view = await ApproveAsync(id);
        Assert.Equal(3, view["package"]!["recordings"]!.GetValue<int>());
        var package = new UnpackedPackage((await team.GetAsync(id, "/package")).Expect(HttpStatusCode.OK).Body);
        package.Holds(await KeysAsync());

        var kept = (await host.Api.Reader("acme", "*").FileAsync(alone.Id, "media.wav")).Expect(HttpStatusCode.OK).Body;
        Assert.Equal(kept, package[$"media/{alone.Id}/0.wav"]);
        Assert.Contains("Agent: Thank you for calling", package.Text($"transcripts/{alone.Id}-1.txt"), StringComparison.Ordinal);
        var silenced = package[$"media/{conference.Id}/0.wav"];
        Assert.All(Channel(silenced, 0), x => Assert.Equal(0, x));
        Assert.Equal(Channel(kept, 1), Channel(silenced, 1));

        // Two on one channel can't be taken apart: said, not handed out.
        Assert.DoesNotContain($"media/{mono.Id}/0.wav", package.Paths);
        var told = package.Data["recordings"]!.AsArray().Single(x => x!["recordingId"]!.GetValue<string>() == mono.Id)!;
        Assert.Contains("othersNotApart", told.ToJsonString(), StringComparison.Ordinal);
        Assert.NotNull(package.Data["report"]);
        foreach (var trace in (string[])[.. third.Traces, "Dana Whitfield", "agent-1"])
        {
            Assert.Empty(package.With(trace));
        }

        var letter = (await team.GetAsync(id, "/answer", ("Accept", "text/plain"))).Expect(HttpStatusCode.OK).Text;
        Assert.DoesNotContain("You can fetch it until", letter, StringComparison.Ordinal);
        var part = (await team.GetAsync(id, "/package", ("Range", "bytes=2-3"))).Expect(HttpStatusCode.PartialContent);
        Assert.Equal([3, 4], part.Body);
    }

    [Fact]
    public async Task Erasing_a_recording_destroys_packages_that_hold_it_and_the_certificate_lists_the_copy()
    {
        var person = new Person();
        var call = await SealAsync(Call(person));
        var id = await FileAsync("access", person);
        await ApproveAsync(id);
        (await team.GetAsync(id, "/package")).Expect(HttpStatusCode.OK);

        var erasure = await team.EraseAsync(person.By("accountId"));
        (await team.GetAsync(id, "/package")).ExpectProblem(HttpStatusCode.Gone);
        Assert.False((await team.GetAsync(id)).Json["package"]!["available"]!.GetValue<bool>());
        var store = host.App.Account("acme").GetBlobContainerClient("packages");
        var left = await store.GetBlobsAsync(new() { Prefix = id }, Api.Cancellation).Select(x => x.Name).ToListAsync(Api.Cancellation);
        Assert.Empty(left);
        var keyring = host.App.Account("acmekeys").GetBlobContainerClient("keyring");
        Assert.False(await keyring.GetBlobClient($"packages/{id}").ExistsAsync(Api.Cancellation));

        var certificate = (await team.GetAsync(erasure["requestId"]!.GetValue<string>(), "/certificate")).Expect(HttpStatusCode.OK);
        var verified = CertificateVerifier.Verify(certificate.Body, await KeysAsync());
        Assert.True(verified.IsSuccess(out var statement, out var failure), failure?.ToString());
        var copy = Assert.Single(statement.Copies);
        Assert.Equal((call.Id, "package", 1), (copy.RecordingId.ToString(), copy.Kind, copy.Count));
    }

    /// <summary>Planned before the erasure, built after it: the recording is left out, and nothing says afterwards that it was
    /// there.</summary>
    [Fact]
    public async Task A_recording_that_is_erased_before_its_package_is_built_is_left_out()
    {
        var person = new Person();
        var call = await SealAsync(Call(person));
        await team.EraseAsync(person.By("accountId"));
        var acme = new TenantScope(TenantId.Parse("acme"), TenantId.Parse("acme"));
        var store = host.App.Host.Services.GetRequiredService<TenantStoreFactory>().Open(acme);
        var recording = RecordingId.Parse(call.Id);
        var verdict = new RecordingVerdict(OutcomeKind.Exported, "15(3)", null, VerdictReasons.AccessGiven, []);
        var item = new PlanItem(recording, default, default, RecordingState.Sealed, MatchStrength.Strong, [], 0, verdict);
        var order = new ExportOrder(
            new PackageBuild(SubjectRequestId.New(TimeProvider.System), 0, 1), SubjectRequestType.Access, [], new IdentityNormalizer("GB"), RedactionSet.None);

        var outcome = await host.App.Host.Services.GetRequiredService<PackageSegments>().ExportAsync(store, item, order, Api.Cancellation);

        Assert.Equal(OutcomeKind.NotFound, outcome.Outcome);
        Assert.Empty(await host.App.Host.Services.GetRequiredService<PackageStore>().WithAsync(store, recording, Api.Cancellation));
    }

    [Fact]
    public async Task A_person_of_whom_nothing_is_held_gets_an_empty_package()
    {
        var id = await FileAsync("access", new Person());
        await ApproveAsync(id);
        var package = new UnpackedPackage((await team.GetAsync(id, "/package")).Expect(HttpStatusCode.OK).Body);
        Assert.Equal(
            ["data.json", "index.html", "package.json", "recordings.csv", "recordings.xlsx"], package.Paths.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_erasure_has_no_package()
    {
        var view = await team.EraseAsync(new Person().By("accountId"));
        (await team.GetAsync(view["requestId"]!.GetValue<string>(), "/package")).ExpectProblem(HttpStatusCode.Conflict);
        (await team.GetAsync(Guid.NewGuid().ToString(), "/package")).ExpectProblem(HttpStatusCode.NotFound);
    }

    /// <summary>Two channels, a transcript and keystrokes: the agent on the left, the person on the right.</summary>
    static Sample Call(Person person, Action<JsonObject>? change = null)
    {
        var sample = Sample.Call("plain");
        var party = person.Party;
        party["channel"] = 1;
        sample.Ticket["parties"]!.AsArray()[1] = party;
        change?.Invoke(sample.Ticket);
        return sample;
    }

    async Task<Sealed> SealAsync(Sample sample) => await uploader.SealAsync(sample.Ticket, sample.Files);

    async Task<string> FileAsync(string type, Person person)
    {
        var form = PrivacyTeam.Erasure(person.By("accountId", "phone"));
        (form["type"], form["identity"]) = (type, PrivacyTeam.Verified);
        return (await team.FileAsync(form)).Filed().RequestId;
    }

    async Task<JsonNode> ApproveAsync(string id)
    {
        (await team.MoveAsync(id, "decision", PrivacyTeam.Approval)).Expect(HttpStatusCode.Accepted);
        return await team.WaitForAsync(id, "awaitingAnswer", "failed");
    }

    async Task<IReadOnlyDictionary<string, System.Security.Cryptography.ECParameters>> KeysAsync() =>
        JwksReader.SigningKeys((await host.Api.SendAsync(HttpMethod.Get, "/api/tenants/acme/keys")).Body);

    static string Outcome(JsonNode view, string recording) =>
        view["outcomes"]!.AsArray().Single(x => x!["recordingId"]!.GetValue<string>() == recording)!["outcome"]!.GetValue<string>();

    /// <summary>16-bit samples of one of two channels.</summary>
    static short[] Channel(byte[] wav, int channel) =>
        [.. wav[WavHead..].Chunk(4).Where(x => x.Length == 4).Select(x => BitConverter.ToInt16(x, channel * 2))];

    static JsonArray Purposes(string basis) => new(new JsonObject { ["purpose"] = "quality", ["basis"] = basis });
}
