using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Compliance.Local.Azurite;
using Compliance.Local.Demo;
using Compliance.Local.Hosting;
using Compliance.Sealing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Benchmarks;

/// <summary>
/// Storage and vault operations a recording costs, by what is done with it: the quantities of the cost formula in infra/README.md. The
/// whole app runs here on the emulator; timers are left out, except those beside the blob trigger, because they cost by the hour and not
/// by the recording.
/// </summary>
public static class OperationsBenchmark
{
    const int Recordings = 5;

    static readonly string[] Phases = ["ticket", "upload and seal", "view", "play", "search"];
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
        for (var i = 0; i <= Recordings; i++)
        {
            await storage.QuietAsync();
            await OneAsync(client, storage, upload, read, counted: i > 0);
        }
    }

    static async Task OneAsync(DemoClient client, StorageMeter storage, string upload, string read, bool counted)
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

        Task RowAsync(string name, Func<string, int> count) => output.WriteLineAsync(
            $"| {name} | {string.Join(" | ", Phases.Select(x => (count(x) / (double)Recordings).ToString("0.#", CultureInfo.InvariantCulture)))} |");
    }
}
