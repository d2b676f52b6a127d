using System.Diagnostics;
using System.Globalization;
using Azure.Storage.Blobs.Models;
using Compliance.Consents;
using Compliance.Local.Vault;
using Compliance.Model;
using Compliance.Notices;
using Compliance.Recordings;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Compliance.Benchmarks;

/// <summary>
/// The report of consents over 100,000 records of as many calls, grouped by everything at once; against the plain listing of the same
/// records, which verifies and counts nothing. The store is in memory.
/// </summary>
public static class ConsentBenchmark
{
    const int Records = 100_000;
    const int Rounds = 5;
    const int Days = 90;

    static readonly TenantScope Scope = new(TenantId.Parse("acme"), TenantId.Parse("acme"));
    static readonly string[] Queues = ["billing", "sales", "claims", "support", "returns"];
    static readonly string[] Purposes = ["quality", "training"];

    public static async Task RunAsync(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("consent-benchmark-").FullName;
        var (memory, clock) = (new MemoryBlobs(), new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        try
        {
            using var vaults = new LocalTenantVaultProvider(LocalVaultOptions.In(folder), clock);
            await using var services = RetentionBenchmark.Services(memory, clock, vaults);
            var store = services.GetRequiredService<TenantStoreFactory>().Open(Scope);
            var records = services.GetRequiredService<ConsentStore>();
            await Parallel.ForEachAsync(Enumerable.Range(0, Records), async (i, token) =>
                await records.TryWriteAsync(store, ConsentId.Of(Guid.NewGuid().ToString("N")), Record(i, clock.GetUtcNow()), null, token));
            await MeasureAsync(output, services, store, memory);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task MeasureAsync(
        TextWriter output, IServiceProvider services, TenantStore store, MemoryBlobs memory)
    {
        var reporter = services.GetRequiredService<ConsentReporter>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var query = new ConsentReportQuery(
            new PciPeriod(now.AddDays(-Days), now), null, null, null, null,
            [ConsentGrouping.Month, ConsentGrouping.Queue, ConsentGrouping.Notice, ConsentGrouping.Channel, ConsentGrouping.Purpose]);
        var (listing, reporting) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            listing.Add(await TimeAsync(ListAsync));
            reporting.Add(await TimeAsync(ReportAsync));
        }

        await RetentionBenchmark.PrintAsync(output, $"{Records:N0} records: plain listing", memory, ListAsync);
        await RetentionBenchmark.PrintAsync(output, $"{Records:N0} records: report", memory, ReportAsync);
        var (list, made) = (listing.Order().ElementAt(Rounds / 2), reporting.Order().ElementAt(Rounds / 2));
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"medians of {Rounds}: plain listing {list:F1} s, report {made:F1} s, {made / list:F2} times that (best {reporting.Min() / listing.Min():F2})"));

        async Task ListAsync()
        {
            var of = new GetBlobsOptions { Traits = BlobTraits.Metadata, Prefix = "consents/" };
            if (await store.Requests.GetBlobsAsync(of, default).CountAsync() != Records)
            {
                throw new InvalidOperationException("Something is missing.");
            }
        }

        async Task ReportAsync()
        {
            if (!(await reporter.ReportAsync(store, query, default)).IsSuccess(out var report, out var failure)
                || report is not { Records: Records, Unverifiable: 0, IsComplete: true })
            {
                throw new InvalidOperationException($"{failure}");
            }
        }
    }

    static async Task<double> TimeAsync(Func<Task> run)
    {
        var since = Stopwatch.GetTimestamp();
        await run();
        return Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    /// <summary>Asked, and answered in one of three ways.</summary>
    static ConsentDocument Record(int i, DateTimeOffset now)
    {
        var (asked, by) = (now.AddDays(-1).AddSeconds(-i * 70 % ((Days - 2) * 86_400)), "p-" + new string('a', 32));
        var notice = NoticeId.TryParse("recording-notice", out var id) ? new GivenNotice(id, $"2026-{i % 3}") : null;
        var answer = (i % 4) switch { 0 => ConsentState.Refused, _ => ConsentState.Given };
        ConsentEvent[] events =
        [
            new(ConsentState.Requested, asked, asked, by) { Notice = notice },
            new(answer, asked.AddSeconds(4), asked, by) { Method = (ConsentMethod)(i % 4), MediaSeconds = i % 5 == 0 ? null : 12.5 },
            .. i % 8 == 1 ? [new ConsentEvent(ConsentState.Withdrawn, asked.AddHours(20), asked, by)] : Array.Empty<ConsentEvent>(),
        ];
        return new()
        {
            Purpose = Purposes[i % Purposes.Length],
            Events = events,
            Call = new ConsentCall($"{i:x32}", RecordingId.New(TimeProvider.System), Queues[i % Queues.Length]),
        };
    }
}
