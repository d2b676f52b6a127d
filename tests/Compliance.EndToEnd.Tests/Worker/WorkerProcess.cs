using System.Diagnostics;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Local.Hosting;

namespace Compliance.EndToEnd.Tests.Worker;

/// <summary>The function app's own process, as the Functions host starts it: its built output, the host's arguments and settings.</summary>
sealed class WorkerProcess : IAsyncDisposable
{
    readonly Process process;
    readonly Task<string> output;
    readonly Task<string> errors;

    WorkerProcess(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>What <c>func start</c> runs: where the build put the app, of the tests' own configuration.</summary>
    public static string Folder { get; } = Path.Combine(
        RepositoryRoot.Path,
        "functions",
        "Compliance.Functions",
        "bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
        new DirectoryInfo(AppContext.BaseDirectory).Name);

    public static WorkerProcess Start(Uri host, params IEnumerable<(string Name, string Value)> settings)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                Path.Combine(Folder, "Compliance.Functions.dll"),
                "--functions-uri", host.ToString(),
                "--functions-request-id", "request-1",
                "--functions-worker-id", "worker-1",
                "--functions-grpc-max-message-length", $"{int.MaxValue}",
            },
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = Folder;
        start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = Folder;
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new WorkerProcess(Process.Start(start)!);
    }

    /// <summary>How it ended, and what it said.</summary>
    public async Task<Ran> EndAsync()
    {
        await process.WaitForExitAsync(Api.Cancellation);
        return new Ran(process.ExitCode, await output, await errors);
    }

    /// <summary>Fails when the process ends.</summary>
    public async Task FailAtEndAsync()
    {
        var ran = await EndAsync();
        Assert.Fail($"The worker ended with {ran.ExitCode}: {ran.Errors}{ran.Output}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }
}
