using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Crash;

/// <summary>One recording as its recorder and a privacy team see it. Every step is what a client repeats when its host died.</summary>
sealed class Journey
{
    const string Corrected = "complaints";

    static readonly byte[] LateNote = Encoding.UTF8.GetBytes("the caller rang again\n");

    readonly Sample sample = Sample.Call("plain");

    public string? Id { get; private set; }

    /// <summary>What the last step that ended left, at least: a pass that died has a number too.</summary>
    public int Generation { get; private set; } = 1;

    /// <summary>Events that the audit log has intent and done of.</summary>
    public List<string> Events { get; } = ["recording.announced", "recording.sealed"];

    public string CallId => sample.CallId;

    public string Queue { get; private set; } = "billing";

    /// <summary>Ticket, uploads, sealed.</summary>
    public async Task SealAsync(Api api)
    {
        var uploader = api.As("acme", "Recordings.Upload");
        var answer = await uploader.AnnounceAsync(sample.Ticket);
        Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.OK, answer.Text);
        Id = answer.Read<AnnouncedRecording>().RecordingId;
        await api.UploadAsync(answer.Json, sample.Files);
        await uploader.WaitForAsync(Id, "sealed", "quarantined");
    }

    /// <summary>A file more, through the gate with the others into a second generation.</summary>
    public async Task AddLateFileAsync(Api api)
    {
        var uploader = api.As("acme", "Recordings.Upload");
        var late = new JsonObject { ["files"] = new JsonArray(Sample.Announced("late.txt", "text/plain", LateNote)) };
        var answer = await uploader.AnnounceLateAsync(Id!, late);
        Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.OK, answer.Text);
        sample.Files["late.txt"] = LateNote;
        Expect(generation: 2, "recording.filesAnnounced");
        await api.UploadAsync(answer.Json, sample.Files);
        await uploader.WaitForAsync(Id!, "sealed", "quarantined");
    }

    /// <summary>Another queue: a new revision, other index entries.</summary>
    public async Task CorrectAsync(Api api)
    {
        var correction = new JsonObject { ["reason"] = "the queue was mixed up", ["queue"] = Corrected };
        (await api.As("acme", "Privacy.Handler").CorrectAsync(Id!, correction)).Expect(HttpStatusCode.OK);
        Queue = Corrected;
        Expect(Generation, "recording.corrected");
    }

    /// <summary>What anybody can see through the API: found once, plays as it was uploaded, and says what it should.</summary>
    public async Task VerifyAsync(Api api)
    {
        var reader = api.As("acme", "Recordings.Read");
        var view = (await reader.ViewAsync(Id!)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("sealed", view["state"]!.GetValue<string>());
        Assert.InRange(view["generation"]!.GetValue<int>(), Generation, int.MaxValue);
        Assert.Equal(Queue, view["queue"]!.GetValue<string>());
        Assert.Equal(sample.Files.Keys, view["files"]!.AsArray().Select(x => x!["name"]!.GetValue<string>()));
        foreach (var (name, content) in sample.Files)
        {
            Assert.Equal(content, (await reader.FileAsync(Id!, name)).Expect(HttpStatusCode.OK).Body);
        }

        var found = (await reader.SearchAsync(new JsonObject { ["callId"] = CallId })).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal(Id, Assert.Single(found)!["recordingId"]!.GetValue<string>());
    }

    void Expect(int generation, string @event)
    {
        Generation = generation;
        if (!Events.Contains(@event, StringComparer.Ordinal))
        {
            Events.Add(@event);
        }
    }
}
