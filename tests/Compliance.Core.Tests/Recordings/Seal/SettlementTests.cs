using Compliance.Core.Tests.Azurite;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.Core.Tests.Recordings.Seal;

public sealed class SettlementTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_seal_leaves_nothing_behind()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);

        await Settled.CheckAsync(bench, await bench.SealedAsync());
    }

    [Fact]
    public async Task An_announced_change_that_never_came_is_closed_as_failed()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.SealedAsync();
        await bench.Get<RecordingAudit>().BeginAsync(bench.Store, id, RecordingBench.Actor, "recording.corrected", $"{id}/99", Cancellation);

        await bench.SettleAsync(id);
        Assert.NotNull(await bench.Get<Outbox>().FindAsync(bench.Store, id, Cancellation));
        bench.Clock.Advance(RecordingSettlement.Abandoned);
        await bench.ReconcileAsync();

        Assert.Single(bench.Audit.Entries, x => x is { Event: "recording.corrected", Outcome: "failed" });
        await Settled.CheckAsync(bench, id);
    }

    [Fact]
    public async Task Work_files_of_a_higher_generation_stay()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.SealedAsync();
        await bench.Store.State.GetBlobClient($"work/{id}/2/plan").UploadAsync(BinaryData.FromString("{}"), Cancellation);

        await bench.SettleAsync(id);

        Assert.Equal([$"work/{id}/2/plan"], await RecordingBench.NamesAsync(bench.Store.State, $"work/{id}/"));
    }

    [Fact]
    public async Task A_run_whose_work_files_vanish_or_are_forged_is_done_again()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.AnnounceAsync(bench.Ticket(files: 2));
        await bench.UploadAsync(id, 0);
        await bench.UploadAsync(id, 1);
        var task = await bench.Get<SealingRun>().TakeAsync(bench.Store, id, $"seal-acme-{id}", again: false, Cancellation);
        await bench.Get<GateRun>().ExamineAsync(bench.Store, id, task!.Generation, Cancellation);
        await bench.Get<FileSealing>().SealAsync(bench.Store, id, task.Generation, 0, Cancellation);
        await bench.Get<FileSealing>().SealAsync(bench.Store, id, task.Generation, 1, Cancellation);
        var second = await bench.Store.State.GetBlobClient($"work/{id}/1/1").DownloadContentAsync(Cancellation);
        await bench.Store.State.GetBlobClient($"work/{id}/1/0").UploadAsync(second.Value.Content, overwrite: true, Cancellation);
        await bench.Store.State.GetBlobClient($"work/{id}/1/1").DeleteAsync(cancellationToken: Cancellation);

        Assert.Equal(
            CommitOutcome.Incomplete,
            await bench.Get<SealCommit>().CommitAsync(bench.Store, id, task.Generation, "SealRecording", Cancellation));
        await bench.SealAsync(id);

        Assert.Equal(RecordingState.Sealed, (await bench.DocumentAsync(id)).State);
        await Settled.CheckAsync(bench, id);
    }

    [Fact]
    public async Task A_waiting_recording_is_not_opened_by_the_timer()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        await bench.AnnounceAsync(bench.Ticket());
        var counted = new Interruption();
        await using var host = bench.Beside(counted);

        await host.ReconcileAsync();

        // The work list, the marker, the state, the inbox, the state again.
        Assert.Equal(5, counted.Seen);
        Assert.Equal(0, host.Get<Compliance.Keys.UnwrappedKeyCache>().Count);
    }
}
