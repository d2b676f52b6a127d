using Compliance.Consents;
using Compliance.Core.Tests.Audit.Transparency;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Core.Tests.SubjectRequests.Erasure;
using Compliance.Model;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.Consents;

/// <summary>Whatever dies while a refusal destroys a recording: it is destroyed, and certified once.</summary>
public sealed class RefusedRecordingsTests(AzuriteFixture azurite)
{
    static readonly ConsentForm Refused = new() { Purpose = "quality", State = ConsentState.Refused };

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(6)]
    [SoakData(200)]
    public async Task A_host_that_dies_anywhere_leaves_nothing_of_the_recording(int most)
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        await using var host = bench.Counted(new StorageTrips());
        var (_, calls) = await DieAsync(bench, host, int.MaxValue);
        Assert.InRange(calls, 20, 400);
        var points = Enumerable.Range(1, calls).ToArray();
        new Random(Seeds.Current).Shuffle(points);
        var last = default(RecordingId);
        foreach (var at in points.Take(most))
        {
            (last, _) = await DieAsync(bench, host, at);
        }

        bench.Clock.Advance(TimeSpan.FromDays(91));
        await host.Get<ConsentEffects>().ReconcileAsync(host.Store, host.Sealing, Cancellation);
        var orders = await RecordingBench.NamesAsync(host.Store.Requests, "refusals/");
        Assert.InRange(orders.Count, Math.Min(most, calls) + 1, int.MaxValue);
        foreach (var name in orders)
        {
            var order = SubjectRequestId.Parse(name["refusals/".Length..]);
            Assert.NotNull((await host.Get<RefusalStore>().FindAsync(host.Store, order, Cancellation))!.Value.ForgottenAt);
            Assert.Null(await host.Get<SubjectRequestTexts>().FindAsync<LedgerEntry>(host.Store, order, LedgerEntry.NameOf(last), Cancellation));
        }
    }

    /// <summary>The host that hears the refusal dies at a storage call, and so does the timer's. How many calls the first one made.</summary>
    static async Task<(RecordingId Recording, int Calls)> DieAsync(RecordingBench bench, RecordingBench host, int at)
    {
        var ticket = bench.Ticket(caller: ErasureBench.Amelia);
        var id = await host.AnnounceAsync(ticket);
        await bench.UploadAsync(id, 0);
        var (first, second) = (new DyingHost(at, at % 2 == 1), new DyingHost(at, at % 4 > 1));
        await using (var dying = bench.Beside(first, logged: true))
        {
            await DieAsync(first, () => dying.Get<ConsentEffects>().RecordAsync(
                dying.Store, RecordingBench.Actor, ticket.CallId, Refused, dying.Sealing, Cancellation));
        }

        await using (var dying = bench.Beside(second, logged: true))
        {
            await DieAsync(second, () => dying.Get<ConsentEffects>().ReconcileAsync(dying.Store, dying.Sealing, Cancellation));
        }

        await host.Get<ConsentEffects>().ReconcileAsync(host.Store, host.Sealing, Cancellation);
        if ((await bench.DocumentAsync(id)).State is not RecordingState.Erased)
        {
            // It died before anything was recorded, and whoever got no answer says it again.
            await host.Get<ConsentEffects>().RecordAsync(
                host.Store, RecordingBench.Actor, ticket.CallId, Refused, host.Sealing, Cancellation);
            await host.Get<ConsentEffects>().ReconcileAsync(host.Store, host.Sealing, Cancellation);
        }

        // The timer's next look finds nothing to do.
        await host.Get<ConsentEffects>().ReconcileAsync(host.Store, host.Sealing, Cancellation);
        var gone = await bench.DocumentAsync(id);
        Assert.Equal(RecordingState.Erased, gone.State);
        var order = SubjectRequestId.Parse(gone.Certificate!.Split('/')[^2]);
        Assert.NotNull(await host.Get<SubjectRequestCertifier>().FindAsync(host.Store, order, 1, Cancellation));
        Assert.NotNull((await host.Get<RefusalStore>().FindAsync(host.Store, order, Cancellation))?.Value.EndedAt);
        Assert.Empty(await RecordingBench.NamesAsync(host.Store.State, "consents/"));
        Assert.Empty(await RecordingBench.NamesAsync(host.Store.Requests, "consents/"));
        return (id, first.Calls);
    }

    static async Task DieAsync(DyingHost dying, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception) when (dying.Died)
        {
        }
    }
}
