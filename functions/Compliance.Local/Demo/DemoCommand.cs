using Compliance.Local.Cli;
using Compliance.Local.Hosting;

namespace Compliance.Local.Demo;

/// <summary>Runs the demo on a host of its own, with a free port and a temporary data folder.</summary>
static class DemoCommand
{
    /// <returns>Exit code: 0 if every step succeeded.</returns>
    public static async Task<int> RunAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("compliance-demo-").FullName;
        try
        {
            var options = new LocalHostOptions
            {
                Port = 0,
                DataFolder = folder,
                SampleRecorders = true,
                SampleRecipients = true,
                Logging = logging => terminal.AddLogging(logging, verbose: false),
                Progress = terminal.Say,
            };
            await using var host = await LocalHost.StartAsync(options, cancellationToken);
            using var client = new HttpClient { BaseAddress = host.BaseAddress };
            return await DemoStory.TellAsync(terminal, new DemoStage(host, folder, client), cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
