using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Compliance.Local.Azurite;
using Compliance.Local.Demo;
using Compliance.Local.Hosting;
using Compliance.Model;
using Compliance.Sealing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Benchmarks;

/// <summary>
/// Storage and vault operations a recording costs, by what is done with it: the quantities of the cost formula in infra/README.md, with
/// what they cost a year and how many calls a second go through. The whole app runs here on the emulator; timers are left out, except those
/// beside the blob trigger, because they cost by the hour and not by the recording.
/// </summary>
public static class OperationsBenchmark
{
    const int Recordings = 5;
    const string Erase = "erase";

    /// <summary>Calls of the measurement of throughput, and how many are announced at once.</summary>
    const int Many = 100;
    const int AtOnce = 8;

    const decimal CallsAYear = 12_000_000;

    static readonly string[] Phases = ["ticket", "upload and seal", "view", "play", "search", Erase];
    static readonly string[] Files = ["media.wav", "transcript.json", "keystrokes.jsonl"];

    public static async Task RunAsync(TextWriter output)
    {
        AppContext.SetSwitch("System.Net.Http.DisableUriRedaction", true);
        var folder = Directory.CreateTempSubdirectory("operations-").FullName;
        StorageMeter? storage = null;
        VaultMeter? vaults = null;
        try
        {
            var options = new LocalHostOptions
            {
                Port = 0,
                DataFolder = folder,
                FunctionTypes = type => !Has<TimerTriggerAttribute>(type) || Has<BlobTriggerAttribute>(type),
                Services = services =>
                {
                    var local = services.Last(x => x.ServiceType == typeof(ITenantVaultProvider)).ImplementationFactory!;
                    services.AddSingleton<ITenantVaultProvider>(x =>
                        vaults = new VaultMeter((ITenantVaultProvider)local(x), () => storage?.Phase ?? ""));
                },
            };
            await using var host = await LocalHost.StartAsync(options, CancellationToken.None);
            storage = new StorageMeter(host.Services.GetRequiredService<AzuriteProcess>().Port);
            await MeasureAsync(host, storage);
            await ReportAsync(output, storage, vaults!);
            await ThroughputAsync(output, host);
        }
        finally
        {
            storage?.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    static bool Has<T>(Type type)
        where T : Attribute => type.GetMethods().SelectMany(x => x.GetParameters()).Any(x => x.IsDefined(typeof(T), inherit: false));

    static async Task MeasureAsync(LocalHost host, StorageMeter storage)
    {
        using var http = new HttpClient { BaseAddress = host.BaseAddress };
        var client = new DemoClient(http, "acme");
        var upload = await client.TokenAsync("Recordings.Upload", [], CancellationToken.None);
        var read = await client.TokenAsync("Recordings.Read", ["*"], CancellationToken.None);

        // The first is not counted: it makes the tenant's index secret and settings known.
        var made = new List<RecordingId>();
        for (var i = 0; i <= Recordings; i++)
        {
            await storage.QuietAsync();
            made.Add(RecordingId.Parse(await OneAsync(client, storage, upload, read, counted: i > 0)));
        }

        var erasing = await BenchErasure.CreateAsync(host.Services);
        storage.Phase = Erase;
        await erasing.EraseAsync(made[1..]);
        storage.Phase = "";
    }

    static async Task<string> OneAsync(DemoClient client, StorageMeter storage, string upload, string read, bool counted)
    {
        var call = DemoCall.Load("001-paused", "A call");
        var ticket = call.Ticket(Files);
        ticket["callId"] = $"call-{Guid.NewGuid():N}";
        var answer = await StepAsync(0, () => client.SendAsync(HttpMethod.Post, "recordings", upload, ticket, CancellationToken.None));
        var id = answer.Body!["recordingId"]!.GetValue<string>();
        await StepAsync(1, async () =>
        {
            await client.UploadAsync(answer.Body!, call.Files, CancellationToken.None);
            return true;
        });
        var (_, view) = await StepAsync(2, () => client.SendAsync(HttpMethod.Get, $"recordings/{id}", read, null, CancellationToken.None));
        var (status, _) = await StepAsync(3, () => client.PlayAsync(id, Files[0], read, "quality", CancellationToken.None));
        if (view?["state"]?.GetValue<string>() != "sealed" || status != HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"The recording was not sealed and played: {view?["state"]}, {status}.");
        }

        await StepAsync(4, () => client.SendAsync(
            HttpMethod.Post, "recordings/search", read, new JsonObject { ["callId"] = ticket["callId"]!.DeepClone() }, CancellationToken.None));
        return id;

        async Task<T> StepAsync<T>(int phase, Func<Task<T>> act)
        {
            storage.Phase = counted ? Phases[phase] : "";
            var result = await act();
            await storage.QuietAsync();
            storage.Phase = "";
            return result;
        }
    }

    static async Task ReportAsync(TextWriter output, StorageMeter storage, VaultMeter vaults)
    {
        await output.WriteLineAsync(
            $"Operations a recording of {Files.Length} files, mean of {Recordings}; each step waited for until all it set off was done.");
        await output.WriteLineAsync();
        await output.WriteLineAsync($"| account, operation | {string.Join(" | ", Phases)} |");
        await output.WriteLineAsync($"| --- |{string.Concat(Phases.Select(_ => " --: |"))}");
        foreach (var account in storage.Accounts)
        {
            var name = account switch { "acme" => "data", "acmekeys" => "keys", _ => account };
            foreach (var @class in Enum.GetValues<OperationClass>().Where(x => Phases.Any(phase => storage.Of(phase, account, x) > 0)))
            {
                await RowAsync($"{name}, {@class.ToString().ToLowerInvariant()}", phase => storage.Of(phase, account, @class));
            }
        }

        foreach (var operation in new[] { "unwrap", "sign" })
        {
            await RowAsync($"vault, {operation}", phase => vaults.Of(phase, operation));
        }

        await RowAsync("storage, all", phase => Sum(storage, phase, _ => true));
        await RowAsync("storage, changing", phase => Sum(storage, phase, x => x is OperationClass.Write or OperationClass.Delete));
        await output.WriteLineAsync(
            $"| a million calls a month, a year | {string.Join(" | ", Phases.Select(x => StoragePrices.Format(PriceOf(storage, x))))} |");

        Task RowAsync(string name, Func<string, int> count) => output.WriteLineAsync(
            $"| {name} | {string.Join(" | ", Phases.Select(x => (count(x) / (double)Recordings).ToString("0.#", CultureInfo.InvariantCulture)))} |");
    }

    static int Sum(StorageMeter storage, string phase, Func<OperationClass, bool> wanted) => Enum.GetValues<OperationClass>()
        .Where(wanted).Sum(x => storage.Accounts.Sum(account => storage.Of(phase, account, x)));

    static decimal PriceOf(StorageMeter storage, string phase) => Enum.GetValues<OperationClass>()
        .Sum(x => StoragePrices.Of(x, Sum(storage, phase, y => y == x) * CallsAYear / Recordings));

    /// <summary>Whole calls a second, from the first ticket to the last settled recording, and erased ones.</summary>
    static async Task ThroughputAsync(TextWriter output, LocalHost host)
    {
        using var http = new HttpClient { BaseAddress = host.BaseAddress };
        var client = new DemoClient(http, "acme");
        var upload = await client.TokenAsync("Recordings.Upload", [], CancellationToken.None);
        var made = new ConcurrentBag<RecordingId>();
        var since = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Many),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (_, cancellationToken) => made.Add(await AnnounceAsync(client, upload, cancellationToken)));
        foreach (var id in made)
        {
            await client.SealedAsync($"{id}", generation: 1, upload, CancellationToken.None);
        }

        var sealedIn = Stopwatch.GetElapsedTime(since);
        var erasing = await BenchErasure.CreateAsync(host.Services);
        since = Stopwatch.GetTimestamp();
        await erasing.EraseAsync([.. made]);
        var erasedIn = Stopwatch.GetElapsedTime(since);
        await output.WriteLineAsync();
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{Many} calls of one file: {Many / sealedIn.TotalSeconds:0.0} sealed a second, {Many / erasedIn.TotalSeconds:0.0} erased a second."));
    }

    static async Task<RecordingId> AnnounceAsync(DemoClient client, string upload, CancellationToken cancellationToken)
    {
        var call = DemoCall.Load("001-paused", "A call");
        var ticket = call.Ticket(Files[..1]);
        ticket["callId"] = $"call-{Guid.NewGuid():N}";
        var answer = await client.SendAsync(HttpMethod.Post, "recordings", upload, ticket, cancellationToken);
        await client.UploadAsync(answer.Body!, call.Files, cancellationToken);
        return RecordingId.Parse(answer.Body!["recordingId"]!.GetValue<string>());
    }
}
