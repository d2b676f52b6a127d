using Azure.Storage.Blobs.Specialized;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.Core.Tests.Recordings.Ingest;

public sealed class InboxTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RemoveAsync_LeasedWithSnapshots_IsGone()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = RecordingId.New(bench.Clock);
        await bench.UploadAsync(id, 0);
        var blob = Inbox.Blob(bench.Store, id, 0);
        await blob.CreateSnapshotAsync(cancellationToken: Cancellation);
        await blob.GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(-1), cancellationToken: Cancellation);
        var listed = Assert.Single(await Inbox.ListAsync(bench.Store, id, Cancellation)).Value;

        Assert.True(await Inbox.RemoveAsync(bench.Store, listed, Cancellation));
        Assert.False(await blob.ExistsAsync(Cancellation));
    }

    [Fact]
    public async Task RemoveAsync_WrittenSinceItWasListed_Stays()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = RecordingId.New(bench.Clock);
        await bench.UploadAsync(id, 0);
        var listed = Assert.Single(await Inbox.ListAsync(bench.Store, id, Cancellation)).Value;
        await bench.UploadAsync(id, 0, "another");

        Assert.False(await Inbox.RemoveAsync(bench.Store, listed, Cancellation));
        Assert.True(await Inbox.Blob(bench.Store, id, 0).ExistsAsync(Cancellation));
    }

    [Fact]
    public async Task RemoveAsync_GoneAlready_IsNoRemoval()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = RecordingId.New(bench.Clock);
        await bench.UploadAsync(id, 0);
        var listed = Assert.Single(await Inbox.ListAsync(bench.Store, id, Cancellation)).Value;
        await Inbox.RemoveAsync(bench.Store, listed, Cancellation);

        Assert.False(await Inbox.RemoveAsync(bench.Store, listed, Cancellation));
    }

    /// <summary>An upload URL allows any type of blob to be created.</summary>
    [Fact]
    public async Task EvaluateAsync_AppendOrPageBlobs_AreRefusedAndRemoved()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = RecordingId.New(bench.Clock);
        await bench.Store.Inbox.GetAppendBlobClient(Inbox.Name(bench.Store.Tenant, id, 0)).CreateAsync(cancellationToken: Cancellation);
        await bench.Store.Inbox.GetPageBlobClient(Inbox.Name(bench.Store.Tenant, id, 1)).CreateAsync(512, cancellationToken: Cancellation);
        await bench.UploadAsync(id, 2);
        Assert.Equal([2], (await Inbox.ListAsync(bench.Store, id, Cancellation)).Keys);

        await bench.Get<InboxSweep>().RunAsync(bench.Store, Cancellation);

        Assert.Empty(await Inbox.ListOfAnyTypeAsync(bench.Store, id, Cancellation));
        Assert.Equal(3, bench.Audit.Entries.Count(x => x is { Event: "inbox.discarded", Phase: Compliance.Audit.AuditPhase.Done }));
    }

    /// <summary>ETags are hexadecimal: some look like telephone numbers to the audit log.</summary>
    [Fact]
    public async Task EvaluateAsync_UploadsNobodyAwaits_AreDiscardedAndNoted()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = RecordingId.New(bench.Clock);
        for (var ordinal = 0; ordinal < 12; ordinal++)
        {
            await bench.UploadAsync(id, ordinal);
        }

        Assert.Equal(UploadVerdict.Wait, await bench.Get<UploadWatcher>().EvaluateAsync(bench.Store, id, Cancellation));

        Assert.Empty(await Inbox.ListAsync(bench.Store, id, Cancellation));
        Assert.Equal(12, bench.Audit.Entries.Count(x => x is { Event: "inbox.discarded", Phase: Compliance.Audit.AuditPhase.Done }));
    }

    /// <summary>An arrival event that comes again between a seal and its settlement: what was sealed is not said to be discarded.</summary>
    [Fact]
    public async Task EvaluateAsync_SealedAndNotYetSettled_LeavesTheInboxToTheSettlement()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.AnnounceAsync(bench.Ticket());
        await bench.UploadAsync(id, 0);
        await bench.SealAsync(id);
        await bench.UploadAsync(id, 0);
        await bench.Get<RecordingOutbox>().RenewAsync(bench.Store, id, Cancellation);

        Assert.Equal(UploadVerdict.Wait, await bench.Get<UploadWatcher>().EvaluateAsync(bench.Store, id, Cancellation));
        Assert.Single(await Inbox.ListAsync(bench.Store, id, Cancellation));

        await bench.Get<RecordingSettlement>().SettleAsync(bench.Store, id, Cancellation);
        Assert.Empty(await Inbox.ListAsync(bench.Store, id, Cancellation));
        Assert.DoesNotContain(bench.Audit.Entries, x => x.Event == "inbox.discarded");
    }

    [Fact]
    public async Task EvaluateAsync_BeforeAndAfterTheLimit_TellsWhatTheClockAndTheInboxSay()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (none, some) = (await bench.AnnounceAsync(bench.Ticket(files: 2)), await bench.AnnounceAsync(bench.Ticket(files: 2)));
        await bench.UploadAsync(some, 1);
        var arrivals = bench.Get<UploadWatcher>();

        Assert.Equal(UploadVerdict.Wait, await arrivals.EvaluateAsync(bench.Store, none, Cancellation));
        Assert.Equal(UploadVerdict.Wait, await arrivals.EvaluateAsync(bench.Store, some, Cancellation));
        bench.Clock.Advance(TimeSpan.FromHours(5));
        Assert.Equal(UploadVerdict.Expire, await arrivals.EvaluateAsync(bench.Store, none, Cancellation));
        Assert.Equal(UploadVerdict.Seal, await arrivals.EvaluateAsync(bench.Store, some, Cancellation));

        await bench.ReconcileAsync();
        Assert.Equal(RecordingState.Expired, (await bench.DocumentAsync(none)).State);
        Assert.Equal(["note-0.txt"], (await bench.DocumentAsync(some)).Quarantine!.Missing);
    }

    [Fact]
    public async Task SealAsync_AnUploadThatVanishes_EndsInQuarantine()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.AnnounceAsync(bench.Ticket(files: 2));
        await bench.UploadAsync(id, 0);
        await bench.UploadAsync(id, 1);
        await bench.SealHalfAsync(id);
        await Inbox.Blob(bench.Store, id, 1).DeleteAsync(cancellationToken: Cancellation);

        await bench.SealAsync(id);

        var document = await bench.DocumentAsync(id);
        Assert.Equal(RecordingState.Quarantined, document.State);
        Assert.Equal(["note-1.txt"], document.Quarantine!.Missing);
        await Settled.CheckAsync(bench, id);
    }
}
