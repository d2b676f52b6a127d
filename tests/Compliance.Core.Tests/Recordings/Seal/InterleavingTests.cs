using Azure;
using Compliance.Access;
using Compliance.Audit;
using Compliance.Core.Tests.Keys.Rotation;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Core.Tests.SubjectRequests.Erasure;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Recordings.Seal;

/// <summary>
/// Of two operations on one recording, the second happens whole between two storage calls of the first, at calls that a seed chooses
/// (so many of each pair). Afterwards the recording is settled, and what is said of it is true.
/// </summary>
public sealed class InterleavingTests(AzuriteFixture azurite)
{
    static readonly TimeSpan PastTheLimit = TimeSpan.FromHours(5);

    static readonly Caller Reader = new(
        TenantId.Parse("acme"), "somebody", Name: null, RecordingBench.Actor.Pseudonym, new HashSet<Role> { Role.PrivacyHandler }, QueueScope.None);

    /// <summary>Of whatever is erased here.</summary>
    static readonly ErasureOrder Order = new(
        Compliance.Model.SubjectRequestId.Parse("0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee"), RecordingBench.Actor, "/certificate", "17(1)(b)");

    const string Account = "AC-INTERLEAVED";

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
        ["hold"] = (host, id) => host.HoldAsync(id, "hold-1"),
        ["hold and release"] = async (host, id) =>
        {
            await host.HoldAsync(id, "hold-2");
            Assert.True(HoldId.Parse("hold-2").IsSuccess(out var hold, out _));
            await host.Get<RecordingHolds>().ReleaseAsync(host.Store, RecordingBench.Actor, id, hold, TestContext.Current.CancellationToken);
        },
        ["rotate"] = async (host, _) =>
        {
            await host.NewVersionAsync();
            await host.RotateAsync();
        },
        ["restrict"] = (host, id) => host.RestrictAsync(id),
        ["erase"] = async (host, id) => await host.EraseAsync(id, Order),
        ["erase part"] = ErasePartAsync,
        ["read"] = ReadAsync,
        ["settle"] = (host, id) => host.SettleAsync(id),
        ["reconcile"] = (host, _) => host.ReconcileAsync(),
    };

    [Theory]
    [InlineData(1)]
    [SoakData(12)]
    public Task A_recording_whose_files_arrived(int most) => RunAsync(
        most,
        async bench =>
        {
            var id = await bench.AnnounceAsync(bench.Ticket());
            await bench.UploadAsync(id, 0);
            return id;
        },
        ["seal", "correct"],
        ["seal", "correct otherwise", "announce late", "reconcile"]);

    [Theory]
    [InlineData(1)]
    [SoakData(12)]
    public Task A_sealed_recording(int most) => RunAsync(
        most,
        bench => bench.SealedAsync(),
        ["correct", "announce late", "settle"],
        ["correct otherwise", "announce late", "settle", "reconcile"]);

    [Theory]
    [InlineData(1)]
    [SoakData(12)]
    public Task A_quarantined_recording(int most) => RunAsync(
        most,
        bench => bench.SealedAsync(RecordingBench.Content + "!"),
        ["release", "destroy", "correct", "announce late"],
        ["release", "correct otherwise", "announce late", "reconcile"]);

    [Theory]
    [InlineData(1)]
    [SoakData(12)]
    public Task A_recording_past_its_ticket(int most) => RunAsync(
        most,
        async bench =>
        {
            var id = await bench.AnnounceAsync(bench.Ticket());
            bench.Clock.Advance(PastTheLimit);
            return id;
        },
        ["reconcile", "correct"],
        ["reconcile", "correct otherwise", "announce late"]);

    [Theory]
    [InlineData(1)]
    [SoakData(12)]
    public Task A_seal_beside_what_people_do(int most) => RunAsync(
        most,
        async bench =>
        {
            var id = await bench.AnnounceAsync(bench.Ticket());
            await bench.UploadAsync(id, 0);
            return id;
        },
        ["seal"],
        ["hold", "restrict", "erase", "read"]);

    [Theory]
    [InlineData(1)]
    [SoakData(12)]
    public Task What_people_do_beside_a_seal(int most) => RunAsync(
        most,
        async bench =>
        {
            var id = await bench.AnnounceAsync(bench.Ticket());
            await bench.UploadAsync(id, 0);
            return id;
        },
        ["hold", "restrict", "erase", "read"],
        ["seal", "reconcile"]);

    [Theory]
    [InlineData(1)]
    [SoakData(12)]
    public Task An_erasure_beside_what_people_do(int most) => RunAsync(
        most,
        bench => bench.SealedAsync(), ["erase"], ["erase", "hold", "restrict", "read", "correct", "announce late", "settle", "reconcile"]);

    [Theory]
    [InlineData(1)]
    [SoakData(12)]
    public Task What_people_do_beside_an_erasure(int most) => RunAsync(
        most,
        bench => bench.SealedAsync(), ["hold", "restrict", "read", "correct", "announce late", "settle", "reconcile"], ["erase"]);

    [Theory]
    [InlineData(1)]
    [SoakData(12)]
    public Task Holds_restrictions_reading_and_corrections(int most) => RunAsync(
        most,
        bench => bench.SealedAsync(),
        ["hold", "restrict", "read", "correct", "announce late"],
        ["hold", "restrict", "read", "correct otherwise", "announce late"]);

    [Theory]
    [InlineData(1)]
    [SoakData(12)]
    public Task A_re_seal_beside_what_people_do(int most) => RunAsync(
        most,
        async bench =>
        {
            var id = await bench.SealedAsync();
            await bench.AnnounceLateAsync(id);
            await bench.UploadAsync(id, 1);
            return id;
        },
        ["seal", "erase"],
        ["erase", "hold", "restrict", "read", "seal"]);

    [Theory]
    [InlineData(1)]
    [SoakData(12)]
    public Task An_erasure_of_a_quarantined_recording(int most) => RunAsync(
        most,
        bench => bench.SealedAsync(RecordingBench.Content + "!"), ["release", "destroy", "erase"], ["erase", "release", "destroy"]);

    [Theory]
    [InlineData(1)]
    [SoakData(12)]
    public Task The_erasure_of_a_part_beside_what_people_do(int most) => RunAsync(
        most,
        bench => bench.SharedAsync(Account),
        ["erase part"],
        ["erase part", "hold", "hold and release", "restrict", "erase", "correct", "announce late", "seal", "rotate", "settle", "reconcile"]);

    [Theory]
    [InlineData(1)]
    [SoakData(12)]
    public Task What_people_do_beside_the_erasure_of_a_part(int most) => RunAsync(
        most,
        bench => bench.SharedAsync(Account),
        ["hold", "hold and release", "restrict", "erase", "correct", "announce late", "seal", "settle", "reconcile"],
        ["erase part"]);

    async Task RunAsync(int most, Func<RecordingBench, Task<RecordingId>> prepare, string[] first, string[] second)
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var interruption = new Interruption();
        await using var host = bench.Beside(interruption);
        using var key = await bench.Get<Compliance.SubjectRequests.SubjectRequestKeys>().CreateAsync(
            bench.Store, Order.Request, TestContext.Current.CancellationToken);
        var random = new Random(Seeds.Current);
        foreach (var outer in first)
        {
            var calls = await TryAsync(outer, second[0], at: 0);
            foreach (var inner in second)
            {
                var all = Enumerable.Range(1, calls).ToArray();
                random.Shuffle(all);
                foreach (var at in all.Take(most))
                {
                    await TryAsync(outer, inner, at);
                }
            }
        }

        async Task<int> TryAsync(string outer, string inner, int at)
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
        var document = await bench.DocumentAsync(id);
        var held = bench.Audit.Entries.LastOrDefault(x => x.Resource == $"recordings/{id}"
            && x is { Event: "hold.placed" or "hold.released", Phase: AuditPhase.Done, Outcome: AuditEntry.Success }) is { Event: "hold.placed" };
        if (document.State is RecordingState.Erased)
        {
            Assert.False(held, "A hold stands, and the recording is gone.");

            // What an upload's event does.
            await bench.Get<UploadWatcher>().EvaluateAsync(bench.Store, id, TestContext.Current.CancellationToken);
            await bench.AssertErasedAsync(id, Order);
            return;
        }

        Assert.Equal(held ? 1 : 0, document.Holds.Count);
        await Settled.CheckAsync(bench, id);
    }

    /// <summary>Whatever comes in between: what is shown is right, or refused for what came.</summary>
    static async Task ReadAsync(RecordingBench host, RecordingId id)
    {
        var (reader, cancellationToken) = (host.Get<RecordingReader>(), TestContext.Current.CancellationToken);
        Assert.NotEqual(FailureKind.FailedVerification, (await reader.ViewAsync(host.Store, id, Reader, cancellationToken)).Failure?.Kind);
        var opened = await reader.OpenAsync(host.Store, id, "note-0.txt", RecordingBench.Quality, Reader, cancellationToken);
        Assert.NotEqual(FailureKind.FailedVerification, opened.Failure?.Kind);
        if (!opened.IsSuccess(out var file, out _))
        {
            return;
        }

        await using var content = file.File.Content;
        using var text = new StreamReader(content);
        try
        {
            Assert.StartsWith(RecordingBench.Content, await text.ReadToEndAsync(cancellationToken), StringComparison.Ordinal);
        }
        catch (Exception e) when (e is SealedContentException or RequestFailedException { Status: 404 })
        {
            // Ended short: what was being read is gone.
            Assert.NotEqual(RecordingState.Sealed, (await host.DocumentAsync(id)).State);
        }
    }

    /// <summary>What a step does that may be repeated: where the sealing went to somebody else, it is tried again.</summary>
    static async Task ErasePartAsync(RecordingBench host, RecordingId id)
    {
        try
        {
            await host.ErasePartAsync(id, Order.Request, Account);
        }
        catch (InvalidOperationException)
        {
            // Its sealing has not ended: the reconcile timer goes on.
        }
    }

    static Task DecideAsync(RecordingBench host, RecordingId id, QuarantineAction action) =>
        host.Get<QuarantineDecider>().DecideAsync(
            host.Store, RecordingBench.Actor, id, new QuarantineDecision { Action = action, Reason = "looked at" },
            $"seal-acme-{id}", TestContext.Current.CancellationToken);
}
