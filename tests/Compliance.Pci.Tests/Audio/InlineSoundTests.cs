using System.Text;

namespace Compliance.Pci.Tests.Audio;

public sealed class InlineSoundTests
{
    static readonly byte[] Call = WavMaker.Simple(
        SampleEncoding.Pcm16, 1, 8000, [.. KeyEntries.All[0].Make(5).Samples.Select(x => (double)x)]);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static GateFile Vcon(string body) => PciSamples.Text("call.json", "application/json", $$"""
        {"vcon":"0.0.2","dialog":[{"type":"recording","mediatype":"audio/wav","encoding":"base64url","body":"{{body}}"}],"analysis":[]}
        """);

    static string Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Keys_in_sound_inside_a_text_are_silenced_in_place(bool url)
    {
        for (var cut = 0; cut < 3; cut++)
        {
            var sound = Call[..(Call.Length - cut)];
            var file = Vcon(url ? Url(sound) : Convert.ToBase64String(sound));
            var plan = await PciGate.ExamineAsync(PciSamples.Input([file]), Cancellation);
            var before = await PciSamples.AppliedAsync(file, plan with { Files = [] });
            var after = await PciSamples.AppliedAsync(file, plan);

            Assert.Equal((PciOutcome.PartlyExamined, CoverageLevel.NotExamined), (plan.Outcome, plan.Coverage.Speech));
            Assert.Contains(plan.Findings, x => x is { File: "call.json", Kind: PciFindingKind.Dtmf, Digits: 16 });
            Assert.Equal(before.Length, after.Length);
            Assert.Equal(before[..200], after[..200]);
            Assert.Equal(before[^40..], after[^40..]);
            var again = PciSamples.Text("call.json", "application/json", Encoding.UTF8.GetString(after));
            Assert.Empty((await PciGate.ExamineAsync(PciSamples.Input([again]), Cancellation)).Findings);
        }
    }

    [Fact]
    public async Task Sound_that_can_not_be_silenced_in_its_text_is_not_sealed_with_keys()
    {
        var plan = await PciGate.ExamineAsync(
            PciSamples.Input([Vcon(Convert.ToBase64String(Call).Replace("/", "\\/", StringComparison.Ordinal))]), Cancellation);
        Assert.Equal(new GateQuarantine(QuarantineReason.UnmaskableMedia, QuarantineClass.Integrity), plan.Quarantine);
    }

    [Fact]
    public async Task Sound_of_an_unknown_codec_inside_a_text_is_not_examined()
    {
        var noise = new byte[9000];
        new Random(1).NextBytes(noise);
        var plan = await PciGate.ExamineAsync(PciSamples.Input([Vcon(Url(noise))]), Cancellation);
        Assert.Equal(
            (PciOutcome.PartlyExamined, CoverageLevel.NotExamined), (plan.Outcome, plan.Coverage.Dtmf));
    }
}
