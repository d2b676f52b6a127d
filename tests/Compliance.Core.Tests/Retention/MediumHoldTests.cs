using Compliance.Audit;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Core.Tests.SubjectRequests.Erasure;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Retention;
using Compliance.Settings;

namespace Compliance.Core.Tests.Retention;

/// <summary>
/// A hold or a restriction comes at some storage call of the night that takes a medium out of a recording: it was first and the medium
/// stays, or it came too late. Either way the medium's end is certified once, when it ends.
/// </summary>
public sealed class MediumHoldTests(AzuriteFixture azurite) : IAsyncLifetime
{
    const string Transcript = "WEBVTT\n\n00:00.000 --> 00:01.000\nhi\n";
    const string Second = "p-fedcba9876543210fedcba9876543210";

    readonly Interruption interruption = new();
    RecordingBench bench = null!;
    RecordingBench host = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        bench = await RecordingBench.CreateAsync(azurite);
        host = bench.Beside(interruption);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await bench.DisposeAsync();
    }

    [Theory]
    [InlineData(14)]
    [SoakData(500)]
    public async Task A_hold_in_between_is_first_or_too_late(int most)
    {
        await RulesAsync();
        var all = Enumerable.Range(1, await CallsAsync()).ToArray();
        new Random(Seeds.Current).Shuffle(all);
        var kept = 0;
        foreach (var at in all.Take(most))
        {
            var id = await SealedAsync();
            interruption.Before(at, async () => Assert.True(await bench.HoldAsync(id, "hold-1")));
            Assert.True(await RemoveAsync(id) == !await HasTranscriptAsync(id), $"call {at}");
            interruption.Before(0, null);
            Assert.Empty(await bench.ReconcileAsync());

            var document = await bench.DocumentAsync(id);
            Assert.Equal((RecordingState.Sealed, true), (document.State, document.IsHeld));
            kept += await HasTranscriptAsync(id) ? 1 : 0;
            Assert.True(HoldId.Parse("hold-1").IsSuccess(out var hold, out _));
            Assert.True((await bench.Get<RecordingHolds>().ReleaseAsync(
                bench.Store, RecordingBench.Actor, id, hold, Cancellation)).IsSuccess(out _, out _));
            await bench.SettleAsync(id);
            bench.Clock.Advance(RetentionDecisions.Rest);
            Assert.True(await RemoveAsync(id), $"call {at}");
            Assert.Equal((false, null), (await HasTranscriptAsync(id), (await bench.DocumentAsync(id)).HeldGeneration));
            Assert.Single(await RecordingBench.NamesAsync(bench.Store.Recordings, $"{id}/"));
        }

        Assert.True(kept > 0, "No hold was first.");
    }

    [Fact]
    public async Task A_restriction_that_comes_during_the_sealing_keeps_the_medium()
    {
        await RulesAsync();
        var calls = await CallsAsync();
        var kept = 0;
        for (var at = 1; at < calls; at += calls / 8)
        {
            var id = await SealedAsync();
            interruption.Before(at, async () => Assert.True(await bench.RestrictAsync(id)));
            var removed = await RemoveAsync(id);
            interruption.Before(0, null);
            Assert.Equal(!removed, await HasTranscriptAsync(id));
            kept += removed ? 0 : 1;
        }

        Assert.True(kept > 0, "No restriction was first.");
    }

    async Task<int> CallsAsync()
    {
        var id = await SealedAsync();
        interruption.Before(0, null);
        Assert.True(await RemoveAsync(id));
        return interruption.Seen;
    }

    Task<bool> RemoveAsync(RecordingId id)
    {
        bool StillEnds(StoredRecording stored) =>
            DueRecordings.VerdictOf(stored, current, bench.Clock.GetUtcNow()) is { Kept: null, Media.Count: > 0 };
        return host.Get<MediumRemoval>().RemoveAsync(
            host.Store, id, Actor.System("DeleteDue"), [RetentionMedium.Transcript], StillEnds, $"seal-acme-{id}", Cancellation);
    }

    TenantSettings current = new();

    async Task<bool> HasTranscriptAsync(RecordingId id) => DueRecordings.ManifestOf(
        (await bench.Get<RecordingStateStore>().FindAsync(bench.Store, id, Cancellation))!)!.Files.Any(x => x.Name == "words.vtt");

    async Task RulesAsync()
    {
        var settings = bench.Get<TenantSettingsStore>();
        var any = new HashSet<string>(StringComparer.Ordinal) { "*" };
        var rule = new RetentionRule("words") { Medium = RetentionMedium.Transcript, DeleteAfter = new(0, 1) };
        Assert.True((await settings.ReplaceRetentionAsync(
            bench.Store.Scope, [rule], any, RecordingBench.Actor.Pseudonym, Cancellation)).IsSuccess(out var change, out _));
        Assert.True((await settings.ConfirmAsync(
            bench.Store.Scope, change.Proposal!.ChangeId, Second, Cancellation)).IsSuccess(out _, out _));
        bench.Clock.Advance(RetentionPlan.Notice);
        current = (await settings.ReadAsync(bench.Store.Scope, Cancellation)).Settings;
    }

    async Task<RecordingId> SealedAsync()
    {
        var (ticket, now) = (bench.Ticket(), bench.Clock.GetUtcNow());
        var words = ticket.Files[0] with { Name = FileName.Parse("words.vtt"), ContentType = "text/vtt", Size = Transcript.Length };
        var id = await bench.AnnounceAsync(ticket with
        {
            StartedAt = now.AddDays(-5),
            Purposes = [new Purpose { Name = "quality", Basis = LawfulBasis.Consent, RetainUntil = now.AddDays(900) }],
            Files = [ticket.Files[0], words],
        });
        await bench.UploadAsync(id, 0);
        await bench.UploadAsync(id, 1, Transcript);
        await bench.SealAsync(id);
        Assert.Equal(ReindexResult.Written, await bench.Get<RecordingReindex>().WriteAsync(bench.Store, id, current, Cancellation));
        bench.Clock.Advance(RetentionDecisions.Rest);
        return id;
    }
}
