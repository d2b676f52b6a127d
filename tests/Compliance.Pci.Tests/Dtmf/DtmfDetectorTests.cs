
namespace Compliance.Pci.Tests.Dtmf;

public sealed class DtmfDetectorTests
{
    static IReadOnlyList<DtmfKey> Find(float[] samples, int rate = 8000)
    {
        var detector = new DtmfDetector(rate);
        for (var at = 0; at < samples.Length; at += 10_007)
        {
            detector.Add(samples.AsSpan(at, Math.Min(10_007, samples.Length - at)));
        }

        detector.End();
        return detector.Keys;
    }

    static (double Hits, double Extra) Rates(DtmfMix mix, int count, float[]? under = null, double below = 0, int rate = 8000)
    {
        var (samples, truth) = mix.Make(21, count, rate);
        if (under is not null)
        {
            DtmfMix.AddBelowEach(samples, truth, under, below, 5, rate);
        }

        var (hits, extra) = DtmfMix.Score(truth, Find(samples, rate).Select(x => (x.Key, x.Start, x.End)));
        return (100.0 * hits / count, 100.0 * extra / count);
    }

    [Fact]
    public void Keys_by_the_recommendation_are_found()
    {
        var (hits, extra) = Rates(DtmfMix.Q24, 1500);
        Assert.True(hits >= 99.5, $"{hits:F2} %");
        Assert.True(extra <= 0.2, $"{extra:F2} %");
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(11025)]
    [InlineData(48000)]
    public void Keys_of_telephones_are_all_found_at_any_rate(int rate) => Assert.Equal((100, 0), Rates(DtmfMix.Telephone, 250, rate: rate));

    [Fact]
    public void Keys_of_telephones_are_found_under_speech()
    {
        Assert.Equal(100, Rates(DtmfMix.Telephone, 600, SoundMaker.Speech(8, 120), 18).Hits);
        Assert.True(Rates(DtmfMix.Telephone, 600, SoundMaker.Speech(8, 120), 6) is { Hits: >= 99.5 });
    }

    [Fact]
    public void Most_of_the_wide_mix_is_found()
    {
        var (hits, _) = Rates(DtmfMix.Wide, 1000);
        Assert.True(hits >= 90, $"{hits:F2} %");
    }

    [Theory]
    [InlineData(180)]
    [SoakData(900)]
    public void Speech_and_music_hold_no_key(int seconds)
    {
        Assert.Empty(Find(SoundMaker.Speech(31, seconds)));
        Assert.Empty(Find(SoundMaker.Music(32, seconds)));
    }

    [Fact]
    public void Entry_of_a_card_is_one_stretch_without_a_digit_left()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var (samples, truth) = DtmfMix.Telephone.Make(seed, 16);
            var entry = Assert.Single(DtmfEntry.Group(Find(samples), 0));
            Assert.Equal(16, entry.Keys.Count);
            Assert.InRange(entry.Start, truth[0].Start - 0.02, truth[0].Start + 0.02);
            Assert.InRange(entry.End, truth[^1].End - 0.02, truth[^1].End + 0.02);
        }
    }

    [Fact]
    public async Task Keys_of_the_labelled_call_are_found_in_place()
    {
        var plan = await PciGate.ExamineAsync(PciSamples.Recording("003-dtmf"), TestContext.Current.CancellationToken);
        var dtmf = Assert.Single(plan.Findings, x => x.Kind is PciFindingKind.Dtmf);
        Assert.Equal((1, 19), (dtmf.Channel, dtmf.Digits));
        Assert.InRange(dtmf.Start!.Value, 26.8, 26.85);
        Assert.InRange(dtmf.End!.Value, 32.83, 32.87);
    }
}
