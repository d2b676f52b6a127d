using System.Text;
using System.Text.Json;
using Compliance.Recordings;

namespace Compliance.Infra.Tests;

/// <summary><c>hooks/remove-tenant.sh</c>: what keeps a tenant from being deleted, and in what order it goes.</summary>
public sealed class RemovalTests : IDisposable
{
    readonly ShellBench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("active", "403", "", "set its state to leaving")]
    [InlineData("leaving", "200", "", "still served")]
    [InlineData("leaving", "000", "", "still served or can't be asked")]
    [InlineData("leaving", "403", "/a/1", "its identity has roles")]
    public async Task A_tenant_that_is_still_there_for_anybody_is_not_removed(string state, string answer, string roles, string reason)
    {
        Tenant(state).Answer("*/api/tenants/initech/keys*", $"printf '{answer}'").Answer(
            "*'role assignment list'*", $"printf '%s' '{roles}'");

        await RefusedAsync(reason);
    }

    [Fact]
    public async Task A_hold_keeps_it()
    {
        Left().Answer("*'--source state '*", StateOf("""{"v":1,"state":"erased","holds":[{"holdId":"h-1","matter":"m"}]}"""));

        await RefusedAsync("1 recordings under a hold, 0 neither");
        Assert.Equal("hold rec-1", File.ReadAllText(Path.Combine(bench.Output, "left.txt")).Trim());
    }

    [Fact]
    public async Task A_recording_that_was_neither_erased_nor_handed_over_keeps_it()
    {
        Left().Answer("*'--source state '*", StateOf("""{"v":1,"state":"sealed","holds":[]}"""));

        await RefusedAsync("0 recordings under a hold, 1 neither");
    }

    [Fact]
    public async Task A_log_under_a_locked_policy_keeps_it()
    {
        Left().Answer("*'--source state '*", StateOf("""{"v":1,"state":"erased"}"""))
            .Answer("*'immutability-policy show'*", """echo '{"state":"Locked","etag":"e"}'""");
        Answers();

        await RefusedAsync("locked policy");
    }

    [Fact]
    public async Task Handed_over_it_is_certified_and_deleted_only_when_told_so_keys_first()
    {
        Directory.CreateDirectory(bench.Output);
        await File.WriteAllTextAsync(Path.Combine(bench.Output, "handed-over.txt"), "rec-1\n", TestContext.Current.CancellationToken);
        Left().Answer("*'--source state '*", StateOf("""{"v":1,"state":"sealed"}"""))
            .Answer("*'immutability-policy show'*", """echo '{"state":"Unlocked","etag":"e"}'""");
        Answers();

        var (exitCode, text) = await bench.RunAsync("hooks/remove-tenant.sh", "initech", bench.Output);

        Assert.True(exitCode == 0, text);
        Assert.DoesNotContain(bench.Calls, x => x.Contains(" delete", StringComparison.Ordinal));
        var parts = (await File.ReadAllTextAsync(
            Path.Combine(bench.Output, "certificate.jws"), TestContext.Current.CancellationToken)).Trim().Split('.');
        Assert.Equal("https://v/keys/sign/1", Part(parts[0]).GetProperty("kid").GetString());
        Assert.Equal(1, Part(parts[1]).GetProperty("recordings").GetInt32());
        Assert.Equal("-_8", parts[2]);

        (exitCode, text) = await bench.RunAsync("hooks/remove-tenant.sh", "initech", bench.Output, "--yes");

        Assert.True(exitCode == 0, text);
        var deletions = bench.Calls.Where(x => x.Contains(" delete", StringComparison.Ordinal)).ToArray();
        string[] order = ["lock delete", "--source keyring", "--source inbox --pattern initech/*", "immutability-policy delete", "topic delete", "topic delete", "group delete --name rg-initech"];
        Assert.Equal(order.Length, deletions.Length);
        Assert.All(order.Zip(deletions), x => Assert.Contains(x.First, x.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void The_states_fields_are_named_as_the_script_reads_them()
    {
        var names = typeof(RecordingDocument).GetProperties().Select(x => JsonNamingPolicy.CamelCase.ConvertName(x.Name)).ToArray();

        Assert.Contains("state", names);
        Assert.Contains("holds", names);
    }

    async Task RefusedAsync(string reason)
    {
        var (exitCode, text) = await bench.RunAsync("hooks/remove-tenant.sh", "initech", bench.Output, "--yes");

        Assert.Equal(1, exitCode);
        Assert.Contains(reason, text, StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Calls, x => x.Contains(" delete", StringComparison.Ordinal));
    }

    ShellBench Tenant(string state) => bench
        .With("AZURE_RESOURCE_GROUP", "rg-platform")
        .With("SERVICE_COMPLIANCE_URI", "https://app.example")
        .With("COMPLIANCE_LANDING_ACCOUNT", "landing")
        .With("COMPLIANCE_BUS", "bus")
        .With(
            "COMPLIANCE_TENANTS",
            $$"""[{"id":"initech","state":"{{state}}","resourceGroup":"rg-initech","principalId":"p","dataAccount":"d","keysAccount":"k","vault":"v"}]""");

    ShellBench Left() => Tenant("leaving").Answer("*/api/tenants/initech/keys*", "printf 403").Answer("*'role assignment list'*", ":");

    /// <summary>The container <c>state</c> with one recording.</summary>
    static string StateOf(string document) =>
        $"while [ \"$1\" != --destination ]; do shift; done; mkdir -p \"$2/recordings\"; printf '%s' '{document}' > \"$2/recordings/rec-1\"";

    void Answers() => bench
        .Answer("*'storage blob download '*", "while [ \"$1\" != --file ]; do shift; done; echo note > \"$2\"")
        .Answer("*'key list-versions'*'--name seal'*", "echo https://v/keys/seal/1")
        .Answer("*'key list-versions'*", "echo https://v/keys/sign/1")
        .Answer("*'key show'*'--query key.kid'*", "echo https://v/keys/sign/1")
        .Answer("*'key show --id '*", """echo '{"kid":"https://v/keys/x/1"}'""")
        .Answer("*'key sign'*", "echo '+/8='")
        .Answer("*'lock list'*", "echo /l/1");

    static JsonElement Part(string text)
    {
        var padded = text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');
        return JsonDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(padded))).RootElement;
    }
}
