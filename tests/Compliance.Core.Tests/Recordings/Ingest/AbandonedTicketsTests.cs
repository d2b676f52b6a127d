using Compliance.Audit;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Model;

namespace Compliance.Core.Tests.Recordings.Ingest;

public sealed class AbandonedTicketsTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UndoAsync_ATicketThatDiedAtAnyCall_LeavesNothingAfterAnHour()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var interruption = new Interruption();
        await using var dying = bench.Beside(interruption);
        // The second one: the first has the index secret to make and to open.
        await dying.AnnounceAsync(bench.Ticket());
        interruption.Before(0, null);
        await dying.AnnounceAsync(bench.Ticket());
        for (var (at, calls) = (1, interruption.Seen); at <= calls; at++)
        {
            interruption.Before(at, () => throw new IOException("The host died."));
            await Assert.ThrowsAnyAsync<Exception>(() => dying.AnnounceAsync(bench.Ticket()));
        }

        bench.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Empty(await bench.ReconcileAsync());

        // What got as far as its state blob is a recording; of everything else there is nothing but a barrier.
        var recordings = new List<string>();
        foreach (var name in await RecordingBench.NamesAsync(bench.Store.State, "recordings/"))
        {
            var id = name["recordings/".Length..];
            if ((await bench.DocumentAsync(RecordingId.Parse(id))).Manifest is not null)
            {
                recordings.Add(id);
            }
        }

        Assert.Equal(
            recordings, (await RecordingBench.NamesAsync(bench.Store.Keyring, "recordings/")).Select(x => x["recordings/".Length..]));
        Assert.Equal(recordings.Count, (await RecordingBench.NamesAsync(bench.Store.State, "calls/")).Count);
        Assert.Equal(recordings, (await RecordingBench.NamesAsync(bench.Store.State, "pending/")).Select(x => x["pending/".Length..]));
        var open = bench.Audit.Entries.Where(x => x.Phase is AuditPhase.Intent).Select(x => x.Operation)
            .Except(bench.Audit.Entries.Where(x => x.Phase is AuditPhase.Done).Select(x => x.Operation));
        Assert.Empty(open);
    }

    [Fact]
    public async Task IssueAsync_RepeatedAfterItsHostDiedAtAnyCall_IsIndexedWhenItIsSealed()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var interruption = new Interruption();
        await using var dying = bench.Beside(interruption);
        await dying.AnnounceAsync(bench.Ticket());
        interruption.Before(0, null);
        await dying.AnnounceAsync(bench.Ticket());
        for (var (at, calls) = (1, interruption.Seen); at <= calls; at++)
        {
            var ticket = bench.Ticket();
            interruption.Before(at, () => throw new IOException("The host died."));
            await Assert.ThrowsAnyAsync<Exception>(() => dying.AnnounceAsync(ticket));

            await Settled.CheckAsync(bench, await bench.SealedAsync(ticket: ticket));
        }
    }

    [Fact]
    public async Task UndoAsync_ATicketBegunJustNow_IsLeftWhateverTheStorageServicesClockSays()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var interruption = new Interruption();
        await using var dying = bench.Beside(interruption);
        var ticket = bench.Ticket();
        await dying.AnnounceAsync(bench.Ticket());
        bench.Clock.Advance(TimeSpan.FromHours(3));
        interruption.Before(6, () => throw new IOException("The host died."));
        await Assert.ThrowsAnyAsync<Exception>(() => dying.AnnounceAsync(ticket));

        await bench.ReconcileAsync();

        await bench.AnnounceAsync(ticket);
    }

    [Fact]
    public async Task IssueAsync_TheSameTicketTwice_IsOneRecordingAndOneMarker()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var interruption = new Interruption();
        await using var slow = bench.Beside(interruption);
        var ticket = bench.Ticket();
        RecordingId? other = null;

        // Between looking for the call and claiming it.
        await slow.AnnounceAsync(bench.Ticket());
        interruption.Before(3, async () => other = await bench.AnnounceAsync(ticket));
        var id = await slow.AnnounceAsync(ticket);

        Assert.Equal(other, id);
        Assert.Equal(2, (await RecordingBench.NamesAsync(bench.Store.State, "pending/")).Count);
        Assert.Equal(2, (await RecordingBench.NamesAsync(bench.Store.Keyring, "recordings/")).Count);
    }

    [Fact]
    public async Task IssueAsync_AnExpiredTicketAgain_IsTakenUp()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var ticket = bench.Ticket();
        var id = await bench.AnnounceAsync(ticket);
        bench.Clock.Advance(TimeSpan.FromHours(5));
        await bench.ReconcileAsync();
        Assert.Equal(RecordingState.Expired, (await bench.DocumentAsync(id)).State);

        Assert.Equal(id, await bench.AnnounceAsync(ticket));

        Assert.Equal(RecordingState.AwaitingUpload, (await bench.DocumentAsync(id)).State);
        await Settled.CheckAsync(bench, id);
    }
}
