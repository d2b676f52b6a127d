using Compliance.Audit;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Erasure;

public sealed class RecordingErasureTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A recording in each state that there is something to erase in.</summary>
    static readonly Dictionary<string, Func<RecordingBench, RecordingTicket, Task<RecordingId>>> States = new(StringComparer.Ordinal)
    {
        ["awaiting upload"] = (bench, ticket) => bench.AnnounceAsync(ticket),
        ["arrived"] = async (bench, ticket) =>
        {
            var id = await bench.AnnounceAsync(ticket);
            await bench.UploadAsync(id, 0);
            return id;
        },
        ["sealing"] = async (bench, ticket) =>
        {
            var id = await bench.AnnounceAsync(ticket);
            await bench.UploadAsync(id, 0);
            await bench.SealHalfAsync(id);
            return id;
        },
        ["sealed"] = (bench, ticket) => bench.SealedAsync(RecordingBench.Content, ticket),
        ["quarantined"] = (bench, ticket) => bench.SealedAsync(RecordingBench.Content + "!", ticket),
        ["late files awaited"] = async (bench, ticket) =>
        {
            var id = await bench.SealedAsync(RecordingBench.Content, ticket);
            await bench.AnnounceLateAsync(id);
            await bench.UploadAsync(id, 1);
            return id;
        },
        ["expired"] = async (bench, ticket) =>
        {
            var id = await bench.AnnounceAsync(ticket);
            bench.Clock.Advance(TimeSpan.FromHours(5));
            await bench.ReconcileAsync();
            return id;
        },
        ["corrected"] = async (bench, ticket) =>
        {
            var id = await bench.SealedAsync(RecordingBench.Content, ticket);
            await bench.CorrectAsync(id, "sales");
            return id;
        },
    };

    public static TheoryData<string> StateNames => [.. States.Keys];

    /// <summary>The host died after the commit of a seal and before its settlement, which writes the entry.</summary>
    [Fact]
    public async Task EraseAsync_SealedAndNotYetSettled_TheSealIsInTheLog()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.AnnounceAsync(bench.Ticket());
        await bench.UploadAsync(id, 0);
        bench.Audit.FailNext();
        await Assert.ThrowsAnyAsync<Exception>(() => bench.SealAsync(id));
        Assert.Equal(RecordingState.Sealed, (await bench.DocumentAsync(id)).State);
        Assert.DoesNotContain(bench.Audit.Entries, x => x.Event == RecordingEvents.Sealed);

        await bench.EraseAsync(id, await bench.OrderAsync());

        Assert.Equal(RecordingState.Erased, (await bench.DocumentAsync(id)).State);
        Assert.Equal(
            [AuditPhase.Intent, AuditPhase.Done],
            bench.Audit.Entries.Where(x => x.Event == RecordingEvents.Sealed && x.Outcome == AuditEntry.Success).Select(x => x.Phase));
    }

    [Theory]
    [MemberData(nameof(StateNames))]
    public async Task EraseAsync_InEveryState_LeavesNothing(string state)
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var ticket = bench.Ticket(caller: ErasureBench.Amelia);
        var id = await States[state](bench, ticket);
        var order = await bench.OrderAsync();

        var outcome = await bench.EraseAsync(id, order);

        var shredded = bench.Clock.GetUtcNow() + UnwrappedKeyCache.Lifetime;
        Assert.Equal(new RecordingOutcome(id, OutcomeKind.Erased, "17(1)(b)", null, shredded, shredded + TimeSpan.FromDays(7)), outcome);
        await bench.AssertErasedAsync(id, order);
        var entry = await bench.LedgerAsync(id, order);
        Assert.Equal(ticket.CallId.Value, entry.CallId);
        Assert.NotEmpty(entry.IndexEntries);
        Assert.Equal(state is not ("awaiting upload" or "arrived" or "expired"), entry.Blobs.Count > 0);
        Assert.Empty(await bench.FindAsync((Compliance.Identities.IdentityType.Phone, ErasureBench.Phone)));
    }

    [Fact]
    public async Task EraseAsync_Twice_SaysTheSame()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (id, order) = (await bench.SealedAsync(), await bench.OrderAsync());
        var first = await bench.EraseAsync(id, order);
        bench.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(first, await bench.EraseAsync(id, order));
        Assert.Equal(OutcomeKind.NotFound, (await bench.EraseAsync(id, await bench.OrderAsync())).Outcome);
        Assert.Equal(OutcomeKind.NotFound, (await bench.EraseAsync(RecordingId.New(bench.Clock), order)).Outcome);
    }
}
