using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Arrival;

/// <summary>What becomes of a ticket whose files do not all come within its limit of four hours.</summary>
public sealed class TicketLimitTests(ClockedHost host) : IClassFixture<ClockedHost>
{
    static readonly TimeSpan PastTheLimit = TimeSpan.FromHours(4) + TimeSpan.FromMinutes(1);

    Session Uploader => host.Api.As("acme", "Recordings.Upload");

    [Fact]
    public async Task Some_files_missing_is_a_quarantine_that_names_them()
    {
        var sample = Sample.Note();
        sample.Add("second.txt", "text/plain", [1]).Add("third.txt", "text/plain", [2]);
        var answer = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        (await host.Api.PutAsync(answer["uploads"]![1]!, sample.Files["second.txt"])).Expect(HttpStatusCode.Created);
        var id = answer["recordingId"]!.GetValue<string>();

        await host.PassAsync(PastTheLimit - TimeSpan.FromMinutes(2));
        Assert.Equal("awaitingUpload", (await Uploader.ViewAsync(id)).Recording().State);

        await host.PassAsync(TimeSpan.FromMinutes(2));
        var view = await Uploader.WaitForAsync(id, "quarantined");

        Assert.Equal("""["note.txt","third.txt"]""", view["missing"]!.ToJsonString());
        Assert.Equal("integrity", view["class"]!.GetValue<string>());
        Assert.Equal("missingFiles", view["reason"]!.GetValue<string>());
        (await host.Api.As("acme", "Recordings.Read").FileAsync(id, "second.txt")).ExpectProblem(HttpStatusCode.Conflict);
        Assert.Equal([1], (await host.Api.As("acme", "Privacy.Handler").FileAsync(id, "second.txt")).Expect(HttpStatusCode.OK).Body);
        await Api.EventuallyAsync(async () => (await host.App.InboxOfAsync("acme", id)).Count == 0, "the inbox is empty");
    }

    [Fact]
    public async Task A_missing_file_that_comes_late_completes_the_recording()
    {
        var sample = Sample.Note();
        sample.Add("second.txt", "text/plain", [1]).Add("third.txt", "text/plain", [2]);
        var answer = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        (await host.Api.PutAsync(answer["uploads"]![1]!, sample.Files["second.txt"])).Expect(HttpStatusCode.Created);
        var id = answer["recordingId"]!.GetValue<string>();
        await host.PassAsync(PastTheLimit);
        await Uploader.WaitForAsync(id, "quarantined");

        // One of the two: the other is still missing, and nobody but the privacy team decides to do without it.
        var some = (await Uploader.AnnounceLateAsync(id, Files(sample, 0))).Expect(HttpStatusCode.Created).Json;
        await host.Api.UploadAsync(some, sample.Files);
        var view = await WaitForGenerationAsync(id, 2);
        Assert.Equal("quarantined", view["state"]!.GetValue<string>());
        Assert.Equal("""["third.txt"]""", view["missing"]!.ToJsonString());

        var rest = (await Uploader.AnnounceLateAsync(id, Files(sample, 2))).Expect(HttpStatusCode.Created).Json;
        await host.Api.UploadAsync(rest, sample.Files);
        Assert.Equal("sealed", (await WaitForGenerationAsync(id, 3))["state"]!.GetValue<string>());
        Assert.Equal([2], (await host.Api.As("acme", "Recordings.Read").FileAsync(id, "third.txt")).Expect(HttpStatusCode.OK).Body);
    }

    [Fact]
    public async Task Nothing_arrived_expires_and_the_same_ticket_takes_it_up_again()
    {
        var sample = Sample.Note();
        var answer = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        var id = answer["recordingId"]!.GetValue<string>();

        await host.PassAsync(PastTheLimit);
        await Uploader.WaitForAsync(id, "expired");
        (await host.Api.As("acme", "Recordings.Read").FileAsync(id, "note.txt")).ExpectProblem(HttpStatusCode.Conflict);

        var again = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(id, again["recordingId"]!.GetValue<string>());
        Assert.Equal("awaitingUpload", again["state"]!.GetValue<string>());
        await host.Api.UploadAsync(again, sample.Files);
        await Uploader.WaitForAsync(id, "sealed");
    }

    [Fact]
    public async Task What_comes_after_the_limit_is_removed()
    {
        var sample = Sample.Note();
        var answer = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        var id = answer["recordingId"]!.GetValue<string>();
        await host.PassAsync(PastTheLimit);
        await Uploader.WaitForAsync(id, "expired");

        await host.App.Inbox.GetBlobClient($"acme/{id}/0").UploadAsync(BinaryData.FromString("late"), Api.Cancellation);
        await host.App.Inbox.GetBlobClient("acme/0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee/0")
            .UploadAsync(BinaryData.FromString("nobody's"), Api.Cancellation);
        await host.Api.RunTimerAsync("SweepInbox");

        await Api.EventuallyAsync(async () => (await host.App.InboxOfAsync("acme", id)).Count == 0, "the inbox is empty");
        await Api.EventuallyAsync(
            async () => (await host.App.InboxOfAsync("acme", "0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee"))
                .Count == 0, "nobody's upload is gone");
        Assert.Equal("expired", (await Uploader.ViewAsync(id)).Recording().State);
    }

    [Fact]
    public async Task Late_files_that_never_come_leave_what_was_sealed()
    {
        var sample = Sample.Note();
        var done = await Uploader.SealAsync(sample.Ticket, sample.Files);
        sample.Add("late.txt", "text/plain", [1]);
        (await Uploader.AnnounceLateAsync(done.Id, Files(sample, 1))).Expect(HttpStatusCode.Created);
        Assert.Equal("awaitingUpload", (await Uploader.ViewAsync(done.Id)).Recording().State);

        await host.PassAsync(PastTheLimit);

        var view = await Uploader.WaitForAsync(done.Id, "sealed");
        Assert.Equal(1, view["generation"]!.GetValue<int>());
        (await host.Api.As("acme", "Recordings.Read").FileAsync(done.Id, "note.txt")).Expect(HttpStatusCode.OK);
    }

    async Task<JsonNode> WaitForGenerationAsync(string id, int generation)
    {
        JsonNode view = new JsonObject();
        await Api.EventuallyAsync(
            async () => (view = (await Uploader.ViewAsync(id)).Json)["generation"]!.GetValue<int>() == generation,
                $"generation {generation}");
        return view;
    }

    static JsonObject Files(Sample sample, int index) =>
        new() { ["files"] = new JsonArray(sample.Ticket["files"]![index]!.DeepClone()) };
}
