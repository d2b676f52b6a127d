using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Azure.Storage;
using Azure.Storage.Blobs;
using Compliance.Local.Azurite;
using Compliance.Local.Hosting;

namespace Compliance.TestKit;

/// <summary>One Azurite on free ports, with its own accounts and data in a temporary folder; ends on disposal.</summary>
public sealed partial class TestAzurite : IAsyncDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(15);

    readonly Process service;
    readonly DirectoryInfo location;
    readonly Dictionary<string, string> accountKeys;
    readonly IReadOnlyDictionary<string, Uri> endpoints;

    TestAzurite(
        Process service, DirectoryInfo location, Dictionary<string, string> accountKeys, IReadOnlyDictionary<string, Uri> endpoints)
    {
        (this.service, this.location, this.accountKeys, this.endpoints) = (service, location, accountKeys, endpoints);
        AppDomain.CurrentDomain.ProcessExit += Kill;
    }

    /// <summary>Starts the blob service with <paramref name="accounts"/> (each with a random key) and waits until it listens.</summary>
    /// <param name="allServices">Queues and tables as well, and all data in memory.</param>
    public static async Task<TestAzurite> StartAsync(
        IReadOnlyList<string> accounts, CancellationToken cancellationToken, bool allServices = false)
    {
        var run = await AzuriteInstaller.EnsureAsync(RepositoryRoot.Path, progress: null, cancellationToken);
        var data = Directory.CreateTempSubdirectory("compliance-azurite-");
        var keys = accounts.ToDictionary(a => a, _ => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), StringComparer.Ordinal);
        string[] arguments =
        [
            .. allServices ? [.. run.SkipLast(1), Path.GetFullPath(Path.Combine(run[^1], "../../azurite.js"))] : run,
            "--blobHost", "127.0.0.1", "--blobPort", "0", "--disableTelemetry", "--skipApiVersionCheck", "--silent",
            .. allServices ? ["--queuePort", "0", "--tablePort", "0", "--inMemoryPersistence"] : (string[])["--location", data.FullName],
        ];
        var start = new ProcessStartInfo("node", arguments)
        {
            Environment = { ["AZURITE_ACCOUNTS"] = string.Join(';', keys.Select(pair => $"{pair.Key}:{pair.Value}")) },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = new Process { StartInfo = start };
        var found = new Dictionary<string, Uri>(StringComparer.Ordinal);
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var output = new List<string>();
        void Observe(string? line)
        {
            if (line is null)
            {
                return;
            }

            lock (output)
            {
                output.Add(line);
                if (Listening().Match(line) is { Success: true } match)
                {
                    found[match.Groups["service"].Value] = new Uri(match.Groups["address"].Value);
                }

                if (found.Count == (allServices ? 3 : 1))
                {
                    listening.TrySetResult();
                }
            }
        }

        process.OutputDataReceived += (_, line) => Observe(line.Data);
        process.ErrorDataReceived += (_, line) => Observe(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var first = await Task.WhenAny(
            listening.Task, process.WaitForExitAsync(cancellationToken), Task.Delay(StartLimit, cancellationToken));
        if (first != listening.Task)
        {
            process.Kill(entireProcessTree: true);
            lock (output)
            {
                throw new InvalidOperationException($"Azurite did not start: {string.Join(Environment.NewLine, output)}");
            }
        }

        return new TestAzurite(process, data, keys, found);
    }

    /// <summary>The blob service of an account, with its shared key.</summary>
    public BlobServiceClient Service(string account, BlobClientOptions? options = null) =>
        new(ServiceUri(account), new StorageSharedKeyCredential(account, accountKeys[account]), options);

    public Uri ServiceUri(string account) => new(endpoints["Blob"], account);

    /// <summary>All services of an account, as Azure Storage's connection strings say it.</summary>
    public string ConnectionString(string account) => string.Join(
        ';', [$"AccountName={account};AccountKey={accountKeys[account]}", .. endpoints.Select(
            x => $"{x.Key}Endpoint={new Uri(x.Value, account)}")]);

    /// <summary>The account's shared key, base64.</summary>
    public string Key(string account) => accountKeys[account];

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= Kill;
        Kill(this, EventArgs.Empty);
        await service.WaitForExitAsync();
        service.Dispose();
        location.Delete(recursive: true);
    }

    void Kill(object? sender, EventArgs args)
    {
        if (!service.HasExited)
        {
            service.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex(@"(?<service>\w+) service (?:is )?successfully listen(?:s on|ing at) (?<address>http://\S+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
