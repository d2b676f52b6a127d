using System.Globalization;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Local.Hosting;

namespace Compliance.EndToEnd.Tests.Documentation;

/// <summary><c>infra/hooks/smoke.sh</c> with tokens, against this host in place of a deployed one.</summary>
public sealed class SmokeTests(SharedHost host) : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compliance-smoke-");

    [Fact]
    public async Task It_takes_a_recording_from_upload_to_certificate()
    {
        var ran = await SmokeAsync("$1");

        Assert.True(ran.ExitCode == 0, ran.Output + ran.Errors);
        var steps = ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(x => x.Split(':')[0]);
        Assert.Equal(["Sealed", "Played", "Erased", "Certified"], steps);
    }

    [Fact]
    public async Task It_fails_at_the_first_step_that_does_not_do_what_it_should()
    {
        var ran = await SmokeAsync("Recordings.Upload");

        Assert.Equal(1, ran.ExitCode);
        Assert.Contains("Sealed: ", ran.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Played: ", ran.Output, StringComparison.Ordinal);
        Assert.Contains("by Recordings.Read failed.", ran.Errors, StringComparison.Ordinal);
    }

    /// <param name="role">That its tokens have, as the shell reads it; <c>$1</c> is the one that it asks for.</param>
    async Task<Ran> SmokeAsync(string role)
    {
        Shell.Need("sh", "curl", "openssl", "jq");
        var address = host.Api.Address.ToString().TrimEnd('/');
        var tokens = Path.Combine(folder.FullName, "token.sh");
        await File.WriteAllTextAsync(
            tokens,
            string.Create(CultureInfo.InvariantCulture, $$"""
                #!/bin/sh
                jq -n --arg role "{{role}}" --arg team "$2" \
                  '{tenant: "acme", roles: [$role], teams: [$team], subject: "smoke-\($role)", name: "Smoke"}' |
                  curl --silent --fail {{address}}/api/local/tokens --header 'Content-Type: application/json' --data @- | jq -r .token
                """),
            Api.Cancellation);
        File.SetUnixFileMode(tokens, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        return await Shell.RunAsync(
            RepositoryRoot.Path, "env", "HOOK_PAUSE=1", $"SERVICE_COMPLIANCE_URI={address}", "COMPLIANCE_SMOKE_TENANT=acme",
            $"COMPLIANCE_SMOKE_TOKEN={tokens}", "sh", "infra/hooks/smoke.sh");
    }

    public void Dispose() => folder.Delete(recursive: true);
}
