using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Infra.Tests;

/// <summary>The hooks that azd runs, against stand-ins for <c>az</c> and <c>curl</c>.</summary>
public sealed partial class HookTests : IDisposable
{
    const string Leaving =
        """[{"id":"acme","state":"active","resourceGroup":"rg-acme","principalId":"p-acme"},{"id":"initech","state":"leaving","resourceGroup":"rg-initech","principalId":"p-initech"}]""";

    readonly ShellBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Uploads_are_subscribed_to_once_the_app_has_its_key()
    {
        Deployed().Answer("*'keys list'*", "[ \"$(grep -c 'keys list' \"$CALLS\")\" -lt 3 ] || echo secret");

        var (exitCode, text) = await bench.RunAsync("hooks/event-grid.sh");

        Assert.True(exitCode == 0, text);
        var create = Assert.Single(bench.Calls, x => x.Contains("event-subscription create", StringComparison.Ordinal));
        Assert.Contains("functionName=Host.Functions.RecordingArrived&code=secret", create, StringComparison.Ordinal);
        Assert.Contains("--subject-begins-with /blobServices/default/containers/inbox/", create, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        string[] renewed = ["masterKey --key-name _master", "functionKeys --key-name default", "systemKeys --key-name blobs_extension"];
        Assert.All(renewed, key => Assert.Single(bench.Calls, x => x.Contains($"keys set --resource-group rg-platform --name func-1 --key-type {key} ", StringComparison.Ordinal)));
        Assert.True(bench.Calls.ToList().IndexOf(create) > bench.Calls.ToList().FindLastIndex(x => x.Contains("keys set", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_app_without_its_key_fails_the_deployment_and_says_so()
    {
        var (exitCode, text) = await Deployed().RunAsync("hooks/event-grid.sh");

        Assert.Equal(1, exitCode);
        Assert.Contains("did it start?", text, StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Calls, x => x.Contains("event-subscription", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("200", "401", "301", 0)]
    [InlineData("503", "401", "301", 1)]
    [InlineData("200", "200", "301", 1)]
    [InlineData("200", "401", "200", 1)]
    public async Task The_smoke_check_wants_health_a_refusal_and_no_plain_http(string health, string refusal, string plain, int expected)
    {
        Deployed()
            .Answer("*http://*", $"printf {plain}")
            .Answer("*/api/health*", $"printf {health}")
            .Answer("*/recordings/search*", $"printf {refusal}");

        var (exitCode, text) = await bench.RunAsync("hooks/smoke.sh");

        Assert.True(exitCode == expected, text);
    }

    [Fact]
    public async Task Without_a_leaving_tenant_nothing_is_withdrawn()
    {
        var (exitCode, _) = await bench.With(
            "COMPLIANCE_TENANTS", """[{"id":"acme","state":"active"}]""").RunAsync("hooks/withdraw-leaving.sh");

        Assert.Equal(0, exitCode);
        Assert.Empty(bench.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_leaving_tenants_roles_are_withdrawn_and_its_locks_put_back_even_when_that_fails(bool works)
    {
        bench.With("COMPLIANCE_TENANTS", Leaving)
            .Answer("*'role assignment list'*p-initech*", "printf '/a/1\\n/a/2\\n'")
            .Answer("*'lock list'*rg-initech*", "echo /x/vaults/v/providers/Microsoft.Authorization/locks/keep")
            .Answer("*'role assignment delete'*", works ? ":" : "exit 1");

        var (exitCode, text) = await bench.RunAsync("hooks/withdraw-leaving.sh");

        Assert.True(exitCode == 0 == works, text);
        Assert.Equal(works ? 2 : 1, bench.Calls.Count(x => x.Contains("role assignment delete --ids /a/", StringComparison.Ordinal)));
        Assert.DoesNotContain(bench.Calls, x => x.Contains("p-acme", StringComparison.Ordinal));
        var lifted = bench.Calls.ToList().FindIndex(x => x.Contains("lock delete", StringComparison.Ordinal));
        var restored = bench.Calls.ToList().FindLastIndex(
            x => x.Contains("lock create --name keep --resource /x/vaults/v ", StringComparison.Ordinal));
        Assert.True(lifted >= 0 && restored > lifted, string.Join('\n', bench.Calls));
    }

    [Fact]
    public async Task A_registration_made_again_keeps_the_ids_of_its_roles()
    {
        bench.Answer("*'ad app list'*", "echo app-1")
            .Answer("*'ad app show'*", """echo '[{"id":"id-of-reader","value":"Recordings.Read"},{"id":"id-of-old","value":"Team.old"}]'""")
            .Answer("*'ad sp list'*", "echo sp-1")
            .Answer("*'account show'*", "echo directory-1");

        var (exitCode, text) = await bench.RunAsync("entra/register.sh", "Recordings", "billing", "*");

        Assert.True(exitCode == 0, text);
        Assert.Contains("\"directoryId\": \"directory-1\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Calls, x => x.Contains(" create ", StringComparison.Ordinal));
        var update = Assert.Single(bench.Calls, x => x.Contains("ad app update", StringComparison.Ordinal));
        Assert.Contains("{\"id\":\"id-of-reader\",\"value\":\"Recordings.Read\"", update, StringComparison.Ordinal);
        Assert.Contains("\"id-of-old\"", update, StringComparison.Ordinal);
        Assert.All(
            Compliance.Access.RoleNames.ByName.Keys.Concat(["Team.billing", "Team.*"]),
            role => Assert.Contains($"\"value\":\"{role}\"", update, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_blob_trigger_is_by_Event_Grid_and_the_hook_subscribes_it()
    {
        // Flex Consumption has no other blob triggers.
        var triggers = Rules.AppCode.Bindings.Where(x => x.Kind == "BlobTrigger").ToArray();
        var hook = File.ReadAllText(Repository.PathOf("infra", "hooks", "event-grid.sh"));

        Assert.NotEmpty(triggers);
        Assert.All(triggers, x =>
        {
            Assert.Equal((int)BlobTriggerSource.EventGrid, x.Properties["Source"]);
            Assert.Contains($"Host.Functions.{x.Function}&", hook, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Scripts_stop_at_the_first_error_and_read_only_what_azd_gives_them()
    {
        string[] azd = ["AZURE_ENV_NAME", "AZURE_LOCATION", "AZURE_SUBSCRIPTION_ID", "AZURE_TENANT_ID"];
        var outputs = Output().Matches(File.ReadAllText(Repository.PathOf("infra", "main.bicep")));
        string[] given = [.. outputs.Select(x => x.Groups["name"].Value), .. azd];

        Assert.All(Directory.GetFiles(Repository.PathOf("infra"), "*.sh", SearchOption.AllDirectories), script =>
        {
            var text = File.ReadAllText(script);
            Assert.Matches(Beginning(), text);
            Assert.All(
                Variable().Matches(text).Select(x => x.Groups["name"].Value),
                name => Assert.True(
                    given.Contains(name) || text.Contains($"\n# {name}: ", StringComparison.Ordinal),
                    $"{script} reads {name}."));
        });
    }

    [Fact]
    public async Task Scripts_are_clean_to_shellcheck()
    {
        Assert.SkipUnless(ShellBench.IsHere("shellcheck"), "shellcheck is not here (apt-get install shellcheck).");
        string[] folders = [Repository.PathOf("infra"), Repository.PathOf("functions", "docs")];
        var scripts = folders.SelectMany(x => Directory.GetFiles(x, "*.sh", SearchOption.AllDirectories)).ToArray();

        Assert.NotEmpty(scripts);
        using var check = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("shellcheck", scripts)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var found = await check.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(check.ExitCode == 0, found);
    }

    ShellBench Deployed() => bench
        .With("AZURE_RESOURCE_GROUP", "rg-platform")
        .With("SERVICE_COMPLIANCE_NAME", "func-1")
        .With("SERVICE_COMPLIANCE_URI", "https://app.example")
        .With("COMPLIANCE_LANDING_TOPIC", "evgt-1");

    [GeneratedRegex(@"^output (?<name>\w+) ", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Output();

    [GeneratedRegex(@"^#!/bin/sh\n(#[^\n]*\n)*set -eu\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Beginning();

    [GeneratedRegex(@"\$\{?(?<name>(AZURE|SERVICE|COMPLIANCE)_[A-Z_]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}
