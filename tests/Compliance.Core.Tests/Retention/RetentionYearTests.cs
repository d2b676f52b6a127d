using System.Text.Json.Nodes;
using Compliance.Audit;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Retention;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.Retention;

/// <summary>
/// Four hundred days, night by night, on hosts that are restarted and that die at some storage call: each recording ends once, on its day,
/// and each quarter is reported.
/// </summary>
public sealed class RetentionYearTests(AzuriteFixture azurite)
{
    const int Days = 400;
    const int Recordings = 20;
    const int NewHostEvery = 40;

    static readonly Actor Night = Actor.System("DeleteDue");

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_recording_ends_once_on_its_day()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (start, random, hosts) = (bench.Clock.GetUtcNow(), new Random(400), new Stack<RecordingBench>());
        hosts.Push(bench.Counted(new StorageTrips()));
        var ends = new Dictionary<RecordingId, DateTimeOffset>();
        for (var i = 0; i < Recordings; i++)
        {
            var end = start.AddDays(2 + (i * (Days - 10) / Recordings)).AddHours(i);
            ends[await SealedAsync(hosts.Peek(), start, end)] = end;
        }

        var gone = new Dictionary<RecordingId, DateTimeOffset>();
        for (var day = 1; day <= Days; day++)
        {
            bench.Clock.Advance(TimeSpan.FromDays(1));
            if (day % NewHostEvery == 0)
            {
                hosts.Push(bench.Counted(new StorageTrips()));
            }

            await NightAsync(hosts.Peek(), random, deaths: day % 3);
            foreach (var id in ends.Keys.Except(gone.Keys))
            {
                if ((await hosts.Peek().DocumentAsync(id)).State is RecordingState.Erased)
                {
                    gone[id] = bench.Clock.GetUtcNow();
                }
            }
        }

        Assert.Equal(ends.Count, gone.Count);
        Assert.All(gone, x => Assert.InRange(x.Value - ends[x.Key], TimeSpan.Zero, TimeSpan.FromDays(1)));
        await CertifiedOnceAsync(hosts.Peek(), ends.Keys);
        await ReportedOnceAsync(hosts.Peek(), ends.Keys);
        while (hosts.TryPop(out var host))
        {
            await host.DisposeAsync();
        }
    }

    static async Task CertifiedOnceAsync(RecordingBench host, IEnumerable<RecordingId> ids)
    {
        var destroyed = new List<RecordingId>();
        await foreach (var run in host.Get<RetentionRunStore>().ListAsync(host.Store, Cancellation))
        {
            var certificate = await host.Get<SubjectRequestCertifier>().FindAsync(host.Store, run, 1, Cancellation);
            destroyed.AddRange(StatementOf(certificate!)["destroyed"]!.AsArray().Select(IdOf));
        }

        Assert.Equal(Texts(ids), Texts(destroyed));
    }

    static async Task ReportedOnceAsync(RecordingBench host, IEnumerable<RecordingId> ids)
    {
        var (reports, reported) = ((await host.Get<QuarterReports>().ListAsync(host.Store, Cancellation)).Items, new List<RecordingId>());
        Assert.InRange(reports.Count, 5, 6);
        foreach (var report in reports)
        {
            Assert.Equal((report.Expected, 0), (report.Deleted + report.Kept, report.Mismatches));
            var signed = await host.Get<QuarterReports>().FindAsync(host.Store, report.Quarter, Cancellation);
            reported.AddRange(StatementOf(signed!)["recordings"]!.AsArray().Select(IdOf));
        }

        // What ended in the quarter that is not over is in none yet.
        Assert.Equal(reported.Distinct().Count(), reported.Count);
        Assert.Empty(reported.Except(ids));
        Assert.InRange(reported.Count, Recordings / 2, Recordings);
    }

    /// <summary>The night's orchestration; it dies so often on the way, and is started again.</summary>
    static async Task NightAsync(RecordingBench host, Random random, int deaths)
    {
        while (true)
        {
            using var death = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            if (deaths-- > 0)
            {
                death.CancelAfter(TimeSpan.FromMilliseconds(random.Next(1, 60)));
            }

            try
            {
                while (await TurnAsync(host, death.Token))
                {
                }

                return;
            }
            catch (Exception) when (death.IsCancellationRequested && !Cancellation.IsCancellationRequested)
            {
                // It died; another host goes on.
            }
        }
    }

    static async Task<bool> TurnAsync(RecordingBench host, CancellationToken cancellationToken) =>
        await host.Get<RetentionDeletion>().TurnAsync(host.Store, Night, host.Sealing, cancellationToken)
        || await host.Get<QuarterReports>().TurnAsync(host.Store, cancellationToken);

    static async Task<RecordingId> SealedAsync(RecordingBench host, DateTimeOffset start, DateTimeOffset end)
    {
        var ticket = host.Ticket();
        return await host.SealedAsync(ticket: ticket with
        {
            StartedAt = start.AddHours(-1),
            Purposes = [new Purpose { Name = "quality", Basis = LawfulBasis.Consent, RetainUntil = end }],
        });
    }

    static IEnumerable<string> Texts(IEnumerable<RecordingId> ids) => ids.Select(x => x.ToString()).Order(StringComparer.Ordinal);

    static RecordingId IdOf(JsonNode? item) => RecordingId.Parse(item!["recordingId"]!.GetValue<string>());

    static JsonNode StatementOf(byte[] signed) =>
        JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(JsonNode.Parse(signed)!["payload"]!.GetValue<string>()))!;
}
