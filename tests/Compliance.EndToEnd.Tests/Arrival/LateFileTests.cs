using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Arrival;

/// <summary><c>POST …/files</c>: the gate runs again over all, a new generation is sealed.</summary>
public sealed class LateFileTests(SharedHost host)
{
    Session Uploader => host.Api.As("acme", "Recordings.Upload");

    Session Reader => host.Api.As("acme", "Recordings.Read");

    [Fact]
    public async Task Late_files_make_a_new_generation_and_the_old_one_is_readable_meanwhile()
    {
        var sample = Sample.Call("pause-ignored");
        var done = await Uploader.SealAsync(sample.Ticket, sample.Files);
        var before = (await Reader.FileAsync(done.Id, "media.wav")).Expect(HttpStatusCode.OK);

        var announced = (await Uploader.AnnounceLateAsync(done.Id, Late())).Expect(HttpStatusCode.Created).Json;

        Assert.Equal("awaitingUpload", announced["state"]!.GetValue<string>());
        Assert.Equal("late.txt", Assert.Single(announced["uploads"]!.AsArray())!["name"]!.GetValue<string>());
        Assert.Equal(before.Body, (await Reader.FileAsync(done.Id, "media.wav")).Expect(HttpStatusCode.OK).Body);
        Assert.Equal(HttpStatusCode.NotFound, (await Reader.FileAsync(done.Id, "late.txt")).Status);

        await host.Api.UploadAsync(announced, Content);
        JsonNode view = new JsonObject();
        await Api.EventuallyAsync(
            async () => (view = (await Uploader.ViewAsync(done.Id)).Json)["generation"]!.GetValue<int>() == 2, "generation 2");

        Assert.Equal("sealed", view["state"]!.GetValue<string>());
        Assert.Equal([.. sample.Files.Keys, "late.txt"], view["files"]!.AsArray().Select(x => x!["name"]!.GetValue<string>()));
        var after = (await Reader.FileAsync(done.Id, "media.wav")).Expect(HttpStatusCode.OK);
        Assert.Equal(before.Body, after.Body);
        Assert.Equal(done.View["files"]![0]!["masked"]!.ToJsonString(), view["files"]![0]!["masked"]!.ToJsonString());
        Assert.Equal(Content["late.txt"], (await Reader.FileAsync(done.Id, "late.txt")).Expect(HttpStatusCode.OK).Body);
        await Api.EventuallyAsync(async () => await GenerationsAsync(done.Id) is ["2"], "generation 1 is gone");
        Assert.Empty(await host.App.InboxOfAsync("acme", done.Id));
    }

    [Fact]
    public async Task The_same_late_files_again_are_the_same_answer_and_others_of_that_name_409()
    {
        var sample = Sample.Note();
        var done = await Uploader.SealAsync(sample.Ticket, sample.Files);
        var first = (await Uploader.AnnounceLateAsync(done.Id, Late())).Expect(HttpStatusCode.Created).Json;

        var again = (await Uploader.AnnounceLateAsync(done.Id, Late())).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("late.txt", Assert.Single(again["uploads"]!.AsArray())!["name"]!.GetValue<string>());
        (await Uploader.AnnounceLateAsync(done.Id, Late().With("files[0].size", "77"))).ExpectProblem(HttpStatusCode.Conflict);

        await host.Api.UploadAsync(first, Content);
        await Api.EventuallyAsync(async () => (await Uploader.ViewAsync(done.Id)).Json["generation"]!.GetValue<int>() == 2, "generation 2");
        var last = (await Uploader.AnnounceLateAsync(done.Id, Late())).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("sealed", last["state"]!.GetValue<string>());
        Assert.Empty(last["uploads"]!.AsArray());

        // The first ticket is still the same ticket.
        (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Files_announced_while_others_are_awaited_are_sealed_together()
    {
        var sample = Sample.Note();
        var first = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        var id = first["recordingId"]!.GetValue<string>();

        var both = (await Uploader.AnnounceLateAsync(id, Late())).Expect(HttpStatusCode.Created).Json;
        Assert.Equal(["note.txt", "late.txt"], both["uploads"]!.AsArray().Select(x => x!["name"]!.GetValue<string>()));
        await host.Api.UploadAsync(first, sample.Files);
        await host.Api.UploadAsync(both, Content);

        var view = await Uploader.WaitForAsync(id, "sealed");
        Assert.Equal(1, view["generation"]!.GetValue<int>());
        Assert.Equal(["note.txt", "late.txt"], view["files"]!.AsArray().Select(x => x!["name"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_url_that_is_used_again_after_sealing_changes_nothing()
    {
        var sample = Sample.Note();
        var announced = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        await host.Api.UploadAsync(announced, sample.Files);
        var id = announced["recordingId"]!.GetValue<string>();
        await Uploader.WaitForAsync(id, "sealed");
        await Api.EventuallyAsync(async () => (await host.App.InboxOfAsync("acme", id)).Count == 0, "the inbox is empty");
        var before = (await Uploader.ViewAsync(id)).Text;

        // The URL still lives, and its blob is gone: the service takes it.
        (await host.Api.PutAsync(announced["uploads"]![0]!, "something else\n"u8.ToArray())).Expect(HttpStatusCode.Created);

        await Api.EventuallyAsync(async () => (await host.App.InboxOfAsync("acme", id)).Count == 0, "the inbox is empty again");
        Assert.Equal(before, (await Uploader.ViewAsync(id)).Text);
        Assert.Equal(sample.Files["note.txt"], (await Reader.FileAsync(id, "note.txt")).Expect(HttpStatusCode.OK).Body);
    }

    [Fact]
    public async Task Whoever_reads_meanwhile_meets_no_fault()
    {
        var sample = Sample.Note();
        var done = await Uploader.SealAsync(sample.Ticket, sample.Files);
        var handler = host.Api.As("acme", "Privacy.Handler");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Api.Cancellation);
        var reading = Enumerable.Range(0, 2).Select(_ => ReadAllTheTimeAsync(handler, done.Id, stop.Token)).ToList();

        for (var i = 0; i < 4; i++)
        {
            (await handler.CorrectAsync(done.Id, new JsonObject { ["reason"] = "x", ["language"] = i % 2 == 0 ? "de" : "en" }))
                .Expect(HttpStatusCode.OK);
        }

        var late = (await Uploader.AnnounceLateAsync(done.Id, Late())).Expect(HttpStatusCode.Created).Json;
        await host.Api.UploadAsync(late, Content);
        await Api.EventuallyAsync(async () => (await Uploader.ViewAsync(done.Id)).Json["generation"]!.GetValue<int>() == 2, "generation 2");
        await stop.CancelAsync();

        Assert.All(await Task.WhenAll(reading), x => Assert.True(x > 0));
    }

    /// <returns>How often it was read, always with 200.</returns>
    static async Task<int> ReadAllTheTimeAsync(Session session, string id, CancellationToken stop)
    {
        var times = 0;
        for (; !stop.IsCancellationRequested; times++)
        {
            (await session.ViewAsync(id)).Expect(HttpStatusCode.OK);
            (await session.MetadataAsync(id)).Expect(HttpStatusCode.OK);
            (await session.FileAsync(id, "note.txt")).Expect(HttpStatusCode.OK);
        }

        return times;
    }

    [Theory]
    [InlineData("files", null, "files")]
    [InlineData("files", "[]", "files")]
    [InlineData("files[0].name", "\"a b\"", "files[0].name")]
    [InlineData("files[0].name", "\"call-07700900123.txt\"", "files[0].name")]
    [InlineData("files[0].contentType", "\"image/png\"", "files[0].contentType")]
    [InlineData("callId", "\"x\"", "callId")]
    public async Task Bad_input_names_its_field(string path, string? json, string field)
    {
        var sample = Sample.Note();
        var id = (await Uploader.AnnounceAsync(sample.Ticket)).Announced().RecordingId;

        Assert.Equal([field], (await Uploader.AnnounceLateAsync(id, Late().With(path, json))).ExpectProblem(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_late_name_may_not_name_somebody_of_the_call()
    {
        var sample = Sample.Call("plain");
        var id = (await Uploader.AnnounceAsync(sample.Ticket)).Announced().RecordingId;

        var fields = (await Uploader.AnnounceLateAsync(id, Late().With("files[0].name", "\"amelia-okafor.txt\"")))
            .ExpectProblem(HttpStatusCode.BadRequest);

        Assert.Equal(["files[0].name"], fields);
    }

    [Theory]
    [InlineData("0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee")]
    [InlineData("no-id")]
    public async Task An_unknown_recording_is_404(string id) =>
        (await Uploader.AnnounceLateAsync(id, Late())).ExpectProblem(HttpStatusCode.NotFound);

    static Dictionary<string, byte[]> Content => new(StringComparer.Ordinal) { ["late.txt"] = "added later\n"u8.ToArray() };

    static JsonObject Late() => new() { ["files"] = new JsonArray(Sample.Announced("late.txt", "text/plain", Content["late.txt"])) };

    async Task<string[]> GenerationsAsync(string id)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var container = host.App.Account("acme").GetBlobContainerClient("recordings");
        await foreach (var blob in container.GetBlobsAsync(new() { Prefix = id + "/" }, Api.Cancellation))
        {
            found.Add(blob.Name.Split('/')[1]);
        }

        return [.. found];
    }
}
