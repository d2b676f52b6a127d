using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Tickets;

/// <summary><c>POST …/recordings</c>: 201, 200 again, 409.</summary>
public sealed class TicketTests(SharedHost host)
{
    Session Uploader => host.Api.As("acme", "Recordings.Upload");

    [Fact]
    public async Task A_ticket_is_answered_with_one_short_lived_url_a_file()
    {
        var sample = Sample.Note();
        var before = TimeProvider.System.GetUtcNow();

        var answer = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created);

        var body = answer.Json.AsObject();
        Assert.Equal(["recordingId", "state", "uploads", "warnings", "droppedPurposes"], body.Select(x => x.Key));
        Assert.Equal("awaitingUpload", body["state"]!.GetValue<string>());
        var id = body["recordingId"]!.GetValue<string>();
        Assert.Equal(id, Guid.ParseExact(id, "D").ToString("D"));
        Assert.Equal(7, Guid.Parse(id).Version);
        var upload = Assert.Single(body["uploads"]!.AsArray())!.AsObject();
        Assert.Equal(["name", "url", "headers", "mode", "expiresAt"], upload.Select(x => x.Key));
        Assert.Equal("note.txt", upload["name"]!.GetValue<string>());
        Assert.Equal("""{"x-ms-blob-type":"BlockBlob"}""", upload["headers"]!.ToJsonString());
        Assert.Equal("single", upload["mode"]!.GetValue<string>());
        var expiry = upload["expiresAt"]!.GetValue<string>();
        Assert.EndsWith("Z", expiry, StringComparison.Ordinal);
        Assert.InRange(DateTimeOffset.Parse(expiry, CultureInfo.InvariantCulture), before.AddMinutes(5), before.AddHours(4));
    }

    [Fact]
    public async Task The_same_ticket_again_is_the_same_recording_with_urls_for_what_has_not_arrived()
    {
        var sample = Sample.Note();
        sample.Add("second.txt", "text/plain", [1]);
        var first = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        (await host.Api.PutAsync(first["uploads"]![0]!, sample.Files["note.txt"])).Expect(HttpStatusCode.Created);

        var again = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.OK).Json;

        Assert.Equal(first["recordingId"]!.GetValue<string>(), again["recordingId"]!.GetValue<string>());
        Assert.Equal("second.txt", Assert.Single(again["uploads"]!.AsArray())!["name"]!.GetValue<string>());
        await host.Api.UploadAsync(again, sample.Files);
        await Uploader.WaitForAsync(again["recordingId"]!.GetValue<string>(), "sealed");

        var late = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("sealed", late["state"]!.GetValue<string>());
        Assert.Empty(late["uploads"]!.AsArray());
    }

    [Fact]
    public async Task The_same_said_in_another_order_and_time_zone_is_the_same()
    {
        var sample = Sample.Note();
        var first = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        var other = new JsonObject(sample.Ticket.Reverse().Select(x => KeyValuePair.Create(x.Key, x.Value?.DeepClone())))
        {
            ["startedAt"] = "2026-03-02T10:15:00+01:00",
        };

        var again = (await Uploader.AnnounceAsync(other)).Expect(HttpStatusCode.OK).Json;

        Assert.Equal(first["recordingId"]!.GetValue<string>(), again["recordingId"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("startedAt", "\"2026-03-02T09:15:01Z\"")]
    [InlineData("queue", "\"sales\"")]
    [InlineData("parties[0].id", "\"agent-2\"")]
    [InlineData("purposes[0].basis", "\"contract\"")]
    [InlineData("custom", "{\"a\":\"b\"}")]
    [InlineData("files[0].size", "77")]
    [InlineData("files[0].name", "\"other.txt\"")]
    public async Task Other_metadata_for_a_known_callId_is_409(string path, string json)
    {
        var sample = Sample.Note();
        (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created);

        (await Uploader.AnnounceAsync(sample.Ticket.With(path, json))).ExpectProblem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Of_many_at_once_one_makes_the_recording()
    {
        var sample = Sample.Note();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Uploader.AnnounceAsync(sample.Ticket)));

        Assert.Single(answers.Select(x => x.Read<AnnouncedRecording>().RecordingId).Distinct(StringComparer.Ordinal));
        Assert.Single(answers, x => x.Status == HttpStatusCode.Created);
        Assert.All(answers, x => Assert.True(x.Status is HttpStatusCode.Created or HttpStatusCode.OK, x.Text));
    }

    [Fact]
    public async Task The_same_callId_of_two_tenants_is_two_recordings()
    {
        var sample = Sample.Note();

        var ours = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        var theirs = (await host.Api.As("globex", "Recordings.Upload").AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;

        Assert.NotEqual(ours["recordingId"]!.GetValue<string>(), theirs["recordingId"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.NotFound,
            (await host.Api.As("globex", "Recordings.Upload").ViewAsync(ours["recordingId"]!.GetValue<string>())).Status);
    }

    [Fact]
    public async Task Text_files_may_be_empty()
    {
        var sample = Sample.Note();
        sample.Add("keys.jsonl", "application/x-ndjson", []).Add("more.txt", "text/plain", []);

        var seen = await Uploader.SealAsync(sample.Ticket, sample.Files);

        Assert.Equal([20, 0, 0], seen.View["files"]!.AsArray().Select(x => x!["size"]!.GetValue<int>()));
        var reader = host.Api.As("acme", "Recordings.Read");
        Assert.Empty((await reader.FileAsync(seen.Id, "keys.jsonl")).Expect(HttpStatusCode.OK).Body);
    }
}
