using System.Text.Json;

namespace Compliance.Pci.Tests;

public sealed class GatePlanTests
{
    [Fact]
    public async Task Plan_survives_json_and_is_the_same_each_time()
    {
        var input = PciSamples.Recording("002-pause-ignored");
        var plan = await PciGate.ExamineAsync(input, TestContext.Current.CancellationToken);
        var again = await PciGate.ExamineAsync(input, TestContext.Current.CancellationToken);
        var json = JsonSerializer.Serialize(plan, JsonSerializerOptions.Web);
        Assert.Equal(json, JsonSerializer.Serialize(again, JsonSerializerOptions.Web));
        var back = JsonSerializer.Deserialize<GatePlan>(json, JsonSerializerOptions.Web)!;
        Assert.Equal(json, JsonSerializer.Serialize(back, JsonSerializerOptions.Web));
        Assert.Contains("\"contentInPauseWindow\"", json, StringComparison.Ordinal);
        Assert.Contains("\"muLaw\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("378282246310005", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Obeyed_pause_yields_no_finding()
    {
        var plan = await PciGate.ExamineAsync(PciSamples.Recording("001-paused"), TestContext.Current.CancellationToken);
        Assert.Empty(plan.Findings);
        Assert.Empty(plan.Files);
    }

    [Fact]
    public async Task Ignored_pause_is_silenced_and_its_words_and_keys_are_gone()
    {
        var input = PciSamples.Recording("002-pause-ignored");
        var plan = await PciGate.ExamineAsync(input, TestContext.Current.CancellationToken);
        foreach (var file in input.Files)
        {
            Assert.Contains(plan.Findings, x => x.File == file.Name && x.Kind == PciFindingKind.ContentInPauseWindow);
        }

        var transcript = System.Text.Encoding.UTF8.GetString(await PciSamples.AppliedAsync(input.Files[1], plan));
        Assert.DoesNotContain("seven eight", transcript, StringComparison.Ordinal);
        using var parsed = JsonDocument.Parse(transcript);
        var keys = System.Text.Encoding.UTF8.GetString(await PciSamples.AppliedAsync(input.Files[2], plan)).TrimEnd('\n').Split('\n');
        Assert.All(keys, x => Assert.Contains("\"key\": \"•\"", x, StringComparison.Ordinal));
    }
}
