namespace Compliance.Pci.Tests.Audio;

/// <summary>Files that common encoders wrote: one call of 13 seconds in which a card number is keyed between two stretches of
/// speech.</summary>
public sealed class CodecTests
{
    /// <summary>When the keys sound, in seconds.</summary>
    const double First = 4.08;
    const double Last = 8.93;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static GateFile File(string name, byte[]? bytes = null)
    {
        var type = name.EndsWith(".wav", StringComparison.Ordinal) ? "audio/wav" : name == "video.webm" ? "video/webm" : "audio/mpeg";
        return PciSamples.File(name, type, bytes ?? System.IO.File.ReadAllBytes(PathOf(name)));
    }

    static string PathOf(string name) => Repository.PathOf("tests", "Compliance.Pci.Tests", "Field", "Codecs", name);

    static async Task<(WavLayout Layout, float[] Samples)> DecodedAsync(byte[] wav)
    {
        var layout = (await WavProbe.ReadAsync(new MemoryStream(wav), Cancellation)).Layout!;
        var samples = new List<float>();
        await WavBlocks.ReadAsync(
            new MemoryStream(wav), layout, (_, channels, count) => samples.AddRange(channels[0].AsSpan(0, count)), Cancellation);
        return (layout, [.. samples]);
    }

    static async Task AssertMaskedAsync(string name, byte[]? bytes = null)
    {
        var file = File(name, bytes);
        var plan = await PciGate.ExamineAsync(PciSamples.Input([file]), Cancellation);
        var (layout, samples) = await DecodedAsync(await PciSamples.AppliedAsync(file, plan));

        Assert.Null(plan.Quarantine);
        Assert.Equal(CoverageLevel.Examined, plan.Coverage.Dtmf);
        Assert.Contains(plan.Findings, x => x is { Kind: PciFindingKind.Dtmf, ReplacedBy: GateSound.ReplacementType });
        Assert.Equal(GateSound.ReplacementType, plan.ContentTypeOf(0, "audio/mpeg"));
        Assert.InRange(layout.Seconds, 12.9, 13.3);
        Assert.True(Loudest(samples, layout, First, Last) == 0, "a key is audible");
        Assert.True(Loudest(samples, layout, 0.5, 3.5) > 0.01, "speech is gone");
        Assert.True(Loudest(samples, layout, 9.5, 12.5) > 0.01, "speech is gone");
    }

    static float Loudest(float[] samples, WavLayout layout, double start, double end) =>
        samples[(int)(start * layout.SampleRate)..(int)(end * layout.SampleRate)].Max(Math.Abs);

    [Theory]
    [InlineData("ima.wav")]
    [InlineData("ms.wav")]
    [InlineData("gsm.wav")]
    [InlineData("g722.wav")]
    [InlineData("plain.g722")]
    [InlineData("mpeg2.mp3")]
    [InlineData("opus.opus")]
    [InlineData("opus-narrow.ogg")]
    [InlineData("opus.webm")]
    [InlineData("vorbis.ogg")]
    [InlineData("flac.flac")]
    public Task Keys_in_compressed_sound_are_silenced_in_its_replacement(string name) => AssertMaskedAsync(name);

    [Theory]
    [InlineData("mpeg25.mp3")]
    [InlineData("adts.aac")]
    [InlineData("aac.m4a")]
    public async Task What_only_ffmpeg_decodes_is_said_to_be_unexamined_without_it(string name)
    {
        if (FfmpegSound.Installed is not null && name != "adts.aac")
        {
            await AssertMaskedAsync(name);
            return;
        }

        var plan = await PciGate.ExamineAsync(PciSamples.Input([File(name)]), Cancellation);
        Assert.Equal(FfmpegSound.Installed is null ? CoverageLevel.NotExamined : CoverageLevel.Examined, plan.Coverage.Dtmf);
    }

    [Fact]
    public async Task An_index_far_behind_the_sound_is_found()
    {
        Assert.SkipWhen(FfmpegSound.Installed is null, "Nothing here decodes AAC.");
        var plain = await System.IO.File.ReadAllBytesAsync(PathOf("aac.m4a"), Cancellation);
        var index = plain.AsSpan().LastIndexOf("moov"u8) - 4;

        // Eight MB that mean nothing, which no reader of a pipe can go back over.
        byte[] free = [0, 0x80, 0, 0, .. "free"u8, .. new byte[0x80_0000 - 8]];

        await AssertMaskedAsync("aac.m4a", [.. plain[..index], .. free, .. plain[index..]]);
    }

    [Theory]
    [InlineData("stereo.ogg", 16_000, 6)]
    [InlineData("stereo.oga", 16_000, 6)]
    [InlineData("stereo.mp3", 44_100, 6)]
    [InlineData("stereo-ima.wav", 16_000, 6)]
    [InlineData("stereo-ms.wav", 16_000, 6)]
    [InlineData("stereo.mka", 16_000, 6)]
    public async Task Channels_stay_apart(string name, int rate, double seconds)
    {
        await using var file = System.IO.File.OpenRead(PathOf(name));
        var probe = await WavProbe.ReadAsync(file, Cancellation);
        file.Position = 0;
        using var sound = SoundFile.Open(File(name), file, probe.Coding, SoundDecoder.Own)!;
        var channels = Sound.Buffers(2, 20 * rate);
        var frames = sound.Read(channels);

        Assert.Equal((2, rate), (sound.Channels, sound.SampleRate));
        Assert.InRange((double)frames / rate, seconds - 0.01, seconds + 0.1);

        // The second channel is the first half a second later.
        var late = rate / 2;
        double product = 0, power = 0;
        for (var i = rate; i < 5 * rate; i++)
        {
            product += channels[0][i - late] * channels[1][i];
            power += channels[1][i] * channels[1][i];
        }

        Assert.InRange(product / power, 0.9, 1.1);
    }

    [Fact]
    public async Task Keys_in_a_video_that_has_no_replacement_are_not_sealed()
    {
        var plan = await PciGate.ExamineAsync(PciSamples.Input([File("video.webm")]), Cancellation);
        Assert.Equal(new GateQuarantine(QuarantineReason.UnmaskableMedia, QuarantineClass.Integrity), plan.Quarantine);
    }

    [Theory]
    [InlineData("ima.wav")]
    [InlineData("ms.wav")]
    [InlineData("gsm.wav")]
    [InlineData("mpeg2.mp3")]
    [InlineData("opus.opus")]
    [InlineData("opus.webm")]
    [InlineData("vorbis.ogg")]
    [InlineData("flac.flac")]
    [InlineData("stereo.mka")]
    public async Task Any_damage_ends_in_an_answer(string name)
    {
        var random = new Random(name.Length);
        var whole = await System.IO.File.ReadAllBytesAsync(PathOf(name), Cancellation);
        for (var round = 0; round < 60; round++)
        {
            var bytes = whole[..(random.Next(2) == 0 ? whole.Length : random.Next(whole.Length))];
            for (var flips = random.Next(20); flips > 0 && bytes.Length > 0; flips--)
            {
                bytes[random.Next(random.Next(2) == 0 ? Math.Min(bytes.Length, 200) : bytes.Length)] = (byte)random.Next(256);
            }

            var probe = await WavProbe.ReadAsync(new MemoryStream(bytes), Cancellation);
            try
            {
                using var sound = SoundFile.Open(File(name, bytes), new MemoryStream(bytes), probe.Coding, SoundDecoder.Own);
                var channels = Sound.Buffers(sound?.Channels ?? 1, 8000);
                for (var seconds = 0; sound?.Read(channels) > 0; seconds++)
                {
                    Assert.InRange(seconds, 0, 1000);
                }
            }
            catch (Exception e) when (SoundFile.IsDamage(e))
            {
                Assert.NotNull(e.Message);
            }
        }
    }
}
