using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;

namespace Compliance.EndToEnd.Tests.Attacks;

/// <summary>
/// Somebody who can write the data account writes into the log's container. Before, a blob beyond the last put the tenant to 500 after the
/// next start while health was 200, and one bad line ended checkpoints for ever and failed erasures after they had destroyed.
/// </summary>
public sealed class ForeignLogTests
{
    const string Tenant = "acme";

    static CancellationToken Cancellation => Api.Cancellation;

    [Fact]
    public async Task Blobs_beside_the_log_stop_nobody_after_the_next_start_and_are_named()
    {
        await using var first = await AppHost.StartAsync(Cancellation);
        (await first.Api.As(Tenant, "Recordings.Upload").AnnounceAsync(Sample.Note().Ticket)).Expect(HttpStatusCode.Created);
        await Audit(first).GetAppendBlobClient("log/00000001").CreateAsync(cancellationToken: Cancellation);
        await Audit(first).GetAppendBlobClient("log/00000009").CreateAsync(cancellationToken: Cancellation);
        await Audit(first).GetBlobClient("log/00000002").UploadAsync(new BinaryData("anything"), Cancellation);

        await using var app = await AppHost.StartAsync(Cancellation, folder: first.DataFolder);
        (await app.Api.As(Tenant, "Recordings.Upload").AnnounceAsync(Sample.Note().Ticket)).Expect(HttpStatusCode.Created);
        await app.Api.RunTimerAsync("CheckpointAuditLogs");

        Assert.Equal(3, (await StatedAsync(app)).Count);
        var announced = await EntriesAsync(app, "?event=recording.announced&count=500");
        Assert.Equal(2, announced.Count(x => x["phase"]!.GetValue<string>() == "done"));

        // Whichever host met them first.
        var health = string.Concat((await Task.WhenAll(Health(first), Health(app))).Select(x => x.Text));
        Assert.All(
            ["audit/log/00000001", "audit/log/00000002", "audit/log/00000009"],
            x => Assert.Contains(x, health, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Foreign_lines_end_neither_checkpoints_nor_erasures_and_are_no_entries()
    {
        await using var app = await AppHost.StartAsync(Cancellation);
        var person = new Person();
        var call = person.Call();
        await app.Api.As(Tenant, "Recordings.Upload").SealAsync(call.Ticket, call.Files);
        var log = Audit(app).GetAppendBlobClient("log/00000000");
        var own = (await log.DownloadContentAsync(Cancellation)).Value.Content.ToString().Split('\n').First(x => x.Length > 0);
        await PutAsync("{\n");
        await PutAsync(own.Replace("success", "refused", StringComparison.Ordinal) + "\n");
        await PutAsync("a line without an end");

        var view = await new PrivacyTeam(app.Api, Tenant).ErasedAsync(person.By("accountId", "phone"));

        Assert.Equal("erased", Assert.Single(view.Outcomes).Outcome);
        await app.Api.RunTimerAsync("CheckpointAuditLogs");
        (await app.Api.As(Tenant, "Audit.Read").SendAsync(HttpMethod.Get, "/audit/checkpoint")).Expect(HttpStatusCode.OK);
        Assert.NotEmpty(await StatedAsync(app));
        var entries = await EntriesAsync(app, "?count=500");
        Assert.Equal(entries.Count, entries.Select(x => x["id"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).Count());
        Assert.Contains(entries, x => x["event"]!.GetValue<string>() == "recording.erased");
        Assert.DoesNotContain(
            entries, x => x["id"]!.GetValue<string>() == JsonNode.Parse(own[..own.LastIndexOf(' ')])!["id"]!.GetValue<string>()
                && x["outcome"]!.GetValue<string>() == "refused");
        Assert.Contains("audit/log/00000000", (await Health(app)).Text, StringComparison.Ordinal);

        Task PutAsync(string text) => log.AppendBlockAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), cancellationToken: Cancellation);
    }

    static Task<Answer> Health(AppHost app) => app.Api.SendAsync(HttpMethod.Get, "/api/health");

    static BlobContainerClient Audit(AppHost app) => app.Account(Tenant).GetBlobContainerClient("audit");

    static Task<IReadOnlyList<JsonNode>> StatedAsync(AppHost app) => EntriesAsync(app, "?event=audit.unreadable");

    static async Task<IReadOnlyList<JsonNode>> EntriesAsync(AppHost app, string query) =>
        [.. (await app.Api.As(Tenant, "Audit.Read").SendAsync(HttpMethod.Get, $"/audit/entries{query}")).Expect(HttpStatusCode.OK)
            .Json["items"]!.AsArray().Select(x => x!["entry"]!)];
}
