using System.Buffers.Binary;

namespace Compliance.Pci.Tests.Wav;

public sealed class WavProbeTests
{
    static readonly byte[] Samples = WavMaker.Encode(SampleEncoding.Pcm16, WavMaker.Noise(1000, 1));

    static async Task<WavProbeResult> Probe(byte[] file) =>
        await WavProbe.ReadAsync(new MemoryStream(file), TestContext.Current.CancellationToken);

    static WavMaker Plain() => new WavMaker().Format(SampleEncoding.Pcm16, 1, 8000);

    [Theory]
    [InlineData(0u)]
    [InlineData(uint.MaxValue)]
    [InlineData(500u)]
    [InlineData(9_000_000u)]
    public async Task Wrong_data_size_means_samples_to_the_end(uint size)
    {
        var result = await Probe(Plain().Data(Samples, size).Bytes());
        Assert.Equal(44, result.Layout!.DataOffset);
        Assert.Equal(Samples.Length, result.Layout.DataLength);
    }

    [Fact]
    public async Task Format_after_the_samples_is_found()
    {
        var file = new WavMaker().Chunk("JUNK", new byte[7]).Data(Samples).Chunk("LIST", new byte[30]).Format(SampleEncoding.Pcm16, 1, 8000).Bytes();
        var result = await Probe(file);
        Assert.Equal(12 + 8 + 8 + 8, result.Layout!.DataOffset);
        Assert.Equal(Samples.Length, result.Layout.DataLength);
    }

    [Fact]
    public async Task Rf64_takes_its_size_from_ds64()
    {
        var ds64 = new byte[28];
        BinaryPrimitives.WriteInt64LittleEndian(ds64.AsSpan(8), Samples.Length);
        var file = new WavMaker { Form = "RF64", RiffSize = uint.MaxValue }
            .Chunk("ds64", ds64).Format(SampleEncoding.Pcm16, 1, 8000).Data(Samples, uint.MaxValue).Chunk("LIST", new byte[12]).Bytes();
        var result = await Probe(file);
        Assert.Equal(Samples.Length, result.Layout!.DataLength);
    }

    [Theory]
    [InlineData(SampleEncoding.Pcm8)]
    [InlineData(SampleEncoding.Pcm24)]
    [InlineData(SampleEncoding.Float32)]
    [InlineData(SampleEncoding.ALaw)]
    public async Task Extensible_format_is_read_by_its_sub_format(SampleEncoding encoding)
    {
        var result = await Probe(new WavMaker().Format(encoding, 8, 48000, extensible: true).Data(new byte[480]).Bytes());
        Assert.Equal(encoding, result.Layout!.Encoding);
        Assert.Equal(8, result.Layout.Channels);
    }

    [Fact]
    public async Task Missing_block_size_is_worked_out()
    {
        var result = await Probe(new WavMaker().Format(SampleEncoding.Pcm16, 2, 8000, align: 0).Data(Samples).Bytes());
        Assert.Equal(4, result.Layout!.FrameBytes);
    }

    [Fact]
    public async Task What_can_not_be_read_is_said()
    {
        Assert.Equal(WavKind.NotWav, (await Probe([])).Kind);
        Assert.Equal(WavKind.NotWav, (await Probe("OggS................"u8.ToArray())).Kind);
        Assert.Equal(WavKind.Unreadable, (await Probe(Plain().Bytes())).Kind);
        Assert.Equal(WavKind.Unreadable, (await Probe(new WavMaker().Data(Samples).Bytes())).Kind);
        Assert.Equal(WavKind.Unreadable, (await Probe(Plain().Data(Samples).Data(Samples).Bytes())).Kind);
        Assert.Equal(WavKind.Unreadable, (await Probe(new WavMaker().Format(SampleEncoding.Pcm16, 0, 8000).Data(Samples).Bytes())).Kind);
        var adpcm = Plain().Data(Samples).Bytes();
        adpcm[20] = 0x11;
        Assert.Equal(WavKind.OtherCodec, (await Probe(adpcm)).Kind);
    }

    [Fact]
    public async Task Any_damage_ends_in_an_answer_that_lies_inside_the_file()
    {
        var random = new Random(5);
        var whole = new WavMaker().Chunk("JUNK", new byte[9]).Format(SampleEncoding.Pcm16, 2, 8000, extensible: true).Data(Samples)
            .Chunk("LIST", new byte[20]).Bytes();
        for (var round = 0; round < 3000; round++)
        {
            var file = whole[..random.Next(whole.Length + 1)];
            for (var flips = random.Next(6); flips > 0 && file.Length > 0; flips--)
            {
                file[random.Next(Math.Min(file.Length, 120))] = (byte)random.Next(256);
            }

            if ((await Probe(file)).Layout is { } layout)
            {
                Assert.InRange(layout.DataOffset + layout.DataLength, layout.DataOffset, file.Length);
                Assert.InRange(layout.FrameBytes, 1, 512);
            }
        }
    }
}
