using System.Diagnostics;
using Compliance.Access;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Local.Azurite;
using Compliance.Local.Hosting;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Benchmarks;

/// <summary>
/// Searches in stores of a growing number of recordings, on the emulator: time, operations of storage and vault, bytes allocated. What is
/// found is whole; of all others there is what a search could meet, their entries in the index.
/// </summary>
public static class SearchBenchmark
{
    const int Page = 50;
    const int Whole = 120;
    const int Theirs = 20;
    const int Days = 365;
    const int Queues = 10;
    const int Rounds = 5;

    static readonly int[] Scales = [1_000, 10_000, 100_000];
    static readonly TenantScope Scope = new(TenantId.Parse("acme"), TenantId.Parse("acme"));
    static readonly NormalizedIdentity[] Wanted =
        [new(IdentityType.Phone, "+447700900123"), new(IdentityType.Email, "ottoline@example.org")];

    static readonly Caller Supervisor = new(
        Scope.Identity, "s", null, "p-" + new string('c', 32), new HashSet<Role> { Role.RecordingsRead }, QueueScope.None with { All = true });

    /// <summary>Measures and prints; ten minutes, most of them to write 200,000 entries.</summary>
    public static async Task RunAsync(TextWriter output)
    {
        AppContext.SetSwitch("System.Net.Http.DisableUriRedaction", true);
        var folder = Directory.CreateTempSubdirectory("search-").FullName;
        var (phase, vaults) = ("", (VaultMeter?)null);
        try
        {
            var options = new LocalHostOptions
            {
                Port = 0,
                DataFolder = folder,
                FunctionTypes = type =>
                    !type.GetMethods().SelectMany(x => x.GetParameters()).Any(
                        x => x.IsDefined(typeof(TimerTriggerAttribute), inherit: false)),
                Services = services =>
                {
                    var local = services.Last(x => x.ServiceType == typeof(ITenantVaultProvider)).ImplementationFactory!;
                    services.AddSingleton<ITenantVaultProvider>(x => vaults = new VaultMeter((ITenantVaultProvider)local(x), () => phase));
                },
            };
            var now = new DateTimeOffset(TimeProvider.System.GetUtcNow().Date, TimeSpan.Zero);
            await SealAsync(folder, now);
            await using var host = await LocalHost.StartAsync(options, CancellationToken.None);
            using var storage = new StorageMeter(host.Services.GetRequiredService<AzuriteProcess>().Port);
            var there = Whole;
            foreach (var scale in Scales)
            {
                await FillAsync(host.Services, now, there, scale);
                there = scale;
                await output.WriteLineAsync($"{scale:N0} recordings, median of {Rounds}");
                foreach (var (name, run) in Searches(host.Services))
                {
                    phase = storage.Phase = $"{scale} {name}";
                    var (seconds, bytes, found) = await TimeAsync(run);
                    phase = storage.Phase = "";
                    var asked = Enum.GetValues<OperationClass>().Sum(
                        x => storage.Accounts.Sum(account => storage.Of($"{scale} {name}", account, x)));
                    await output.WriteLineAsync(
                        $"  {name,-34}{found,4} found{seconds * 1000,8:F0} ms{asked / (double)Rounds,8:F1} storage operations"
                        + $"{vaults!.Of($"{scale} {name}", "unwrap"),5} keys unwrapped in all{bytes / 1_000_000,7:F1} MB allocated");
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static IEnumerable<(string Name, Func<Task<int>> Run)> Searches(IServiceProvider services)
    {
        var (recordings, subjects) = (services.GetRequiredService<RecordingFinder>(), services.GetRequiredService<SubjectFinder>());
        var store = services.GetRequiredService<TenantStoreFactory>().Open(Scope);
        async Task<SearchPage> FindAsync(RecordingSearch query, string? after = null) =>
            (await recordings.FindAsync(store, query, Supervisor, Page, after, CancellationToken.None)).IsSuccess(out var page, out var failure)
                ? page
                : throw new InvalidOperationException($"{failure}");
        yield return ("recordings, first page", async () => (await FindAsync(new RecordingSearch())).Items.Count);
        yield return ("recordings, two pages", async () =>
        {
            var first = await FindAsync(new RecordingSearch());
            return first.Items.Count + (await FindAsync(new RecordingSearch(), first.Continuation)).Items.Count;
        });
        yield return ("recordings of one queue", async () => (await FindAsync(new RecordingSearch { Queue = "queue-1" })).Items.Count);
        yield return (
            "a person by number and address", () => subjects.FindAsync(store, Wanted, CancellationToken.None).CountAsync().AsTask());
    }

    static async Task<(double Seconds, double Bytes, int Found)> TimeAsync(Func<Task<int>> run)
    {
        var (seconds, bytes, found) = (new List<double>(), new List<double>(), 0);
        for (var round = 0; round < Rounds; round++)
        {
            var (started, before) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes());
            found = await run();
            seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            bytes.Add(GC.GetTotalAllocatedBytes() - before);
        }

        return (seconds.Order().ElementAt(Rounds / 2), bytes.Order().ElementAt(Rounds / 2), found);
    }

    /// <summary>The newest ones, sealed, in two of the queues; some are the wanted person's.</summary>
    static Task SealAsync(string folder, DateTimeOffset now) =>
        SeededRecordings.WriteAsync(folder, Enumerable.Range(0, Whole).Select(i => SeededRecordings.Ticket(
            now.AddMinutes(-i),
            $"queue-{i % 2}",
            i < Theirs ? "\"phone\":\"07700 900123\",\"email\":\"ottoline@example.org\"" : "\"unknown\":true")));

    /// <summary>Entries of older ones, spread over days and queues.</summary>
    static async Task FillAsync(IServiceProvider services, DateTimeOffset now, int from, int to)
    {
        var store = services.GetRequiredService<TenantStoreFactory>().Open(Scope);
        using var secret = await services.GetRequiredService<IndexSecretReader>().OpenAsync(store, CancellationToken.None);
        var all = secret.Tokens.Token(IndexKinds.All, IndexKinds.Everything).Value;
        var queues = Enumerable.Range(0, Queues).Select(x => secret.Tokens.Token(IndexKinds.Queue, $"queue-{x}").Value).ToList();
        await services.GetRequiredService<RecordingIndex>().PutAsync(
            store, Enumerable.Range(from, to - from).SelectMany(Entries), CancellationToken.None);

        IEnumerable<string> Entries(int i)
        {
            var (at, id) = (now.AddDays(-1 - (i % Days)).AddSeconds(i % 86_400), RecordingId.New(TimeProvider.System));
            yield return IndexEntry.Create(all, IndexKinds.All, at, id, party: null).BlobName;
            yield return IndexEntry.Create(queues[i % Queues], IndexKinds.Queue, at, id, party: null).BlobName;
        }
    }
}
