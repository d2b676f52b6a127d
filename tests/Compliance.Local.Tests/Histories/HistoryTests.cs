extern alias extension;

using System.Text.Json;
using Compliance.Local.Tests.Flows;
using Compliance.Functions.Orchestrating;
using Compliance.Functions.Recordings;
using extension::Microsoft.Azure.WebJobs.Extensions.DurableTask;

namespace Compliance.Local.Tests.Histories;

/// <summary>
/// While a deployment goes on, and for as long as an orchestration lives, new code is given histories that older code wrote. Those kept
/// here were written by each version of each orchestration on the real extension.
/// </summary>
public sealed class HistoryTests
{
    static readonly string Folder = Repository.PathOf("tests", "Compliance.Local.Tests", "Histories");

    static readonly FlowFunctions Functions = new FlowTable().Functions;

    public static TheoryData<string> Kept { get; } = [.. Directory.GetFiles(Folder, "*.json", SearchOption.AllDirectories)
        .Select(x => Path.GetRelativePath(Folder, x).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Kept))]
    public void Todays_code_goes_on_with_a_history_as_the_code_that_wrote_it(string file)
    {
        var kept = History.Read(Path.Combine(Folder, file));
        var today = kept.Replay(Functions.Orchestrators[kept.Orchestration]);
        Assert.True(
            kept.Actions() == today.Actions(),
            $"""
            {kept.Orchestration} does something else with {file} than the code that wrote it; instances of that version that run during the
            deployment would fail. Give the change a version of its own: raise OrchestrationVersion.Current and defaultVersion in host.json,
            keep the old way for context.CompareVersionTo(…) < 0, and add the histories of the new version, which the flow tests leave in
            received/Histories (functions/Compliance.Functions/Orchestrating/README.md).
            It did:
            {kept.Actions()}
            It does:
            {today.Actions()}
            """);
    }

    [Fact]
    public void Every_orchestration_has_histories_of_the_current_version()
    {
        var kept = Directory.GetFiles(Path.Combine(Folder, OrchestrationVersion.Current)).Select(x => History.Read(x).Orchestration);
        Assert.Equal(AppScenes.Orchestrations.Order(), kept.Distinct().Order());
    }

    [Fact]
    public void A_changed_orchestration_shows()
    {
        var kept = Directory.GetFiles(Path.Combine(Folder, OrchestrationVersion.Current))
            .Select(History.Read).First(x => x.Orchestration == SealRecordingOrchestration.Name);
        var changed = new FlowFunctions();
        changed.Orchestrator<RecordingStep>(SealRecordingOrchestration.Name, async (context, step) =>
            await context.CallActivityAsync<bool>("SealOtherwise", step));
        Assert.Contains("NonDeterministic", kept.Replay(changed.Orchestrators[SealRecordingOrchestration.Name]).Actions(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_host_starts_what_the_code_calls_current()
    {
        using var host = JsonDocument.Parse(
            File.ReadAllText(Repository.PathOf("functions", "Compliance.Functions", "host.json")));
        var durable = host.RootElement.GetProperty("extensions").GetProperty("durableTask");
        Assert.Equal(OrchestrationVersion.Current, durable.GetProperty("defaultVersion").GetString());

        // Left to the extension, and relied upon: old code leaves newer instances alone.
        var defaults = new DurableTaskOptions();
        Assert.Equal("CurrentOrOlder", defaults.VersionMatchStrategy.ToString());
        Assert.Equal("Reject", defaults.VersionFailureStrategy.ToString());
    }
}
