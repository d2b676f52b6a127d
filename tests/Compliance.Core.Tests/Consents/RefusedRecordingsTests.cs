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

    [Fact]
    public async Task A_host_that_dies_anywhere_leaves_nothing_of_the_recording()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        await using var host = bench.Counted(new StorageTrips());
        var (resumed, last) = (0, default(RecordingId));
        for (var at = 1; ; at += 2)
        {
            var ticket = bench.Ticket(caller: ErasureBench.Amelia);
            var id = last = await host.AnnounceAsync(ticket);
            await bench.UploadAsync(id, 0);
            var (first, second) = (new DyingHost(at, at % 4 == 1), new DyingHost(at, at % 4 == 3));
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
            var state = (await bench.DocumentAsync(id)).State;
            resumed += first.Died && state is RecordingState.Erased ? 1 : 0;
            if (state is not RecordingState.Erased)
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
            if (!first.Died)
            {
                break;
            }
        }

        bench.Clock.Advance(TimeSpan.FromDays(91));
        await host.Get<ConsentEffects>().ReconcileAsync(host.Store, host.Sealing, Cancellation);
        var orders = await RecordingBench.NamesAsync(host.Store.Requests, "refusals/");
        Assert.True(orders.Count > resumed);
        foreach (var name in orders)
        {
            var order = SubjectRequestId.Parse(name["refusals/".Length..]);
            Assert.NotNull((await host.Get<RefusalStore>().FindAsync(host.Store, order, Cancellation))!.Value.ForgottenAt);
            Assert.Null(await host.Get<SubjectRequestTexts>().FindAsync<LedgerEntry>(host.Store, order, LedgerEntry.NameOf(last), Cancellation));
        }

        Assert.True(resumed > 10, $"{resumed} tries died on the way and were finished.");
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
