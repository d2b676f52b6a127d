using System.Diagnostics;
using System.Globalization;
using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Audit;
using Compliance.Exchange;
using Compliance.Functions;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Local.Hosting;
using Compliance.Local.Vault;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Recordings;
using Compliance.Retention;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Compliance.Benchmarks;

/// <summary>
/// A night of the retention with as many recordings due whatever the tenant has and, by name only, the quarter's report, which looks at all
/// of them: time, requests, and by how much the managed memory grows. The store is in memory. <c>COMPLIANCE_RETENTION_RECORDINGS</c>: the
/// most recordings, 1,000,000 unless set.
/// </summary>
public static class RetentionBenchmark
{
    const int Due = 200;
    const int Days = 400;
    const int Most = 1_000_000;
    const int FirstDueDay = 30;

    static readonly int[] Scales = [10_000, 100_000, Most];
    static readonly TenantScope Scope = new(TenantId.Parse("acme"), TenantId.Parse("acme"));
    static readonly Actor Night = Actor.System("DeleteDue");

    public static Task RunAsync(TextWriter output) => RunAsync(output, report: false);

    public static Task ReportAsync(TextWriter output) => RunAsync(output, report: true);

    static async Task RunAsync(TextWriter output, bool report)
    {
        var wanted = Environment.GetEnvironmentVariable("COMPLIANCE_RETENTION_RECORDINGS");
        var most = int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Most;
        foreach (var scale in Scales.Where(x => x <= most))
        {
            var folder = Directory.CreateTempSubdirectory("retention-benchmark-").FullName;
            try
            {
                await MeasureAsync(output, folder, scale, report);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    static async Task MeasureAsync(TextWriter output, string folder, int scale, bool report)
    {
        var (memory, clock) = (new MemoryBlobs(), new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        using var vaults = new LocalTenantVaultProvider(LocalVaultOptions.In(folder), clock);
        await using var services = Services(memory, clock, vaults);
        var store = services.GetRequiredService<TenantStoreFactory>().Open(Scope);
        var ids = new List<RecordingId>();
        for (var i = 0; i < Due; i++)
        {
            ids.Add(await SealedAsync(services, store, clock.GetUtcNow(), days: 2));
        }

        await FillAsync(services, store, memory, clock.GetUtcNow(), scale - Due);
        clock.Advance(TimeSpan.FromDays(3));
        var deletion = services.GetRequiredService<RetentionDeletion>();
        await PrintAsync(output, $"{scale,9:N0} recordings, {Due} due: night", memory, async () =>
        {
            var sealing = new NoSealing();
            while (await deletion.TurnAsync(store, Night, sealing, CancellationToken.None))
            {
            }
        });
        var states = services.GetRequiredService<RecordingStateStore>();
        if ((await states.FindAsync(store, ids[0], CancellationToken.None))?.Document.State is not RecordingState.Erased)
        {
            throw new InvalidOperationException("What is due was not deleted.");
        }

        if (report)
        {
            await ReportAsync(output, services, store, memory, clock, scale);
        }
    }

    static async Task ReportAsync(
        TextWriter output, ServiceProvider services, TenantStore store, MemoryBlobs memory, FakeTimeProvider clock, int scale)
    {
        clock.Advance(TimeSpan.FromDays(92));
        var quarters = services.GetRequiredService<QuarterReports>();
        await PrintAsync(output, $"{scale,9:N0} recordings: report", memory, async () =>
        {
            while (await quarters.TurnAsync(store, CancellationToken.None))
            {
            }
        });
        var report = (await quarters.ListAsync(store, CancellationToken.None)).Items.Single();
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"           expected {report.Expected:N0}, deleted {report.Deleted:N0}, mismatches {report.Mismatches:N0} (invented ones)"));
    }

    internal static async Task PrintAsync(TextWriter output, string what, MemoryBlobs memory, Func<Task> run)
    {
        var (before, asked, peak) = (GC.GetTotalMemory(forceFullCollection: true), memory.Asked, 0L);
        using var ended = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            // What is alive: a full collection now and then, beside the work.
            while (!ended.IsCancellationRequested)
            {
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
                await Task.Delay(TimeSpan.FromMilliseconds(500));
            }
        });
        var since = Stopwatch.GetTimestamp();
        await run();
        var took = Stopwatch.GetElapsedTime(since).TotalSeconds;
        await ended.CancelAsync();
        await watch;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-44}{took,8:F1} s{memory.Asked - asked,12:N0} requests{Math.Max(0, peak - before) / 1048576.0,8:F1} MiB at most"));
    }

    static async Task<RecordingId> SealedAsync(IServiceProvider services, TenantStore store, DateTimeOffset now, int days)
    {
        var parser = new TicketParser(new IdentityNormalizer("GB"), services.GetRequiredService<TimeProvider>());
        var json = SeededRecordings.Ticket(now.AddHours(-1), "sales", "\"accountId\":\"ACC-1\"");
        if (!parser.ParseTicket(Encoding.UTF8.GetBytes(json)).IsSuccess(out var ticket, out var failure))
        {
            throw new InvalidOperationException($"{failure}");
        }

        ticket = ticket with { Purposes = [new Purpose { Name = "quality", Basis = LawfulBasis.Consent, RetainUntil = now.AddDays(days) }] };
        if (!(await services.GetRequiredService<UploadTicketIssuer>().IssueAsync(
            store, Night, ticket, new TenantSettings(), CancellationToken.None)).IsSuccess(out var issued, out failure))
        {
            throw new InvalidOperationException($"{failure}");
        }

        var id = issued.RecordingId;
        await Inbox.Blob(store, id, 0).UploadAsync(
            BinaryData.FromBytes(new byte[ticket.Files[0].Size]), overwrite: true, CancellationToken.None);
        await services.GetRequiredService<RecordingSealing>().SealAsync(store, id, $"seed-{id}", CancellationToken.None);
        return id;
    }

    /// <summary>Recordings that end later. Their entries of the due list are there, and their states come into being when they are read.</summary>
    static async Task FillAsync(IServiceProvider services, TenantStore store, MemoryBlobs memory, DateTimeOffset now, int count)
    {
        var model = await SealedAsync(services, store, now, days: Days * 2);
        var blob = store.State.GetBlobClient(RecordingStateStore.NameOf(model));
        BlobDownloadResult stored = await blob.DownloadContentAsync(CancellationToken.None);
        var (text, metadata) = (stored.Content.ToString(), stored.Details.Metadata);
        using var secret = await services.GetRequiredService<IndexSecretReader>().OpenAsync(store, CancellationToken.None);
        var due = secret.Tokens.Token(IndexKinds.Due, IndexKinds.Everything).Value;
        for (var i = 0; i < count - 1; i++)
        {
            var id = RecordingId.New(TimeProvider.System);
            var entry = IndexEntry.Create(due, IndexKinds.Due, now.AddDays(FirstDueDay + Days + (i % Days)), id, party: null);
            memory.Name($"/{store.State.Name}/{RecordingStateStore.NameOf(id)}");
            memory.Name($"/{store.Index.Name}/{entry.BlobName}");
        }

        memory.Fill = path => store.Documents.UploadAsync(
            store.State.GetBlobClient(path[$"/{store.State.Name}/".Length..]),
            BinaryData.FromString(text.Replace($"{model}", path[^36..], StringComparison.Ordinal)),
            new BlobUploadOptions { Metadata = new Dictionary<string, string>(metadata) },
            CancellationToken.None);
    }

    internal static ServiceProvider Services(MemoryBlobs memory, FakeTimeProvider clock, LocalTenantVaultProvider vaults)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton<StorageAccess>(new MemoryStorage(memory));
        services.AddSingleton<ITenantVaultProvider>(vaults);
        services.AddSingleton<ITenantMessages, NobodyListens>();
        services.AddSingleton<ISpeechEngines, NoSpeech>();
        new LocalWorkerBuilder(services).AddCompliance(new ConfigurationBuilder().Build());
        return services.BuildServiceProvider();
    }

    sealed class MemoryStorage(MemoryBlobs memory) : StorageAccess
    {
        public override BlobServiceClient Data(TenantScope scope) => Client("data");

        public override BlobServiceClient Keys(TenantScope scope) => Client("keys");

        public override BlobServiceClient Landing(TenantId identity) => Client("landing");

        public override Task<Uri> SignUploadAsync(
            TenantScope scope, string inboxBlobName, UploadMode mode, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
            Task.FromResult(new Uri($"https://upload.invalid/{inboxBlobName}"));

        BlobServiceClient Client(string account) =>
            new(new Uri($"https://{account}.blob.invalid"), new BlobClientOptions { Transport = memory });
    }

    sealed class NobodyListens : ITenantMessages
    {
        public Task<SendOutcome> SendAsync(
            TenantScope scope, IReadOnlyList<TenantMessage> messages, CancellationToken cancellationToken) => Task.FromResult(SendOutcome.Sent);
    }

    sealed class NoSpeech : ISpeechEngines
    {
        public ISpeechTranscriber? Of(TenantScope scope, SpeechSettings settings) => null;
    }

    sealed class NoSealing : ISealingTerminator
    {
        public string InstanceOf(TenantScope scope, RecordingId id) => $"seal-{id}";

        public Task TerminateAsync(TenantScope scope, RecordingId id, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
