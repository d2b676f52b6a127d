using Compliance.Core.Tests.SubjectRequests.Erasure;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.Recordings.State;

/// <summary>What a recording costs in requests to storage: counted as they leave, never timed.</summary>
public sealed class StorageTripsTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Announcing_and_sealing_one_call()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var trips = new StorageTrips();
        await using var host = bench.Counted(trips);

        // The first makes the tenant's secrets known.
        await SealAsync(bench, host);
        trips.Clear();
        var id = await SealAsync(bench, host);

        TestContext.Current.TestOutputHelper?.WriteLine($"{trips.Total} requests, {trips.Writes} of them write\n{trips.Table()}");
        Assert.Equal(RecordingState.Sealed, (await bench.DocumentAsync(id)).State);
        Assert.Equal(9, (await RecordingBench.NamesAsync(bench.Store.Index, "")).Count(x => x.Contains($"{id}", StringComparison.Ordinal)));
        // Of these, one list per identity looks for requests of the people on it, one read for matters that hold calls to come, and one list
        // and two writes read and keep what was said of a consent.
        Assert.InRange(trips.Total, 1, 47);
        Assert.InRange(trips.Writes, 1, 23);
    }

    [Fact]
    public async Task Erasing_a_person_s_recordings()
    {
        const int Count = 40;
        await using var bench = await RecordingBench.CreateAsync(azurite);
        for (var i = 0; i < Count; i++)
        {
            await bench.SealedAsync(ticket: Ticket(bench));
        }

        var order = await bench.OrderAsync();
        var found = await bench.FindAsync((IdentityType.AccountId, ErasureBench.Account));
        var erased = new RecordingVerdict(OutcomeKind.Erased, "17(1)(b)", ReviewAt: null, VerdictReasons.Gone, []);
        var now = bench.Clock.GetUtcNow();
        var plan = found.Select(x => new PlanItem(x.RecordingId, now, now, RecordingState.Sealed, x.Match, x.MatchedOn, Holds: 0, erased));
        await bench.Get<PlanPageStore>().PutPlanAsync(bench.Store, order.Request, 0, [.. plan], Cancellation);
        var trips = new StorageTrips();
        await using var host = bench.Counted(trips);
        await host.Get<SubjectRequestExecutor>().ActAsync(host.Store, order.Request, 0, RecordingBench.Actor, host.Sealing, Cancellation);
        await host.Get<ErasureRecheck>().LookAgainAsync(host.Store, order.Request, 0, host.Sealing, Cancellation);
        var outcomes = await host.Get<PlanPageStore>().AllOutcomesAsync(host.Store, order.Request, pages: 1, Cancellation);
        await host.Get<DestructionProof>().LookAsync(host.Store, outcomes, Cancellation);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{trips.Total / (double)Count} requests, {trips.Writes / (double)Count} of them write\n{trips.Table(Count)}");
        Assert.InRange(trips.Total, 1, 54 * Count);
        Assert.InRange(trips.Writes, 1, 24 * Count);
    }

    /// <summary>What the host does from the announcement on: the upload itself is the recorder's request.</summary>
    static async Task<RecordingId> SealAsync(RecordingBench recorder, RecordingBench host)
    {
        await host.Get<TenantSettingsStore>().ReadAsync(host.Store.Scope, Cancellation);
        var id = await host.AnnounceAsync(Ticket(host));
        await recorder.UploadAsync(id, 0);
        Assert.Equal(UploadVerdict.Seal, await host.Get<UploadWatcher>().EvaluateAsync(host.Store, id, Cancellation));
        await host.SealAsync(id);
        return id;
    }

    /// <summary>Eight index entries: all, queue, two agents, and what is known of the caller.</summary>
    static RecordingTicket Ticket(RecordingBench bench) =>
        bench.Ticket(caller: ErasureBench.Amelia + "},{\"role\":\"agent\",\"id\":\"agent-2\"");
}
