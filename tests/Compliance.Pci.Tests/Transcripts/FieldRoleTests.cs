using System.Globalization;

namespace Compliance.Pci.Tests.Transcripts;

/// <summary>What members mean by their values, where their names mislead.</summary>
public sealed class FieldRoleTests
{
    const string Said = "my card number is four five three nine one four eight eight zero three four three six four six seven thank you";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("name")]
    [InlineData("code")]
    [InlineData("source")]
    public async Task Words_under_the_name_of_a_label_are_speech_if_no_other_text_has_times(string member)
    {
        var plan = await ExamineAsync(Words(member));
        Assert.Contains(plan.Findings, x => x is { Kind: PciFindingKind.SpokenPan, Start: > 1.5 and < 2.5 });
        Assert.Equal(CoverageLevel.Examined, plan.Coverage.Speech);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(8000)]
    [InlineData(16_000)]
    [InlineData(48_000)]
    public async Task Times_may_be_counts_of_frames_or_samples(int rate)
    {
        var words = Said.Split(' ').Select((x, i) => $$"""{"word":"{{x}}","start":{{i * rate / 2}},"end":{{(i * rate / 2) + (rate / 3)}}}""");
        var plan = await ExamineAsync($$"""{"words":[{{string.Join(',', words)}}]}""");
        Assert.Contains(plan.Findings, x => x is { Kind: PciFindingKind.SpokenPan, Start: > 1.5 and < 2.5, End: > 9 and < 11 });
    }

    [Fact]
    public async Task Names_of_events_stay_labels_beside_what_was_said()
    {
        var events = string.Join(',', "ring answer hold resume transfer mute unmute hangup".Split(' ').Select(
            (x, i) => $$"""{"name":"{{x}}","time":{{i * 2}}}"""));
        var plan = await ExamineAsync($$"""{"events":[{{events}}],"words":[{{Words("text")[10..^2]}}]}""");
        Assert.Contains(plan.Findings, x => x is { Kind: PciFindingKind.SpokenPan });
        Assert.DoesNotContain(plan.Findings, x => x.Kind is PciFindingKind.Cvv);
        Assert.Equal(CoverageLevel.Examined, plan.Coverage.Speech);
    }

    static string Words(string member) => $$"""{"items":[{{string.Join(',', Said.Split(' ').Select((x, i) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"{{member}}":"{{x}}","start":{{i * 0.5:F2}},"end":{{(i * 0.5) + 0.4:F2}}}""")))}}]}""";

    static Task<GatePlan> ExamineAsync(string transcript) => PciGate.ExamineAsync(
        PciSamples.Input(
        [
            PciSamples.File("a.wav", "audio/wav", WavMaker.Simple(
                SampleEncoding.Pcm16, 1, 8000, [.. SoundMaker.Speech(4, 11).Select(x => (double)x)])),
            PciSamples.Text("t.json", "application/json", transcript),
        ]),
        Cancellation);
}
