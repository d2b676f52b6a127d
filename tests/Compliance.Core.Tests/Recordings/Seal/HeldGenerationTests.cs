using Compliance.Core.Tests.Recordings.State;
using Compliance.Core.Tests.SubjectRequests.Erasure;
using Compliance.Failures;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Recordings;

namespace Compliance.Core.Tests.Recordings.Seal;

/// <summary>A legal hold keeps what a re-seal supersedes, until the last one is released.</summary>
public sealed class HeldGenerationTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_superseded_generation_keeps_key_and_files_until_the_last_hold_is_released()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.SealedAsync();
        await bench.HoldAsync(id, "hold-1");
        await bench.HoldAsync(id, "hold-2");

        await AddFileAsync(bench, id, "late.txt", ordinal: 1);
        await AddFileAsync(bench, id, "later.txt", ordinal: 2);

        Assert.Equal((3, (int?)1), await GenerationsAsync(bench, id));
        Assert.True(await IsKeptAsync(bench, id, generation: 1));
        await Settled.CheckAsync(bench, id);

        await ReleaseAsync(bench, id, "hold-1");
        Assert.True(await IsKeptAsync(bench, id, generation: 1));

        await ReleaseAsync(bench, id, "hold-2");
        Assert.Equal((3, null), await GenerationsAsync(bench, id));
        Assert.False(await IsKeptAsync(bench, id, generation: 1));
        await Settled.CheckAsync(bench, id);
    }

    [Fact]
    public async Task Without_a_hold_nothing_is_kept()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.SealedAsync();

        await AddFileAsync(bench, id, "late.txt", ordinal: 1);

        Assert.Equal((2, null), await GenerationsAsync(bench, id));
        Assert.False(await IsKeptAsync(bench, id, generation: 1));
    }

    [Fact]
    public async Task Destruction_of_a_quarantined_recording_is_refused_and_the_hold_named()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.SealedAsync("another content than announced");
        await bench.HoldAsync(id, "hold-1");

        var refused = await DestroyAsync(bench, id);

        Assert.Equal(FailureKind.Conflict, refused.Failure?.Kind);
        Assert.Contains("hold-1", refused.Failure!.Detail, StringComparison.Ordinal);
        await ReleaseAsync(bench, id, "hold-1");
        Assert.Null((await DestroyAsync(bench, id)).Failure);
    }

    [Theory]
    [InlineData(PciFindingKind.Pan, null)]
    [InlineData(PciFindingKind.Dtmf, null)]
    [InlineData(PciFindingKind.ContentInPauseWindow, 1)]
    public void After_AFindingInWhatWasSealed_KeepsItUnlessItIsCardData(PciFindingKind kind, int? kept) =>
        Assert.Equal(kept, After(new PciFinding("media.wav", kind)));

    [Fact]
    public void After_CardDataInALateFileAlone_KeepsWhatWasSealed() =>
        Assert.Equal(1, After(new PciFinding("late.txt", PciFindingKind.Pan)));

    static int? After(PciFinding finding)
    {
        var held = new RecordingDocument
        {
            State = RecordingState.Sealing,
            CreatedAt = DateTimeOffset.UnixEpoch,
            Facts = RecordingFacts.None,
            NextOrdinal = 2,
            Generation = 1,
            Holds = [new HoldState("hold-1", "a claim", null, DateTimeOffset.UnixEpoch)],
        };
        SealingSource[] sources =
        [
            new(0, "media.wav", "audio/wav", 1, null, Encrypted: false, ETag: null, FromGeneration: 1),
            new(1, "late.txt", "text/plain", 1, null, Encrypted: false, ETag: "0x1", FromGeneration: null),
        ];
        var run = new SealingRunState("test", 2, 1, DateTimeOffset.UnixEpoch, sources, [], null);
        var unseen = new PciCoverage(
            CoverageLevel.Absent, CoverageLevel.Absent, CoverageLevel.Absent, CoverageLevel.Absent, CoverageLevel.Absent);
        var plan = new GatePlan(PciOutcome.Masked, unseen, [finding], [], null, AwaitTranscript: false);
        return HeldGeneration.After(held, RecordingOperation.Seal, run, plan);
    }

    static async Task AddFileAsync(RecordingBench bench, RecordingId id, string name, int ordinal)
    {
        Assert.True(await bench.AnnounceLateAsync(id, name));
        await bench.UploadAsync(id, ordinal);
        await bench.SealAsync(id);
    }

    static async Task<(int Generation, int? Held)> GenerationsAsync(RecordingBench bench, RecordingId id)
    {
        var document = await bench.DocumentAsync(id);
        return (document.Generation, document.HeldGeneration);
    }

    static async Task<bool> IsKeptAsync(RecordingBench bench, RecordingId id, int generation)
    {
        using var key = await bench.Get<KeyRing>().FindAsync(bench.Store, id, generation, Cancellation);
        var files = await RecordingBench.NamesAsync(bench.Store.Recordings, $"{id}/{generation}/");
        Assert.Equal(key is not null, files.Count > 0);
        return key is not null;
    }

    static async Task ReleaseAsync(RecordingBench bench, RecordingId id, string hold)
    {
        Assert.True(HoldId.Parse(hold).IsSuccess(out var parsed, out _));
        Assert.Null((await bench.Get<RecordingHolds>().ReleaseAsync(bench.Store, RecordingBench.Actor, id, parsed, Cancellation)).Failure);
    }

    static Task<Outcome<QuarantineResult>> DestroyAsync(RecordingBench bench, RecordingId id) =>
        bench.Get<QuarantineDecider>().DecideAsync(
            bench.Store, RecordingBench.Actor, id, new QuarantineDecision { Action = QuarantineAction.Destroy, Reason = "no use" },
            $"seal-acme-{id}", Cancellation);
}
