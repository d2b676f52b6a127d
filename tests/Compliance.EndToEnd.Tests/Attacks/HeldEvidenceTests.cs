using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Attacks;

/// <summary>Evidence under a legal hold, and everything that would destroy it.</summary>
public sealed class HeldEvidenceTests(SharedHost host)
{
    Session Uploader => host.Api.As("acme", "Recordings.Upload");

    Session Handler => host.Api.As("acme", "Privacy.Handler");

    Session Legal => host.Api.As("acme", "Legal.Holds");

    [Fact]
    public async Task What_a_new_sealing_supersedes_can_be_opened_until_the_hold_is_released()
    {
        var call = Sample.Note();
        var recording = await Uploader.SealAsync(call.Ticket, call.Files);
        await HoldAsync(recording.Id);
        var late = Sample.Announced("more.txt", "text/plain", "more\n"u8.ToArray());
        var announced = (await Uploader.AnnounceLateAsync(recording.Id, new JsonObject { ["files"] = new JsonArray(late) })).Json;
        await host.Api.UploadAsync(announced, new Dictionary<string, byte[]> { ["more.txt"] = "more\n"u8.ToArray() });
        await Api.EventuallyAsync(
            async () => (await Uploader.ViewAsync(recording.Id)).Json["generation"]!.GetValue<int>() == 2, "generation 2");
        await host.Api.RunTimerAsync("ReconcileRecordings");

        Assert.Equal((true, true), (await HasKeyAsync(recording.Id, 1), await HasFilesAsync(recording.Id, 1)));

        await ReleaseAsync(recording.Id);
        Assert.Equal((false, false), (await HasKeyAsync(recording.Id, 1), await HasFilesAsync(recording.Id, 1)));
        Assert.Equal((true, true), (await HasKeyAsync(recording.Id, 2), await HasFilesAsync(recording.Id, 2)));
    }

    [Fact]
    public async Task A_quarantined_recording_is_not_destroyed_under_a_hold()
    {
        var call = Sample.Note();
        call.Ticket["files"]![0]!["sha256"] = new string('0', 64);
        var id = (await Uploader.SealAsync(call.Ticket, call.Files, "quarantined")).Id;
        await HoldAsync(id);

        var refused = await Handler.DecideAsync(id, "destroy", "no use");

        refused.ExpectProblem(HttpStatusCode.Conflict);
        Assert.Contains("claim-17", refused.Text, StringComparison.Ordinal);
        Assert.True(await HasFilesAsync(id, 1));
        await ReleaseAsync(id);
        (await Handler.DecideAsync(id, "destroy", "no use")).Expect(HttpStatusCode.Accepted);
    }

    async Task HoldAsync(string id) => (await Legal.SendAsync(
        HttpMethod.Put, $"/recordings/{id}/holds/claim-17", new JsonObject { ["matter"] = "claim-17" })).Expect(HttpStatusCode.OK);

    async Task ReleaseAsync(string id) =>
        (await Legal.SendAsync(HttpMethod.Delete, $"/recordings/{id}/holds/claim-17")).Expect(HttpStatusCode.NoContent);

    async Task<bool> HasKeyAsync(string id, int generation)
    {
        var blob = host.App.Account("acmekeys").GetBlobContainerClient("keyring").GetBlobClient($"recordings/{id}");
        var record = JsonNode.Parse((await blob.DownloadContentAsync(Api.Cancellation)).Value.Content)!;
        return record["keys"]!.AsArray().Any(x => x!["generation"]!.GetValue<int>() == generation);
    }

    async Task<bool> HasFilesAsync(string id, int generation)
    {
        var recordings = host.App.Account("acme").GetBlobContainerClient("recordings");
        return await recordings.GetBlobsAsync(new() { Prefix = $"{id}/{generation}/" }, Api.Cancellation).AnyAsync(Api.Cancellation);
    }
}
