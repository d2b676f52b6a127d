using System.Globalization;
using Compliance.Core.Tests.Azurite;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Recordings;
using Compliance.Recordings.Decisions;
using Compliance.Recordings.Tickets;

namespace Compliance.Core.Tests.Recordings.Pipeline;

/// <summary>
/// Of two operations on one recording, the second happens whole between two storage calls of the first, at calls that a seed chooses
/// (<c>COMPLIANCE_INTERLEAVINGS</c> of each pair; 0: at every call). Afterwards the recording is settled, and what is said of it is true.
/// </summary>
public sealed class InterleavingTests(AzuriteFixture azurite)
{
    const int Seed = 20260302;

    static readonly TimeSpan PastTheLimit = TimeSpan.FromHours(5);

    static readonly Dictionary<string, Func<RecordingBench, RecordingId, Task>> Operations = new(StringComparer.Ordinal)
    {
        ["seal"] = (host, id) => host.SealAsync(id),
        ["correct"] = (host, id) => host.CorrectAsync(id, "sales"),
        ["correct otherwise"] = (host, id) => host.CorrectAsync(id, "support"),
        ["announce late"] = async (host, id) =>
        {
            if (await host.AnnounceLateAsync(id))
            {
                await host.UploadAsync(id, 1);
            }
        },
        ["release"] = (host, id) => DecideAsync(host, id, QuarantineAction.Release),
        ["destroy"] = (host, id) => DecideAsync(host, id, QuarantineAction.Destroy),
        ["settle"] = (host, id) => host.SettleAsync(id),
        ["reconcile"] = (host, _) => host.ReconcileAsync(),
    };

    static int Most => int.TryParse(
        Environment.GetEnvironmentVariable("COMPLIANCE_INTERLEAVINGS"), NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? most : 1;

    [Fact]
    public Task A_recording_whose_files_arrived() => RunAsync(
        async bench =>
        {
            var id = await bench.AnnounceAsync(bench.Ticket());
            await bench.UploadAsync(id, 0);
            return id;
        },
        ["seal", "correct"],
        ["seal", "correct otherwise", "announce late", "reconcile"]);

    [Fact]
    public Task A_sealed_recording() => RunAsync(
        bench => bench.SealedAsync(),
        ["correct", "announce late", "settle"],
        ["correct otherwise", "announce late", "settle", "reconcile"]);

    [Fact]
    public Task A_quarantined_recording() => RunAsync(
        bench => bench.SealedAsync(RecordingBench.Content + "!"),
        ["release", "destroy", "correct", "announce late"],
        ["release", "correct otherwise", "announce late", "reconcile"]);

    [Fact]
    public Task A_recording_past_its_ticket() => RunAsync(
        async bench =>
        {
            var id = await bench.AnnounceAsync(bench.Ticket());
            bench.Clock.Advance(PastTheLimit);
            return id;
        },
        ["reconcile", "correct"],
        ["reconcile", "correct otherwise", "announce late"]);

    async Task RunAsync(Func<RecordingBench, Task<RecordingId>> prepare, string[] first, string[] second)
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var interruption = new Interruption();
        await using var host = bench.Beside(interruption);
        var random = new Random(Seed);
        foreach (var (outer, inner) in first.SelectMany(_ => second, (a, b) => (a, b)))
        {
            var calls = await TryAsync(at: 0);
            var all = Enumerable.Range(1, calls).ToArray();
            random.Shuffle(all);
            foreach (var at in Most == 0 ? all : all.Take(Most))
            {
                await TryAsync(at);
            }

            async Task<int> TryAsync(int at)
            {
                var id = await prepare(bench);
                interruption.Before(at, () => Operations[inner](bench, id));
                await Operations[outer](host, id);
                var seen = interruption.Seen;
                interruption.Before(0, null);
                try
                {
                    await FinishAsync(bench, id);
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"'{inner}' before call {at} of '{outer}': {e.Message}", e);
                }

                return seen;
            }
        }
    }

    /// <summary>What comes by itself: the reconcile timer, and the uploads that are awaited.</summary>
    static async Task FinishAsync(RecordingBench bench, RecordingId id)
    {
        await bench.ReconcileAsync();
        if (await bench.DocumentAsync(id) is { State: RecordingState.AwaitingUpload, Ticket: { } ticket })
        {
            foreach (var file in ticket.Files)
            {
                await bench.UploadAsync(id, file.Ordinal);
            }
        }

        Assert.Empty(await bench.ReconcileAsync());
        await Settled.CheckAsync(bench, id);
    }

    static Task DecideAsync(RecordingBench host, RecordingId id, QuarantineAction action) =>
        host.Get<QuarantineDecisions>().DecideAsync(
            host.Store, RecordingBench.Actor, id, new QuarantineDecision { Action = action, Reason = "looked at" },
            $"seal-acme-{id}", TestContext.Current.CancellationToken);
}
