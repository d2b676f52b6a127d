using Compliance.EndToEnd.Tests.Crash;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Local.Hosting;

namespace Compliance.EndToEnd.Tests.Documentation;

/// <summary>The README's commands, pasted one after another into a host that was started as it says.</summary>
public sealed class TourTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compliance-tour-");

    [Fact]
    public async Task The_commands_of_the_readme_do_what_they_say()
    {
        Shell.Need("sh", "curl", "openssl", "jq");
        await using var data = await CrashFolder.CreateAsync();
        await using var host = await HostProcess.StartAsync(data.Path, "--sample-recorders", "--sample-recipients");
        var commands = Readme.Commands("## Five minutes with curl", "## Settings")
            .Replace("http://127.0.0.1:7071", host.Api.Address.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace(
                "dotnet run --project $REPO/functions/Compliance.Local --",
                $"dotnet '{typeof(LocalHost).Assembly.Location}'",
                StringComparison.Ordinal)
            .Replace("DATA=${DATA-$REPO/.data}", $"DATA='{data.Path}'", StringComparison.Ordinal)
            .Replace("cd \"$(mktemp -d)\"", $"cd '{folder.FullName}'", StringComparison.Ordinal);
        var script = Path.Combine(folder.FullName, "tour.sh");
        await File.WriteAllTextAsync(script, commands, Api.Cancellation);

        var ran = await Shell.RunAsync(RepositoryRoot.Path, "sh", "-eu", script);

        Assert.True(ran.ExitCode == 0, ran.Output + ran.Errors);
        string[] said =
        [
            "\"state\":\"sealed\"", "\"match\":\"weak\"", "\"outcome\":\"erased\"", "\"basis\":\"17(3)(e)\"", "\"status\":410",
            "Our answer to your request", "\"state\":\"completed\"", "\"outcome\":\"exported\"", "The certificate holds: signed by tenant acme",
            "The certificate holds: destroyed 2, kept 1", "Verified OK", "\"records\":", "2 recordings were erased, and stay so",
            "\"neededUntil\":\"2",
        ];
        Assert.All(said, x => Assert.Contains(x, ran.Output, StringComparison.Ordinal));
        Assert.StartsWith("RIFF", await MadeAsync("call.wav"), StringComparison.Ordinal);
        Assert.StartsWith("PK", await MadeAsync("package.zip"), StringComparison.Ordinal);
        Assert.StartsWith("<!doctype html>", await MadeAsync("letter.html"), StringComparison.OrdinalIgnoreCase);
    }

    Task<string> MadeAsync(string file) => File.ReadAllTextAsync(Path.Combine(folder.FullName, file), Api.Cancellation);

    public void Dispose() => folder.Delete(recursive: true);
}
