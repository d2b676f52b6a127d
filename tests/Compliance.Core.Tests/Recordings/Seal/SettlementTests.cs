using Compliance.Audit;
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
        await bench.Get<RecordingAudit>().BeginAsync(
            bench.Store, id, RecordingBench.Actor, "recording.corrected", "99", Cancellation);

        await bench.SettleAsync(id);
        Assert.NotNull(await bench.Get<RecordingOutbox>().FindAsync(bench.Store, id, Cancellation));
        bench.Clock.Advance(PendingAudit.Abandoned);
        await bench.ReconcileAsync();

        Assert.Single(bench.Audit.Entries, x => x is { Event: "recording.corrected", Outcome: "failed" });
        await Settled.CheckAsync(bench, id);
    }

    [Fact]
    public async Task A_pass_that_died_is_made_again_into_a_generation_of_its_own()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.AnnounceAsync(bench.Ticket(files: 2));
        await bench.UploadAsync(id, 0);
        await bench.UploadAsync(id, 1);
        var dead = await bench.SealHalfAsync(id);

        await bench.SealAsync(id);

        var document = await bench.DocumentAsync(id);
        Assert.Equal((RecordingState.Sealed, dead + 1), (document.State, document.Generation));
        await Settled.CheckAsync(bench, id);
    }

    [Fact]
    public async Task An_upload_that_changed_after_a_pass_died_is_in_quarantine()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.AnnounceAsync(bench.Ticket());
        await bench.UploadAsync(id, 0);
        await bench.SealHalfAsync(id);
        await bench.UploadAsync(id, 0, "HELLO");

        await bench.SealAsync(id);

        Assert.Equal(QuarantineReasonCodes.ChangedAfterArrival, (await bench.DocumentAsync(id)).Quarantine?.Reason);
    }

    [Fact]
    public async Task A_waiting_recording_is_not_opened_by_the_timer()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        await bench.AnnounceAsync(bench.Ticket());
        var counted = new Interruption();
        await using var host = bench.Beside(counted);

        // The first look settles the announcement.
        await bench.ReconcileAsync();
        await host.ReconcileAsync();

        // The work list, the integrity key, the marker, the state, the inbox, the state again. No recording's key.
        Assert.Equal(6, counted.Seen);
        Assert.Equal(1, host.Get<Compliance.Keys.UnwrappedKeyCache>().Count);
    }
}
