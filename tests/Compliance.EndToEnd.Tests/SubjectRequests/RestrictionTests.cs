using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>Restriction, its end, and what a rectification may claim.</summary>
public sealed class RestrictionTests(SharedHost host)
{
    readonly Session uploader = host.Api.As("acme", "Recordings.Upload");
    readonly PrivacyTeam team = new(host.Api, "acme");

    [Fact]
    public async Task A_restricted_recording_opens_again_only_after_the_person_was_told()
    {
        var person = new Person();
        var call = person.Call();
        var recording = (await uploader.SealAsync(call.Ticket, call.Files)).Id;
        var id = await DecidedAsync(person, "restriction", x => x["ground"] = "18(1)(a)");
        Assert.Equal("restricted", (await team.GetAsync(id)).Json["outcomes"]![0]!["outcome"]!.GetValue<string>());
        var reader = host.Api.Reader("acme", "*");
        (await reader.FileAsync(recording, "note.txt")).ExpectProblem(HttpStatusCode.Forbidden);

        var lift = new JsonObject { ["toldAt"] = "2099-01-01T00:00:00Z", ["reason"] = "It was accurate." };
        Assert.Equal(["toldAt"], (await team.MoveAsync(id, "lift", lift)).ExpectProblem(HttpStatusCode.BadRequest));
        lift["toldAt"] = "2026-11-01T00:00:00Z";
        (await team.MoveAsync(id, "lift", lift)).Expect(HttpStatusCode.OK);
        (await team.MoveAsync(id, "lift", lift)).Expect(HttpStatusCode.OK);
        (await reader.FileAsync(recording, "note.txt")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_rectification_claims_no_correction_that_nobody_made()
    {
        var person = new Person();
        var (first, second) = (person.Call(), person.Call());
        var corrected = (await uploader.SealAsync(first.Ticket, first.Files)).Id;
        var untouched = (await uploader.SealAsync(second.Ticket, second.Files)).Id;
        var correction = new JsonObject { ["reason"] = "The person asked.", ["language"] = "fr" };
        var form = Form(person, "rectification");
        form["receivedAt"] = "2026-11-01T00:00:00Z";
        (await host.Api.As("acme", "Privacy.Handler").CorrectAsync(corrected, correction)).Expect(HttpStatusCode.OK);
        var id = (await team.FileAsync(form)).Filed().RequestId;
        var outcomes = (await team.WaitForAsync(id, "awaitingAnswer"))["outcomes"]!.AsArray()
            .ToDictionary(x => x!["recordingId"]!.GetValue<string>(), x => x!["outcome"]!.GetValue<string>());
        Assert.Equal("corrected", outcomes[corrected]);
        Assert.Equal("needsReview", outcomes[untouched]);
    }

    async Task<string> DecidedAsync(Person person, string type, Action<JsonObject> change)
    {
        var form = Form(person, type);
        change(form);
        var id = (await team.FileAsync(form)).Filed().RequestId;
        await team.WaitForAsync(id, "awaitingAnswer");
        return id;
    }

    static JsonObject Form(Person person, string type)
    {
        var form = PrivacyTeam.Erasure(person.By("accountId"));
        form["type"] = type;
        form["identity"] = PrivacyTeam.Verified;
        form["decision"] = PrivacyTeam.Approval;
        return form;
    }
}
