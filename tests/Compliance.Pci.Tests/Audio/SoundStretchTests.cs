namespace Compliance.Pci.Tests.Audio;

public sealed class SoundStretchTests
{
    const int Rate = 8000;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SampleEncoding.Pcm16, true)]
    [InlineData(SampleEncoding.Pcm16, false)]
    [InlineData(SampleEncoding.ALaw, true)]
    [InlineData(SampleEncoding.MuLaw, false)]
    [InlineData(SampleEncoding.Float32, true)]
    public async Task Of_AWavFile_IsThatStretchOfEveryChannel(SampleEncoding encoding, bool seekable)
    {
        // Ten seconds of two channels: a tone on the second from second 4 to 6.
        var samples = Enumerable.Range(0, 10 * Rate)
            .SelectMany(i => (double[])[0, i is >= 4 * Rate and < 6 * Rate ? 0.25 * Math.Sin(i * 0.4) : 0]).ToArray();
        var file = PciSamples.File("call.wav", "audio/wav", WavMaker.Simple(encoding, 2, Rate, samples), seekable: seekable);

        var loud = await OfAsync(file, 3.5, 7);
        Assert.Equal((3.5, 7.0, false), (loud.Start, loud.End, loud.IsSilent));
        var layout = (await WavProbe.ReadAsync(new MemoryStream(loud.Wav!), Cancellation)).Layout!;
        Assert.Equal((SampleEncoding.Pcm16, 2, Rate, 3.5), (layout.Encoding, layout.Channels, layout.SampleRate, layout.Seconds));
        var pcm = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(loud.Wav.AsSpan((int)layout.DataOffset)).ToArray();
        var wanted = (int)Math.Round(samples[(2 * ((int)(3.5 * Rate) + (Rate * 1))) + 1] * 32768);
        Assert.InRange(pcm[(2 * Rate) + 1], wanted - 300, wanted + 300);
        Assert.InRange(Math.Abs((int)pcm[2 * Rate]), 0, 10);

        Assert.True((await OfAsync(file, 6.5, 9)).IsSilent);
        var whole = await OfAsync(file, -5, 60);
        Assert.Equal((0.0, 10.0), (whole.Start, whole.End));
        Assert.Null((await OfAsync(file, 10, 20)).Wav);
    }

    [Theory]
    [InlineData("ima.wav")]
    [InlineData("gsm.wav")]
    [InlineData("opus.opus")]
    [InlineData("vorbis.ogg")]
    [InlineData("flac.flac")]
    [InlineData("mpeg2.mp3")]
    public async Task Of_CompressedSound_IsDecoded(string name)
    {
        var bytes = await File.ReadAllBytesAsync(Repository.PathOf("tests", "Compliance.Pci.Tests", "Field", "Codecs", name), Cancellation);
        var file = PciSamples.File(name, "audio/mpeg", bytes);
        var speech = await OfAsync(file, 0.5, 3.5);
        Assert.False(speech.IsSilent);
        Assert.InRange(speech.End - speech.Start, 2.99, 3.01);
        Assert.Null((await OfAsync(file, 60, 90)).Wav);
    }

    [Fact]
    public async Task Of_WhatNoDecoderReads_IsNone() => Assert.Null(await SoundStretch.OfAsync(
        PciSamples.File("x.bin", "audio/mpeg", [.. Enumerable.Range(0, 4000).Select(x => (byte)(x % 7))]), 0, 5, Cancellation));

    [Theory]
    [InlineData(-45, false)]
    [InlineData(-55, true)]
    public async Task Of_NoiseOfAnIdleLine_IsSilent(double decibels, bool expected)
    {
        var (random, level) = (new Random(3), Math.Pow(10, decibels / 20) * Math.Sqrt(3));
        double[] noise = [.. Enumerable.Range(0, 5 * Rate).Select(_ => 0.01 + (level * ((random.NextDouble() * 2) - 1)))];
        var file = PciSamples.File("line.wav", "audio/wav", WavMaker.Simple(SampleEncoding.Pcm16, 1, Rate, noise));
        Assert.Equal(expected, (await OfAsync(file, 0, 5)).IsSilent);
    }

    static async Task<SoundStretch> OfAsync(GateFile file, double from, double to) =>
        await SoundStretch.OfAsync(file, from, to, Cancellation) ?? throw new InvalidOperationException("No decoder reads it.");
}
