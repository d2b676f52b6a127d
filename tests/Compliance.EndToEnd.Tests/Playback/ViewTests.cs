using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Playback;

/// <summary><c>GET …/recordings/{recordingId}</c>, member by member.</summary>
public sealed class ViewTests(SharedHost host, SealedCall call) : IClassFixture<SealedCall>
{
    [Fact]
    public async Task A_sealed_recording_shows_every_member_that_the_contract_names()
    {
        var view = (await host.Api.As("acme", "Recordings.Read").ViewAsync(call.Id)).Expect(HttpStatusCode.OK).Json.AsObject();

        Assert.Equal(
            [
                "agentId", "automatedDecisions", "callId", "category", "direction", "durationSeconds", "files", "generation", "holds",
                "language", "notice", "pci", "purposes", "queue", "recordingId", "restriction", "retention", "seal", "startedAt", "state",
            ],
            view.Select(x => x.Key).Order(StringComparer.Ordinal));
        Assert.Equal(call.Id, view["recordingId"]!.GetValue<string>());
        Assert.Equal(call.Sample.CallId, view["callId"]!.GetValue<string>());
        Assert.Equal("sealed", view["state"]!.GetValue<string>());
        Assert.Equal("2026-03-02T19:55:00Z", view["startedAt"]!.GetValue<string>());
        Assert.Equal(37.923, view["durationSeconds"]!.GetValue<double>());
        Assert.Equal("billing", view["queue"]!.GetValue<string>());
        Assert.Equal("inbound", view["direction"]!.GetValue<string>());
        Assert.Equal("en", view["language"]!.GetValue<string>());
        Assert.Equal("agent-3", view["agentId"]!.GetValue<string>());
        Assert.Equal(1, view["generation"]!.GetValue<int>());
        Assert.Equal("[]", view["holds"]!.ToJsonString());
        Assert.Null(view["restriction"]);

        var seal = view["seal"]!.AsObject();
        Assert.Equal(["auditIndex", "keyVersion", "sealedAt"], seal.Select(x => x.Key).Order(StringComparer.Ordinal));
        Assert.False(string.IsNullOrEmpty(seal["keyVersion"]!.GetValue<string>()));
        Assert.EndsWith("Z", seal["sealedAt"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True(seal["auditIndex"] is null || seal["auditIndex"]!.GetValue<long>() >= 0);
        var retention = view["retention"]!.AsObject();
        Assert.Equal(
            ["deleteAfter", "law", "media", "retainAtLeastUntil", "rule"], retention.Select(x => x.Key).Order(StringComparer.Ordinal));
        Assert.Equal("2026-04-01T19:55:00Z", retention["deleteAfter"]!.GetValue<string>());
        Assert.Null(retention["retainAtLeastUntil"]);
    }

    [Fact]
    public async Task Its_pci_report_says_what_was_not_examined_and_never_clean()
    {
        var pci = (await host.Api.As("acme", "Recordings.Read").ViewAsync(call.Id)).Expect(HttpStatusCode.OK).Json["pci"]!.AsObject();

        Assert.Equal(["coverage", "examinedAt", "findings", "gate", "outcome"], pci.Select(x => x.Key).Order(StringComparer.Ordinal));
        var coverage = pci["coverage"]!.AsObject();
        Assert.Equal(["text", "dtmf", "speech", "screen", "keystrokes"], coverage.Select(x => x.Key));
        Assert.All(coverage, x =>
            Assert.Contains(x.Value!.GetValue<string>(), (string[])["examined", "provedByPause", "notExamined", "absent"]));
        Assert.Equal("absent", coverage["screen"]!.GetValue<string>());
        var partly = coverage.Any(x => x.Value!.GetValue<string>() == "notExamined");
        Assert.Equal(partly ? "partlyExamined" : "masked", pci["outcome"]!.GetValue<string>());
        var finding = pci["findings"]!.AsArray().Select(x => x!.AsObject()).First(
            x => x["file"]!.GetValue<string>() == "media.wav" && x["kind"]!.GetValue<string>() == "contentInPauseWindow");
        Assert.Equal(21.056, finding["start"]!.GetValue<double>(), 0.001);
        Assert.Equal(31.928, finding["end"]!.GetValue<double>(), 0.001);
    }

    [Fact]
    public async Task Files_are_described_as_they_are_served()
    {
        var reader = host.Api.As("acme", "Recordings.Read");
        var files = (await reader.ViewAsync(call.Id)).Expect(HttpStatusCode.OK).Json["files"]!.AsArray();

        Assert.Equal(call.Sample.Files.Keys, files.Select(x => x!["name"]!.GetValue<string>()));
        foreach (var file in files.Select(x => x!.AsObject()))
        {
            Assert.Equal(["contentType", "masked", "name", "sha256", "size"], file.Select(x => x.Key).Order(StringComparer.Ordinal));
            var served = (await reader.FileAsync(call.Id, file["name"]!.GetValue<string>())).Expect(HttpStatusCode.OK);
            Assert.Equal(served.Body.Length, file["size"]!.GetValue<int>());
            Assert.Equal(Sample.Sha256(served.Body), file["sha256"]!.GetValue<string>());
            Assert.Equal(file["contentType"]!.GetValue<string>(), served.Header("Content-Type"));
        }
    }

    [Fact]
    public async Task Retention_is_the_longest_that_a_purpose_names()
    {
        var sample = Sample.Note(change: ticket => ticket["purposes"] = JsonNode.Parse("""
            [{"purpose":"quality","basis":"consent","retainUntil":"2026-06-01T00:00:00Z"},
             {"purpose":"evidence","basis":"legalObligation","retainUntil":"2027-06-01T02:00:00+02:00",
              "retainAtLeastUntil":"2027-01-01T00:00:00Z"}]
            """));
        var uploader = host.Api.As("acme", "Recordings.Upload");
        var id = (await uploader.AnnounceAsync(sample.Ticket)).Announced().RecordingId;

        var retention = (await uploader.ViewAsync(id)).Json["retention"]!.ToJsonString();

        Assert.StartsWith(
            """{"deleteAfter":"2027-06-01T00:00:00Z","retainAtLeastUntil":"2027-01-01T00:00:00Z",""", retention, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_screen_recording_is_sealed_and_said_not_to_be_examined()
    {
        var sample = Sample.Note();
        sample.Add("screen.mp4", "video/mp4", [.. "....ftypisom"u8, .. new byte[100]]);

        var done = await host.Api.As("acme", "Recordings.Upload").SealAsync(sample.Ticket, sample.Files);

        Assert.Equal("notExamined", done.View["pci"]!["coverage"]!["screen"]!.GetValue<string>());
        Assert.Equal("partlyExamined", done.View["pci"]!["outcome"]!.GetValue<string>());
        var played = (await host.Api.As("acme", "Recordings.Read").FileAsync(done.Id, "screen.mp4")).Expect(HttpStatusCode.OK);
        Assert.Equal(sample.Files["screen.mp4"], played.Body);
        Assert.Equal("video/mp4", played.Header("Content-Type"));
    }

    [Fact]
    public async Task Before_the_first_seal_what_is_not_known_is_null()
    {
        var sample = Sample.Note();
        var uploader = host.Api.As("acme", "Recordings.Upload");
        var id = (await uploader.AnnounceAsync(sample.Ticket)).Announced().RecordingId;

        var view = (await uploader.ViewAsync(id)).Expect(HttpStatusCode.OK).Json.AsObject();

        Assert.Equal("awaitingUpload", view["state"]!.GetValue<string>());
        Assert.Equal(0, view["generation"]!.GetValue<int>());
        Assert.Equal("[]", view["files"]!.ToJsonString());
        foreach (var member in (string[])["durationSeconds", "queue", "direction", "language", "pci", "seal", "restriction"])
        {
            Assert.True(view.ContainsKey(member) && view[member] is null, member);
        }

        (await host.Api.As("acme", "Privacy.Handler").FileAsync(id, "note.txt")).ExpectProblem(HttpStatusCode.Conflict);
        (await host.Api.As("acme", "Recordings.Read").FileAsync(id, "note.txt")).ExpectProblem(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee")]
    [InlineData("0199AAAA-BBBB-7CCC-8DDD-EEEEEEEEEEEE")]
    [InlineData("none")]
    public async Task An_unknown_recording_is_404(string id)
    {
        var handler = host.Api.As("acme", "Privacy.Handler");
        (await handler.ViewAsync(id)).ExpectProblem(HttpStatusCode.NotFound);
        (await handler.FileAsync(id, "note.txt")).ExpectProblem(HttpStatusCode.NotFound);
        (await handler.MetadataAsync(id)).ExpectProblem(HttpStatusCode.NotFound);
        (await handler.CorrectAsync(id, new JsonObject { ["reason"] = "x", ["language"] = "de" })).ExpectProblem(HttpStatusCode.NotFound);
        (await handler.DecideAsync(id, "release", "x")).ExpectProblem(HttpStatusCode.NotFound);
    }
}
