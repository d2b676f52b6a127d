using System.IO.Compression;
using System.Text.Json;

namespace Compliance.Pci.Tests.Field;

/// <summary>Calls as recorders write them: what must be silent, what must stay audible, and the outcome.</summary>
public sealed class SoundCasesTests
{
    /// <summary>−80 dBFS.</summary>
    const float Silence = 1e-4f;

    static readonly JsonElement Cases = JsonDocument.Parse(File.ReadAllText(PathOf("cases.json"))).RootElement;

    public static TheoryData<string> Names => [.. Cases.EnumerateArray().Select(x => x.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Call_is_sealed_as_it_should_be(string name)
    {
        var call = Cases.EnumerateArray().Single(x => x.GetProperty("name").GetString() == name);
        GateFile[] files = [.. call.GetProperty("files").EnumerateArray().Select((x, i) => PciSamples.File(
            x.GetProperty("name").GetString()!, x.GetProperty("contentType").GetString()!, Bytes(x.GetProperty("file").GetString()!), i))];
        var expect = call.GetProperty("expect");

        var plan = await PciGate.ExamineAsync(PciSamples.Input(files), TestContext.Current.CancellationToken);

        Assert.Contains(
            JsonSerializer.SerializeToElement(plan.Outcome).GetString(),
            expect.GetProperty("outcome").EnumerateArray().Select(x => x.GetString()));
        if (files[0].ContentType != "audio/wav" || plan.Quarantine is not null)
        {
            return;
        }

        var samples = await SamplesAsync(await PciSamples.AppliedAsync(files[0], plan));
        Assert.All(Stretches(expect, "silent"), x => Assert.True(Loudest(samples, x) < Silence, $"{x} is audible"));
        Assert.All(Stretches(expect, "audible"), x => Assert.True(Loudest(samples, x) > Silence, $"{x} is silent"));
    }

    static string PathOf(string file) => Repository.PathOf("tests", "Compliance.Pci.Tests", "Field", "Sound", file);

    static byte[] Bytes(string file)
    {
        using var packed = new GZipStream(File.OpenRead(PathOf(file)), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        packed.CopyTo(bytes);
        return bytes.ToArray();
    }

    static async Task<float[]> SamplesAsync(byte[] wav)
    {
        var layout = (await WavProbe.ReadAsync(new MemoryStream(wav), CancellationToken.None)).Layout!;
        Assert.Equal((1, 8000), (layout.Channels, layout.SampleRate));
        var samples = new List<float>();
        await WavBlocks.ReadAsync(
            new MemoryStream(wav), layout, (_, channels, count) => samples.AddRange(channels[0].AsSpan(0, count)), CancellationToken.None);
        return [.. samples];
    }

    static IEnumerable<(double Start, double End)> Stretches(JsonElement expect, string name) =>
        expect.TryGetProperty(name, out var list) ? list.EnumerateArray().Select(x => (x[0].GetDouble(), x[1].GetDouble())) : [];

    static float Loudest(float[] samples, (double Start, double End) stretch) =>
        samples[(int)(stretch.Start * 8000)..(int)(stretch.End * 8000)].Max(Math.Abs);
}
