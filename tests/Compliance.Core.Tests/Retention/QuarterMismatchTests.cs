using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs.Models;
using Compliance.Audit;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Core.Tests.SubjectRequests.Erasure;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Retention;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.Retention;

/// <summary>What a quarter's report says where the stores are not as the nights left them.</summary>
public sealed class QuarterMismatchTests(AzuriteFixture azurite) : IAsyncLifetime
{
    static readonly Actor Night = Actor.System("DeleteDue");

    RecordingBench bench = null!;
    RecordingBench host = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        bench = await RecordingBench.CreateAsync(azurite);
        host = bench.Counted(new StorageTrips());
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await bench.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_is_wrong_where_the_nights_did_their_work()
    {
        var (gone, held) = (await SealedAsync(), await SealedAsync());
        Assert.True(await host.HoldAsync(held, "hold-1"));
        await NightAsync();

        Assert.Equal([(gone, "deleted"), (held, "kept held")], await ReportAsync());
    }

    [Fact]
    public async Task Every_recording_is_listed_once_however_it_is_divided()
    {
        host.Get<QuarterReports>().StretchSize = 1;
        var ids = new List<RecordingId>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add(await SealedAsync());
        }

        await NightAsync();

        Assert.Equal(ids.Select(x => (x, "deleted")), await ReportAsync());
    }

    [Fact]
    public async Task What_no_night_deleted_is_named()
    {
        var left = await SealedAsync();

        Assert.Equal([(left, "mismatch notDeleted")], await ReportAsync());
    }

    [Fact]
    public async Task What_came_back_is_named()
    {
        var (gone, back) = (await SealedAsync(), await SealedAsync());
        var state = host.Store.State.GetBlobClient(RecordingStateStore.NameOf(back));
        var former = (await state.DownloadContentAsync(Cancellation)).Value;
        await NightAsync();
        await state.UploadAsync(former.Content, new BlobUploadOptions { Metadata = former.Details.Metadata }, Cancellation);

        Assert.Equal([(gone, "deleted"), (back, "mismatch back")], await ReportAsync());
    }

    [Fact]
    public async Task What_was_deleted_on_behalf_of_a_night_that_does_not_say_so_is_named()
    {
        var certified = await SealedAsync();
        await NightAsync();
        var other = await SealedAsync();
        var run = await host.Get<RetentionRunStore>().ListAsync(host.Store, Cancellation).SingleAsync(Cancellation);
        await host.EraseAsync(
            other, new ErasureOrder(run, Night, SubjectRequestLinks.Certificate(host.Store.Tenant, run), RetentionDecisions.Basis));

        Assert.Equal([(certified, "deleted"), (other, "mismatch notCertified")], await ReportAsync());
    }

    [Fact]
    public async Task What_is_not_authentic_is_named()
    {
        var (gone, forged) = (await SealedAsync(), await SealedAsync());
        Assert.True(await host.HoldAsync(forged, "hold-1"));
        await NightAsync();
        var state = host.Store.State.GetBlobClient(RecordingStateStore.NameOf(forged));
        var stored = (await state.DownloadContentAsync(Cancellation)).Value;
        var changed = JsonNode.Parse(stored.Content)!;
        changed["holds"] = new JsonArray();
        await state.UploadAsync(
            BinaryData.FromString(changed.ToJsonString()), new BlobUploadOptions { Metadata = stored.Details.Metadata }, Cancellation);

        Assert.Equal([(gone, "deleted"), (forged, "mismatch notAuthentic")], await ReportAsync());
    }

    async Task NightAsync()
    {
        while (await host.Get<RetentionDeletion>().TurnAsync(host.Store, Night, host.Sealing, Cancellation))
        {
        }
    }

    /// <summary>The report of this quarter, made once it is over; its signature is verified with the tenant's public keys.</summary>
    async Task<IEnumerable<(RecordingId Id, string Outcome)>> ReportAsync()
    {
        bench.Clock.Advance(TimeSpan.FromDays(92));
        while (await host.Get<QuarterReports>().TurnAsync(host.Store, Cancellation))
        {
        }

        var view = Assert.Single((await host.Get<QuarterReports>().ListAsync(host.Store, Cancellation)).Items);
        var signed = await host.Get<QuarterReports>().FindAsync(host.Store, view.Quarter, Cancellation);
        var keys = (await host.Vaults.Open(host.Store.Scope).PublicKeysAsync(Cancellation)).Sign;
        Assert.True(
            SignedStatement.TryOpen(
                signed, kid => keys.FirstOrDefault(x => x.KeyId == kid)?.Public, QuarterStatement.Type, out var json, out var problem),
            problem);
        var statement = JsonNode.Parse(json)!;
        var items = statement["recordings"]!.AsArray();
        var page = (await host.Get<QuarterReports>().FindPageAsync(host.Store, view.Quarter, 0, Cancellation))!;
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(page)), $"{statement["pages"]![0]!["sha256"]}");
        Assert.Equal(items.ToJsonString(), JsonNode.Parse(page)!["items"]!.ToJsonString());
        Assert.Equal((view.Expected, view.Mismatches), (items.Count, items.Count(x => x!["mismatch"] is not null)));
        return items.Select(x => (RecordingId.Parse($"{x!["recordingId"]}"), $"{x["outcome"]} {x["because"]}{x["mismatch"]}".Trim()))
            .OrderBy(x => x.Item1.ToString(), StringComparer.Ordinal);
    }

    Task<RecordingId> SealedAsync()
    {
        var (ticket, now) = (host.Ticket(), bench.Clock.GetUtcNow());
        return SealedAsync(ticket with
        {
            StartedAt = now.AddDays(-1),
            Purposes = [new Purpose { Name = "quality", Basis = LawfulBasis.Consent, RetainUntil = now.AddHours(-1) }],
        });
    }

    async Task<RecordingId> SealedAsync(RecordingTicket ticket)
    {
        var id = await host.SealedAsync(ticket: ticket);
        bench.Clock.Advance(RetentionDecisions.Rest);
        return id;
    }
}
