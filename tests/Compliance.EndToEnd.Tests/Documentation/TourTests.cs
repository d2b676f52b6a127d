using Compliance.EndToEnd.Tests.Crash;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Local.Hosting;

namespace Compliance.EndToEnd.Tests.Documentation;

/// <summary>The tours' commands, pasted one after another into one shell, beside a host that was started as the pages say.</summary>
public sealed class TourTests : IDisposable
{
    /// <summary>In an order that a reader can follow, with what each must have said.</summary>
    static readonly (string Page, string? Part, string[] Says)[] Tours =
    [
        ("README.md", "Five minutes",
            ["\"masked\": [", "\"outcome\": \"erased\"", "\"status\":410", "The certificate is valid: destroyed 1, kept 0"]),
        ("functions/docs/live-calls.md", null, ["\"paused\": false", "\"state\": \"refused\"", "\"start\":"]),
        ("functions/docs/erasure-tour.md", null,
            ["\"match\": \"weak\"", "\"basis\": \"17(3)(e)\"", "\"name\": \"warehouse\"", "410", "Our answer to your request", "\"completed\""]),
        ("functions/docs/certificate.md", null,
            ["The certificate is valid: signed by tenant acme", "The certificate is valid: destroyed 3, kept 0"]),
        ("functions/docs/packages.md", null, ["\"outcome\": \"exported\"", "\"revision\": 2"]),
        ("functions/docs/audit-log.md", null, ["Verified OK", "\"hashes\":["]),
        ("functions/docs/key-rotation.md", null, ["\"neededUntil\": \"2", "The certificate is valid: signed by tenant acme"]),
        ("functions/docs/rescan.md", null, ["\"state\": \"completed\"", "\"unverifiable\": 0"]),
        ("functions/docs/backup.md", null, ["\"records\":", "4 recordings were erased, and stay so"]),
    ];

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compliance-tour-");

    [Fact]
    public async Task The_commands_of_the_tours_do_what_they_say()
    {
        Shell.Need("sh", "curl", "openssl", "jq");
        await using var data = await CrashFolder.CreateAsync();
        await using var host = await HostProcess.StartAsync(data.Path, "--sample-recorders", "--sample-recipients");
        var script = Path.Combine(folder.FullName, "tours.sh");
        var commands = string.Concat(Tours.Select(x => $"echo '== {x.Page}'\n{TourPage.Commands(x.Page, x.Part)}"));
        await File.WriteAllTextAsync(
            script,
            commands.Replace(
                "dotnet run --project $REPO/functions/Compliance.Local --",
                $"dotnet '{typeof(LocalHost).Assembly.Location}'",
                StringComparison.Ordinal),
            Api.Cancellation);

        var ran = await Shell.RunAsync(
            RepositoryRoot.Path,
            "env", $"H={host.Api.Address.ToString().TrimEnd('/')}", $"DATA={data.Path}", $"TOUR={folder.FullName}", "sh", "-eu", script);

        Assert.True(ran.ExitCode == 0, ran.Output + ran.Errors);
        Assert.All(Tours, tour =>
        {
            var from = ran.Output[ran.Output.IndexOf($"== {tour.Page}\n", StringComparison.Ordinal)..];
            var said = from.IndexOf("\n== ", StringComparison.Ordinal) is > 0 and var next ? from[..next] : from;
            Assert.All(tour.Says, x => Assert.Contains(x, said, StringComparison.Ordinal));
        });
        Assert.StartsWith("RIFF", await MadeAsync("call.wav"), StringComparison.Ordinal);
        Assert.StartsWith("PK", await MadeAsync("package.zip"), StringComparison.Ordinal);
        Assert.StartsWith("PK", await MadeAsync("silenced.zip"), StringComparison.Ordinal);
        Assert.StartsWith("<!doctype html>", await MadeAsync("letter.html"), StringComparison.OrdinalIgnoreCase);
    }

    Task<string> MadeAsync(string file) => File.ReadAllTextAsync(Path.Combine(folder.FullName, file), Api.Cancellation);

    public void Dispose() => folder.Delete(recursive: true);
}
