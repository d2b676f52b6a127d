using Azure.Storage.Blobs.Models;
using Compliance.Audit;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Retention;
using Compliance.Settings;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.Retention;

/// <summary>What a night does with quarantined recordings, media, and with rules and times that somebody put back.</summary>
public sealed class RetentionNightTests(AzuriteFixture azurite) : IAsyncLifetime
{
    const string Second = "p-fedcba9876543210fedcba9876543210";
    const string Transcript = "WEBVTT\n\n00:00.000 --> 00:01.000\nhi\n";

    RecordingBench bench = null!;
    RecordingBench host = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        bench = await RecordingBench.CreateAsync(azurite);
        host = bench.Counted(new StorageTrips());
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await bench.DisposeAsync();
    }

    [Fact]
    public async Task A_quarantined_recording_that_nobody_acted_on_goes_and_a_released_one_stays()
    {
        var (left, released) = (await QuarantinedAsync(), await QuarantinedAsync());
        await PassAsync(days: 80);
        var decision = new QuarantineDecision { Action = QuarantineAction.Release, Reason = "seen" };
        Assert.True((await host.Get<QuarantineDecider>().DecideAsync(
            host.Store, RecordingBench.Actor, released, decision, "x", Cancellation)).IsSuccess(out _, out var failure), $"{failure}");
        await PassAsync(days: 9);
        Assert.Equal(RecordingState.Quarantined, await StateAsync(left));

        await PassAsync(days: 2);

        Assert.Equal((RecordingState.Erased, RecordingState.Sealed), (await StateAsync(left), await StateAsync(released)));

        // The released one is on its own day again, so no night looks at it.
        Assert.Equal(0, await DueAsync());
    }

    [Fact]
    public async Task Former_rules_and_former_times_destroy_nothing()
    {
        var settings = host.Get<TenantSettingsStore>();
        await RulesAsync(new RetentionRule("all") { RetainAtLeast = new(0, 1), Law = "a law" });
        var current = host.Store.Settings.GetBlobClient("current");
        var former = (await current.DownloadContentAsync(Cancellation)).Value;
        await RulesAsync(new RetentionRule("all") { RetainAtLeast = new(0, 500), Law = "a law" });
        var id = await SealedAsync(days: 10);
        await current.UploadAsync(former.Content, new BlobUploadOptions { Metadata = former.Details.Metadata }, Cancellation);
        bench.Clock.Advance(TimeSpan.FromDays(20));

        await Assert.ThrowsAsync<InvalidDataException>(() => NightAsync());

        Assert.Equal(RecordingState.Sealed, await StateAsync(id));
        Assert.Equal(RetentionStandstill.FormerRules, await StandstillAsync());
        Assert.True((await settings.ReadAsync(host.Store.Scope, Cancellation)).Version == 1);
    }

    [Fact]
    public async Task A_clock_that_was_put_back_destroys_nothing()
    {
        await SealedAsync(days: 10);
        await PassAsync(days: 11);
        var id = await SealedAsync(days: -1);
        bench.Clock.AdjustTime(bench.Clock.GetUtcNow().AddHours(-1));

        await Assert.ThrowsAsync<InvalidDataException>(() => NightAsync());

        Assert.Equal((RecordingState.Sealed, RetentionStandstill.FormerTime), (await StateAsync(id), await StandstillAsync()));
        bench.Clock.AdjustTime(bench.Clock.GetUtcNow().AddHours(26));
        await NightAsync();
        Assert.Equal(RecordingState.Erased, await StateAsync(id));
    }

    [Fact]
    public async Task A_medium_goes_once_whenever_the_host_dies()
    {
        await RulesAsync(new RetentionRule("words") { Medium = RetentionMedium.Transcript, DeleteAfter = new(0, 1) });
        var random = new Random(5);
        for (var round = 0; round < 12; round++)
        {
            var id = await SealedAsync(days: 900, withTranscript: true);
            bench.Clock.Advance(TimeSpan.FromDays(3));
            for (var deaths = 0; deaths < 6; deaths++)
            {
                using var death = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
                death.CancelAfter(TimeSpan.FromMilliseconds(random.Next(1, 150)));
                try
                {
                    await TurnsAsync(death.Token);
                }
                catch (Exception) when (death.IsCancellationRequested && !Cancellation.IsCancellationRequested)
                {
                    // It died; another host goes on.
                }
            }

            await NightAsync();

            var document = await host.DocumentAsync(id);
            Assert.Equal(RecordingState.Sealed, document.State);
            var manifest = DueRecordings.ManifestOf((await host.Get<RecordingStateStore>().FindAsync(host.Store, id, Cancellation))!)!;
            Assert.Equal(["note-0.txt"], manifest.Files.Select(x => x.Name));
            Assert.Equal(1, await OutcomesAsync(id));
            Assert.Single(await RecordingBench.NamesAsync(host.Store.Recordings, $"{id}/"));
        }
    }

    [Fact]
    public async Task A_night_with_more_than_a_certificate_holds_ends_in_several()
    {
        var ids = new List<RecordingId>();
        for (var i = 0; i <= PlanPageStore.Size; i++)
        {
            ids.Add(await SealedAsync(days: 2));
        }

        host.Get<RetentionDeletion>().MostPages = 1;
        await PassAsync(days: 3);

        Assert.All(await Task.WhenAll(ids.Select(StateAsync)), x => Assert.Equal(RecordingState.Erased, x));
        var view = (await host.Get<RetentionReport>().ReadAsync(host.Store, Cancellation)).View;
        Assert.Equal([1, PlanPageStore.Size], view.Runs.Select(x => x.Deleted).Order());
        Assert.All(view.Runs, x => Assert.NotNull(x.EndedAt));
    }

    async Task<int> OutcomesAsync(RecordingId id)
    {
        var count = 0;
        await foreach (var run in host.Get<RetentionRunStore>().ListAsync(host.Store, Cancellation))
        {
            var pages = (await host.Get<RetentionRunStore>().FindAsync(host.Store, run, Cancellation))!.Value.Pages;
            var outcomes = await host.Get<PlanPageStore>().AllOutcomesAsync(host.Store, run, pages, Cancellation);
            count += outcomes.Count(x => x.RecordingId == id && x.Media is [RetentionMedium.Transcript]);
        }

        return count;
    }

    async Task PassAsync(int days)
    {
        bench.Clock.Advance(TimeSpan.FromDays(days));
        await NightAsync();
    }

    Task NightAsync() => TurnsAsync(Cancellation);

    async Task TurnsAsync(CancellationToken cancellationToken)
    {
        while (await host.Get<RetentionDeletion>().TurnAsync(host.Store, Actor.System("DeleteDue"), host.Sealing, cancellationToken))
        {
        }
    }

    async Task<RecordingState> StateAsync(RecordingId id) => (await host.DocumentAsync(id)).State;

    async Task<RetentionStandstill?> StandstillAsync() =>
        (await host.Get<RetentionReport>().ReadAsync(host.Store, Cancellation)).View.Standstill;

    async Task<int> DueAsync() =>
        await host.Get<DueRecordings>().ListAsync(host.Store, new TenantSettings(), after: null, Cancellation).CountAsync(Cancellation);

    async Task RulesAsync(RetentionRule rule)
    {
        var settings = host.Get<TenantSettingsStore>();
        var any = new HashSet<string>(StringComparer.Ordinal) { "*" };
        var replaced = await settings.ReplaceRetentionAsync(host.Store.Scope, [rule], any, RecordingBench.Actor.Pseudonym, Cancellation);
        Assert.True(replaced.IsSuccess(out var change, out _));
        if (change.Proposal is { } proposal)
        {
            Assert.True((await settings.ConfirmAsync(host.Store.Scope, proposal.ChangeId, Second, Cancellation)).IsSuccess(out _, out _));
            bench.Clock.Advance(RetentionPlan.Notice);
        }
    }

    Task<RecordingId> QuarantinedAsync() => host.SealedAsync("other", Ticket(days: 400, size: 4));

    async Task<RecordingId> SealedAsync(int days, bool withTranscript = false)
    {
        var ticket = Ticket(days);
        if (!withTranscript)
        {
            return await host.SealedAsync(ticket: ticket);
        }

        var words = ticket.Files[0] with { Name = FileName.Parse("words.vtt"), ContentType = "text/vtt", Size = Transcript.Length };
        var id = await host.AnnounceAsync(ticket with { Files = [ticket.Files[0], words] });
        await host.UploadAsync(id, 0);
        await host.UploadAsync(id, 1, Transcript);
        await host.SealAsync(id);

        // The bench announces by the default settings.
        var current = (await host.Get<TenantSettingsStore>().ReadAsync(host.Store.Scope, Cancellation)).Settings;
        Assert.Equal(ReindexResult.Written, await host.Get<RecordingReindex>().WriteAsync(host.Store, id, current, Cancellation));
        return id;
    }

    RecordingTicket Ticket(int days, long size = 5)
    {
        var (ticket, now) = (host.Ticket(), bench.Clock.GetUtcNow());
        return ticket with
        {
            StartedAt = now.AddHours(-1).AddDays(Math.Min(days, 0)),
            Purposes = [new Purpose { Name = "quality", Basis = LawfulBasis.Consent, RetainUntil = now.AddDays(days) }],
            Files = [ticket.Files[0] with { Size = size }],
        };
    }
}
