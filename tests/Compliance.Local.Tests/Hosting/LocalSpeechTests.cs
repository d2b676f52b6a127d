using System.Text;
using Compliance.Local.Hosting;
using Compliance.Pci;

namespace Compliance.Local.Tests.Hosting;

/// <summary>The host's own recogniser: real native code, and a model that has learnt nothing.</summary>
public sealed class LocalSpeechTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Open_NoSuchFile_SaysSo()
    {
        var fault = Assert.Throws<LocalStartException>(() => LocalSpeech.Open(folder.In("ggml-none.bin")));
        Assert.Contains("There is no speech model at", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a model at all")]
    [InlineData("lmgg, and then nothing that makes sense, as long as it may be")]
    public async Task Open_NoModel_SaysSo(string content)
    {
        await File.WriteAllTextAsync(folder.In("ggml.bin"), content, Cancellation);
        var fault = Assert.Throws<LocalStartException>(() => LocalSpeech.Open(folder.In("ggml.bin")));
        Assert.Contains("can't be loaded as a model of whisper.cpp", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("de-CH")]
    [InlineData("xx")]
    [InlineData(null)]
    public async Task Examine_ModelThatHearsNothing_IsNotExaminedAndNamesTheModel(string? language)
    {
        await File.WriteAllBytesAsync(folder.In("ggml-empty.bin"), EmptyModel(), Cancellation);
        using var speech = LocalSpeech.Open(folder.In("ggml-empty.bin"));
        var wav = WavMaker.Simple(SampleEncoding.Pcm16, 1, 8000, [.. SoundMaker.Speech(4, 6).Select(x => (double)x)]);
        var file = new GateFile(0, "call.wav", "audio/wav", wav.Length, _ => Task.FromResult<Stream>(new MemoryStream(wav, writable: false)));
        var plan = await PciGate.ExamineAsync(
            new GateInput([file], [], null, language, new()) { Transcriber = speech.Of([]) }, Cancellation);

        Assert.Equal(CoverageLevel.NotExamined, plan.Coverage.Speech);
        Assert.Matches(
            @"\AWhisper\.net 1\.\d+\.\d+, ggml-empty\.bin \(SHA-256 [0-9a-f]{16}\) made out no words", plan.Coverage.Reasons![^1]);
    }

    /// <summary>The format of whisper.cpp: a head, filters, a few words, and no weights, which counts as a model for testing.</summary>
    static byte[] EmptyModel()
    {
        using var model = new MemoryStream();
        using var writer = new BinaryWriter(model);
        writer.Write(0x67676D6C);

        // Words, audio context, state, heads, layers; the same of texts; mel bands; 16-bit weights.
        foreach (var x in (int[])[51_865, 1500, 64, 1, 1, 448, 64, 1, 1, 80, 1])
        {
            writer.Write(x);
        }

        writer.Write(80);
        writer.Write(201);
        writer.Write(new byte[80 * 201 * sizeof(float)]);
        string[] words = [" ", " -", " '", " one", " two"];
        writer.Write(words.Length);
        foreach (var word in words)
        {
            writer.Write(word.Length);
            writer.Write(Encoding.ASCII.GetBytes(word));
        }

        return model.ToArray();
    }
}
