using System.Text.RegularExpressions;
using YamlDotNet.Serialization;

namespace Compliance.Infra.Tests;

/// <summary>What deploys by itself: <c>azure.yaml</c> and the workflows.</summary>
public partial class PipelineTests
{
    static readonly string Root = Path.GetDirectoryName(Repository.PathOf("azure.yaml"))!;

    static readonly string[] Files = Directory.GetFiles(Repository.PathOf(".github", "workflows"), "*.yml");

    [Fact]
    public void Azd_finds_what_it_deploys_and_runs()
    {
        var azd = AzureYaml.Parse(File.ReadAllText(Repository.PathOf("azure.yaml")));

        Assert.Matches("^[a-z0-9][a-z0-9-]*[a-z0-9]$", azd.Name);
        Assert.Matches(@"^>= \d+\.\d+\.\d+$", azd.RequiredVersions!.Azd);
        Assert.Equal("bicep", azd.Infra!.Provider);
        Assert.True(File.Exists(Path.Combine(Root, azd.Infra.Path, $"{azd.Infra.Module}.bicepparam")), "azd has no parameters.");
        var (name, service) = Assert.Single(azd.Services);
        Assert.Equal(AzureYaml.Service, name);
        Assert.Equal(("dotnet", "function"), (service.Language, service.Host));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Root, service.Project), "*.csproj"));
        Assert.All(azd.Hooks.Keys, x => Assert.Matches("^(pre|post)(provision|deploy|up)$", x));
        Assert.All(azd.Hooks.Values, hook =>
        {
            Assert.Equal("sh", hook.Shell);
            Assert.True(File.Exists(Path.Combine(Root, hook.Run)), $"There is no {hook.Run}.");
        });
    }

    [Fact]
    public void A_member_that_azd_does_not_know_is_refused() =>
        Assert.ThrowsAny<YamlDotNet.Core.YamlException>(() => AzureYaml.Parse("name: x\nservices:\n  compliance:\n    hots: function\n"));

    [Fact]
    public void Changes_are_tested_previewed_and_deployed()
    {
        var jobs = Jobs("pipeline.yml");

        Assert.Equal(["check", "preview", "dev", "production"], jobs.Keys);
        Assert.Contains(".ci/run", Runs(jobs["check"]));
        Assert.True(File.Exists(Path.Combine(Root, ".ci", "run")), "There is no .ci/run.");
        Assert.Equal(("check", "check", "dev"), (jobs["preview"]["needs"], jobs["dev"]["needs"], jobs["production"]["needs"]));
        Assert.Contains("pull_request", (string)jobs["preview"]["if"], StringComparison.Ordinal);
        Assert.Equal("github.event_name == 'push'", jobs["dev"]["if"]);
        var azd = Runs(Jobs("azd.yml")["azd"]);
        Assert.Contains(azd, x => x.StartsWith("azd provision --preview", StringComparison.Ordinal));
        Assert.Contains("azd provision --no-prompt && azd deploy --no-prompt && azd hooks run postup --no-prompt", azd);
        var parameters = File.ReadAllText(Repository.PathOf("infra", "main.bicepparam"));
        Assert.All(["preview", "dev", "production"], job =>
            Assert.Contains($"\n  {Map(jobs[job]["with"])["preset"]}: {{", parameters, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_what_logs_in_gets_a_token_and_nothing_has_a_secret()
    {
        Assert.All(Files, file => Assert.DoesNotContain("secrets.", File.ReadAllText(file), StringComparison.Ordinal));
        foreach (var (name, job) in Files.SelectMany(x => Jobs(Path.GetFileName(x))))
        {
            var logsIn = name != "check";
            Assert.True(job.ContainsKey("permissions") == logsIn, name);
            Assert.True(!logsIn || (string)Map(job["permissions"])["id-token"] == "write", name);
        }

        Assert.All(Files, file => Assert.Equal("read", Map(Read(file)["permissions"]).Single(x => x.Key == "contents").Value));
    }

    [Fact]
    public void Actions_are_pinned_and_say_their_version() => Assert.All(
        Files.SelectMany(File.ReadLines).Select(x => x.Trim()).Where(x => x.Contains("uses:", StringComparison.Ordinal)),
        line => Assert.Matches(Pinned(), line));

    [Fact]
    public void What_the_parameters_read_is_given_or_has_a_default()
    {
        var given = Map(Jobs("azd.yml")["azd"]["env"]).Keys;
        var read = ReadVariable().Matches(File.ReadAllText(Repository.PathOf("infra", "main.bicepparam"))).ToArray();

        Assert.NotEmpty(read);
        Assert.All(read.Where(x => !x.Groups["default"].Success), x => Assert.Contains(x.Groups["name"].Value, given));
        Assert.All(
            given.Where(x => x.StartsWith("COMPLIANCE_", StringComparison.Ordinal)),
            x => Assert.Contains(read, y => y.Groups["name"].Value == x));
    }

    static Dictionary<string, object> Read(string file) =>
        new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(File.ReadAllText(file));

    static Dictionary<string, Dictionary<string, object>> Jobs(string file) =>
        Map(Read(Files.Single(x => Path.GetFileName(x) == file))["jobs"])
            .ToDictionary(x => x.Key, x => Map(x.Value), StringComparer.Ordinal);

    static Dictionary<string, object> Map(object node) =>
        ((Dictionary<object, object>)node).ToDictionary(x => (string)x.Key, x => x.Value, StringComparer.Ordinal);

    static string[] Runs(Dictionary<string, object> job) =>
        [.. ((List<object>)job["steps"]).Select(Map).Where(x => x.ContainsKey("run")).Select(x => (string)x["run"])];

    [GeneratedRegex(
        @"uses: (\./\.github/workflows/[a-z]+\.yml|[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pinned();

    [GeneratedRegex(@"readEnvironmentVariable\('(?<name>\w+)'(?<default>, '[^']*')?\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReadVariable();
}
