
namespace Compliance.Pci.Tests.Wav;

public sealed class PauseWindowTests
{
    [Theory]
    [InlineData(SampleEncoding.Pcm8, 1, 8000, 0x80)]
    [InlineData(SampleEncoding.Pcm16, 2, 8000, 0)]
    [InlineData(SampleEncoding.Pcm24, 3, 16000, 0)]
    [InlineData(SampleEncoding.Pcm32, 1, 48000, 0)]
    [InlineData(SampleEncoding.Float32, 8, 8000, 0)]
    [InlineData(SampleEncoding.Float64, 2, 11025, 0)]
    [InlineData(SampleEncoding.ALaw, 2, 8000, 0xD5)]
    [InlineData(SampleEncoding.MuLaw, 5, 44100, 0xFF)]
    public async Task Ignored_window_becomes_the_encodings_zero_and_nothing_else_changes(
        SampleEncoding encoding, int channels, int rate, byte zero)
    {
        const int headBytes = 44;
        var frameBytes = channels * SampleCodec.BytesOf(encoding);
        var wav = WavMaker.Simple(encoding, channels, rate, WavMaker.Noise(rate * 3, channels));
        var file = PciSamples.File("a.wav", "audio/wav", wav);
        var input = PciSamples.Input([file], PciSamples.Window(1, 2)) with { Policy = new PciPolicy(PreRollSeconds: 0.5) };

        var plan = await PciGate.ExamineAsync(input, TestContext.Current.CancellationToken);
        var masked = await PciSamples.AppliedAsync(file, plan);

        Assert.Contains(plan.Findings, x => x.Kind is PciFindingKind.ContentInPauseWindow);
        var mask = Assert.Single(plan.MasksOf(0));
        Assert.Equal((0.5, 2.0), (mask.Start, mask.End));
        Assert.Equal(wav.Length, masked.Length);
        var from = headBytes + ((int)Math.Floor(0.5 * rate) * frameBytes);
        var to = headBytes + (2 * rate * frameBytes);
        var ramp = (int)(0.005 * rate) * frameBytes;
        Assert.True(masked.AsSpan(0, from - ramp).SequenceEqual(wav.AsSpan(0, from - ramp)));
        Assert.False(masked.AsSpan(from, to - from).ContainsAnyExcept(zero));
        Assert.True(masked.AsSpan(to + ramp).SequenceEqual(wav.AsSpan(to + ramp)));
        Assert.False(masked.AsSpan(from - ramp, ramp).SequenceEqual(wav.AsSpan(from - ramp, ramp)));
    }

    [Fact]
    public async Task Obeyed_window_is_left_alone_and_proves_the_pause()
    {
        var samples = WavMaker.Noise(8000 * 3, 2);
        var random = new Random(3);
        for (var i = 8000 * 2; i < 8000 * 4; i++)
        {
            samples[i] = (random.NextDouble() - 0.5) * 0.003;
        }

        var file = PciSamples.File("a.wav", "audio/wav", WavMaker.Simple(SampleEncoding.Pcm16, 2, 8000, samples));
        var plan = await PciGate.ExamineAsync(PciSamples.Input([file], PciSamples.Window(1, 2)), TestContext.Current.CancellationToken);

        Assert.Empty(plan.Findings);
        Assert.Empty(plan.Files);
        Assert.Equal(CoverageLevel.ProvedByPause, plan.Coverage.Speech);
    }

    [Fact]
    public async Task Loud_channel_is_named_and_all_are_silenced()
    {
        var samples = WavMaker.Noise(8000 * 3, 2);
        for (var i = 8000; i < 16000; i++)
        {
            samples[i * 2] = 0;
        }

        var file = PciSamples.File("a.wav", "audio/wav", WavMaker.Simple(SampleEncoding.MuLaw, 2, 8000, samples));
        var plan = await PciGate.ExamineAsync(PciSamples.Input([file], PciSamples.Window(1, 2)), TestContext.Current.CancellationToken);

        Assert.Equal(1, Assert.Single(plan.Findings).Channel);
        var masked = await PciSamples.AppliedAsync(file, plan);
        Assert.False(masked.AsSpan(44 + 16000, 16000).ContainsAnyExcept((byte)0xFF));
    }

    [Fact]
    public async Task Wav_that_is_none_is_quarantined_and_not_destroyed()
    {
        var file = PciSamples.File("a.wav", "audio/wav", new byte[1000]);
        var plan = await PciGate.ExamineAsync(PciSamples.Input([file]), TestContext.Current.CancellationToken);
        Assert.Equal(new GateQuarantine(QuarantineReason.UnreadableMedia, QuarantineClass.Integrity), plan.Quarantine);
        Assert.Equal(PciOutcome.Quarantined, plan.Outcome);
    }

    [Fact]
    public async Task Media_that_can_not_be_masked_is_quarantined_only_with_windows()
    {
        var file = PciSamples.File("a.ogg", "audio/ogg", "OggS0123456789abcdef"u8.ToArray());
        var with = await PciGate.ExamineAsync(PciSamples.Input([file], PciSamples.Window(1, 2)), TestContext.Current.CancellationToken);
        Assert.Equal(QuarantineReason.UnmaskableMedia, with.Quarantine?.Reason);
        var without = await PciGate.ExamineAsync(PciSamples.Input([file]), TestContext.Current.CancellationToken);
        Assert.Null(without.Quarantine);
        Assert.Equal((PciOutcome.PartlyExamined, CoverageLevel.NotExamined), (without.Outcome, without.Coverage.Dtmf));
    }
}
