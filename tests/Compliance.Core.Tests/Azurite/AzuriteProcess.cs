using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Azure.Storage;
using Azure.Storage.Blobs;
using Compliance.Local.Azurite;
using Compliance.Local.Hosting;

namespace Compliance.Core.Tests.Azurite;

/// <summary>One Azurite blob service on a free port, with its own accounts and data in a temporary folder; ends on disposal.</summary>
public sealed partial class AzuriteProcess : IAsyncDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(15);

    readonly Process service;
    readonly DirectoryInfo location;
    readonly Dictionary<string, string> accountKeys;
    readonly Uri endpoint;

    AzuriteProcess(Process service, DirectoryInfo location, Dictionary<string, string> accountKeys, Uri endpoint)
    {
        (this.service, this.location, this.accountKeys, this.endpoint) = (service, location, accountKeys, endpoint);
        AppDomain.CurrentDomain.ProcessExit += Kill;
    }

    /// <summary>Starts the service with <paramref name="accounts"/> (each with a random key) and waits until it listens.</summary>
    public static async Task<AzuriteProcess> StartAsync(IReadOnlyList<string> accounts, CancellationToken cancellation)
    {
        var entryPoint = await AzuriteInstaller.EnsureAsync(RepositoryRoot.Path, progress: null, cancellation);
        var data = Directory.CreateTempSubdirectory("compliance-azurite-");
        var keys = accounts.ToDictionary(a => a, _ => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), StringComparer.Ordinal);
        var start = new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                entryPoint, "--blobHost", "127.0.0.1", "--blobPort", "0", "--location", data.FullName,
                "--disableTelemetry", "--skipApiVersionCheck", "--silent",
            },
            Environment = { ["AZURITE_ACCOUNTS"] = string.Join(';', keys.Select(pair => $"{pair.Key}:{pair.Value}")) },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = new Process { StartInfo = start };
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
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
            }

            if (Listening().Match(line) is { Success: true } match)
            {
                listening.TrySetResult(new Uri(match.Value));
            }
        }

        process.OutputDataReceived += (_, line) => Observe(line.Data);
        process.ErrorDataReceived += (_, line) => Observe(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var first = await Task.WhenAny(listening.Task, process.WaitForExitAsync(cancellation), Task.Delay(StartLimit, cancellation));
        if (first != listening.Task)
        {
            process.Kill(entireProcessTree: true);
            lock (output)
            {
                throw new InvalidOperationException($"Azurite did not start: {string.Join(Environment.NewLine, output)}");
            }
        }

        return new AzuriteProcess(process, data, keys, await listening.Task);
    }

    /// <summary>The blob service of an account, with its shared key.</summary>
    public BlobServiceClient Service(string account, BlobClientOptions? options = null) =>
        new(ServiceUri(account), new StorageSharedKeyCredential(account, accountKeys[account]), options);

    public Uri ServiceUri(string account) => new(endpoint, account);

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

    [GeneratedRegex(@"(?<=successfully listens on )http://\S+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
