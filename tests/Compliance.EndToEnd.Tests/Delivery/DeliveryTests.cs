using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Functions.Recordings;

namespace Compliance.EndToEnd.Tests.Delivery;

/// <summary>An event comes twice at once from two hosts on one data folder, again after sealing, or never: it is one recording.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task An_event_from_two_hosts_at_once_and_again_after_sealing_is_one_recording()
    {
        await using var one = await AppHost.StartAsync(Api.Cancellation);
        await using var two = await AppHost.StartAsync(Api.Cancellation, folder: one.DataFolder);
        var sample = Sample.Call("pause-ignored");
        var uploader = one.Api.As("acme", "Recordings.Upload");
        var answer = (await uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        var id = answer["recordingId"]!.GetValue<string>();
        TriggerCall[] hosts = [new(one), new(two)];

        await one.Api.UploadAsync(answer, sample.Files);
        await Task.WhenAll(hosts.SelectMany(h => Enumerable.Range(0, 3).Select(ordinal => h.ArrivedAsync("acme", id, ordinal))));
        await uploader.WaitForAsync(id, "sealed");
        await Task.WhenAll(hosts.SelectMany(h => Enumerable.Range(0, 3).Select(ordinal => h.ArrivedAsync("acme", id, ordinal))));
        await Task.WhenAll(hosts.Select(h => h.ReconcileAsync()));

        await AssertOneAsync(one, id, sample);
        // Both hosts show the same.
        var view = (await uploader.ViewAsync(id)).Expect(HttpStatusCode.OK).Text;
        Assert.Equal(view, (await two.Api.As("acme", "Recordings.Upload").ViewAsync(id)).Expect(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task An_event_that_never_comes_is_made_up_for_by_the_timer()
    {
        await using var app = await AppHost.StartAsync(Api.Cancellation, functionTypes: type => type != typeof(RecordingTriggers));
        var sample = Sample.Call("pause-ignored");
        var uploader = app.Api.As("acme", "Recordings.Upload");
        var answer = (await uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        var id = answer["recordingId"]!.GetValue<string>();
        await app.Api.UploadAsync(answer, sample.Files);
        await Task.Delay(500, Api.Cancellation);
        Assert.Equal("awaitingUpload", (await uploader.ViewAsync(id)).Recording().State);

        var timer = new TriggerCall(app);
        await Task.WhenAll(timer.ReconcileAsync(), timer.ReconcileAsync());
        await uploader.WaitForAsync(id, "sealed");
        await timer.ReconcileAsync();

        await AssertOneAsync(app, id, sample);
    }

    /// <summary>One manifest, one key record, each file once, no inbox blob, nothing left to do.</summary>
    static async Task AssertOneAsync(AppHost app, string id, Sample sample)
    {
        await Api.EventuallyAsync(async () => (await app.InboxOfAsync("acme", id)).Count == 0, "the inbox is empty");
        await Api.EventuallyAsync(
            async () => (await NamesAsync(app, "acme", "state", id)).SequenceEqual([$"recordings/{id}"]), "no work is left");
        Assert.Equal([$"recordings/{id}"], await NamesAsync(app, "acmekeys", "keyring", id));
        Assert.Equal(
            Enumerable.Range(0, sample.Files.Count).Select(x => $"{id}/1/{x}"),
            await NamesAsync(app, "acme", "recordings", id));

        var record = JsonNode.Parse((await app.Account("acmekeys").GetBlobContainerClient("keyring").GetBlobClient($"recordings/{id}")
            .DownloadContentAsync(Api.Cancellation)).Value.Content.ToString())!;
        Assert.Single(record["keys"]!.AsArray());
        var entries = (await AuditLines.OfAsync(app, "acme", id)).Where(x => x.Text("event") == "recording.sealed").ToList();
        Assert.Equal(2, entries.Select(x => x.Text("id")).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(["done", "intent"], entries.Select(x => x.Text("phase")).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal));
    }

    static async Task<IReadOnlyList<string>> NamesAsync(AppHost app, string account, string container, string id)
    {
        var names = new List<string>();
        await foreach (var blob in app.Account(account).GetBlobContainerClient(container)
            .GetBlobsAsync(cancellationToken: Api.Cancellation))
        {
            if (blob.Name.Contains(id, StringComparison.Ordinal))
            {
                names.Add(blob.Name);
            }
        }

        return names;
    }
}
