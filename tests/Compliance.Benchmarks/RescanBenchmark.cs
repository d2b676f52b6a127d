using System.Diagnostics;
using System.Globalization;
using Compliance.Audit;
using Compliance.Functions;
using Compliance.Local.Azurite;
using Compliance.Local.Hosting;
using Compliance.Recordings;
using Compliance.Tenancy;
using Compliance.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Benchmarks;

/// <summary>
/// Examining again, on the emulator and without its throttle, recordings of one text that an older gate has sealed; in one of twenty
/// something is found. <c>COMPLIANCE_RESCAN_RECORDINGS</c> says how many recordings: 1,000 unless set.
/// </summary>
public static class RescanBenchmark
{
    const int Usual = 1000;
    const int OneIn = 20;
    const string Card = "my card is 4111 1111 1111 1111, the cvv is 737\n";

    static readonly TenantScope Scope = new(TenantId.Parse("acme"), TenantId.Parse("acme"));

    public static async Task RunAsync(TextWriter output)
    {
        AppContext.SetSwitch("System.Net.Http.DisableUriRedaction", true);
        var wanted = Environment.GetEnvironmentVariable("COMPLIANCE_RESCAN_RECORDINGS");
        var records = int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Usual;
        var folder = Directory.CreateTempSubdirectory("rescan-benchmark-").FullName;
        try
        {
            var now = TimeProvider.System.GetUtcNow();
            await SeededRecordings.WriteAsync(folder, Enumerable.Range(0, records).Select(
                i => SeededRecordings.Ticket(now.AddMinutes(-i), "sales", "\"unknown\":true")));
            var options = new LocalHostOptions
            {
                Port = 0,
                DataFolder = folder,
                Tenants = [Scope.Resource],
                Register = (builder, configuration) => builder.AddCompliance(configuration),
                Services = services => services.PostConfigure<PciRescanOptions>(x => x.PerSecond = int.MaxValue),
            };
            await using var host = await LocalHost.OpenAsync(options, CancellationToken.None);
            var store = host.Services.GetRequiredService<TenantStoreFactory>().Open(Scope);
            await AgeAsync(host.Services, store);
            var rescans = host.Services.GetRequiredService<PciRescan>();
            await rescans.AskAsync(store, Actor.System("RescanBenchmark"), new PciRescanForm(), CancellationToken.None);
            using var storage = new StorageMeter(host.Services.GetRequiredService<AzuriteProcess>().Port) { Phase = "rescan" };
            var since = Stopwatch.GetTimestamp();
            while (!(await rescans.TurnAsync(Scope, id => $"seal-acme-{id}", CancellationToken.None)).Ended)
            {
            }

            var took = Stopwatch.GetElapsedTime(since).TotalSeconds;
            await storage.QuietAsync();
            var report = await rescans.ReadAsync(store, CancellationToken.None);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Done:N0} recordings in {took:N1} s: {report.Done / took:N0} recordings/s;"
                    + $" {report.Found:N0} found and sealed again, {report.Failed:N0} failed. Storage calls a recording:"));
            foreach (var account in storage.Accounts)
            {
                foreach (var kind in Enum.GetValues<OperationClass>().Where(x => storage.Of("rescan", account, x) > 0))
                {
                    var calls = storage.Of("rescan", account, kind) / (double)records;
                    await output.WriteLineAsync(string.Create(
                        CultureInfo.InvariantCulture, $"  {account}, {kind.ToString().ToLowerInvariant()}: {calls:0.00}"));
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task AgeAsync(IServiceProvider services, TenantStore store)
    {
        var ids = await services.GetRequiredService<RecordingStateStore>().ListAsync(store, CancellationToken.None).ToListAsync();
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = 8 };
        await Parallel.ForEachAsync(ids.Index(), atOnce, async (x, cancellationToken) => await services.AgeAsync(
            store, x.Item, x.Index % OneIn == 0 ? Card : null, cancellationToken: cancellationToken));
    }
}
