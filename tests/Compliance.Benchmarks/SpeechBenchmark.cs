using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Compliance.Pci;
using Compliance.TestKit;

namespace Compliance.Benchmarks;

/// <summary>
/// Calls without a transcript, spoken by a synthesiser and recognised for real: what of their card numbers is silenced, and what else. Needs
/// espeak-ng, pocketsphinx and pocketsphinx-en-us (Debian). That recogniser is far weaker than those in use; what is measured is the way
/// from sound to silence.
/// </summary>
static class SpeechBenchmark
{
    const int Calls = 40;
    const int Rate = 16_000;

    static readonly string[] Digits = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    public static async Task RunAsync(TextWriter output)
    {
        if (!File.Exists(SphinxTranscriber.Program) || !File.Exists("/usr/bin/espeak-ng"))
        {
            await output.WriteLineAsync("speech: espeak-ng or pocketsphinx is not here");
            return;
        }

        var random = new Random(11);
        int found = 0, clean = 0, right = 0, said = 0;
        var other = 0.0;
        using var transcriber = new SphinxTranscriber();
        for (var i = 0; i < Calls; i++)
        {
            var card = CardForms.Card(random, 0)[..16];
            var (before, number, after) = (
                await SpeakAsync("good morning, calling, card number"), await SpeakAsync(Spell(card)), await SpeakAsync("thanks, goodbye"));
            var (start, end) = (before.Length / (double)Rate, (before.Length + number.Length) / (double)Rate);
            transcriber.Heard.Clear();
            var masks = await MasksAsync([.. before, .. number, .. after], transcriber);
            said += card.Length;
            right += Right(card, [.. transcriber.Heard.Where(x => x.Start < end && x.End > start).Select(x => x.Text)]);
            found += masks.Any(x => x.Start <= start + 0.3 && x.End >= end - 0.3) ? 1 : 0;
            other += masks.Sum(x => Math.Max(0, start - x.Start) + Math.Max(0, x.End - end));
            short[] talk = [.. before, .. await SpeakAsync($"weather reading {Spell(card[..6])} received, goodbye")];
            clean += (await MasksAsync(talk, transcriber)).Count == 0 ? 1 : 0;
        }

        await output.WriteLineAsync("| recogniser, real sound | digits heard right | cards silenced whole | clean calls left alone | other speech silenced |");
        await output.WriteLineAsync("| --- | --- | --- | --- | --- |");
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"| {transcriber.Engine.Name} | {100.0 * right / said:F1} % | {100.0 * found / Calls:F1} % | {100.0 * clean / Calls:F1} % | {other / Calls:F2} s a call |\n"));
    }

    static string Spell(string card) => string.Join(". ", card.Chunk(4).Select(x => string.Join(' ', x.Select(c => Digits[c - '0']))));

    static async Task<IReadOnlyList<GateMask>> MasksAsync(short[] sound, ISpeechTranscriber transcriber)
    {
        var wav = WavMaker.Simple(SampleEncoding.Pcm16, 1, Rate, [.. sound.Select(x => x / 32768.0)]);
        var file = new GateFile(0, "call.wav", "audio/wav", wav.Length, _ => Task.FromResult<Stream>(new MemoryStream(wav, writable: false)));
        var plan = await PciGate.ExamineAsync(
            new GateInput([file], [], null, "en", new()) { Transcriber = transcriber }, CancellationToken.None);
        return plan.MasksOf(0);
    }

    /// <summary>Digits in their order, as many as the recogniser got (longest common subsequence).</summary>
    static int Right(string card, string[] words)
    {
        var best = new int[card.Length + 1, words.Length + 1];
        for (var i = 1; i <= card.Length; i++)
        {
            for (var j = 1; j <= words.Length; j++)
            {
                best[i, j] = Digits[card[i - 1] - '0'] == words[j - 1]
                    ? best[i - 1, j - 1] + 1 : Math.Max(best[i - 1, j], best[i, j - 1]);
            }
        }

        return best[card.Length, words.Length];
    }

    static async Task<short[]> SpeakAsync(string text)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/espeak-ng", ["-v", "en-us", "-s", "130", "--stdout", text])
        {
            RedirectStandardOutput = true, UseShellExecute = false,
        })!;
        using var wav = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(wav);
        await process.WaitForExitAsync();
        var bytes = wav.ToArray().AsSpan(44);
        var samples = new float[bytes.Length / 2];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]) / 32768f;
        }

        var (resampler, resampled) = (new Resampler(22_050, Rate), new List<short>());
        resampler.Add(samples, resampled);
        resampler.End(resampled);
        return [.. resampled];
    }
}

/// <summary>CMU Sphinx, with a grammar of digits and a few words.</summary>
sealed class SphinxTranscriber : ISpeechTranscriber, IDisposable
{
    public const string Program = "/usr/bin/pocketsphinx_continuous";

    const string Grammar = """
        #JSGF V1.0;
        grammar call;
        public <call> = (zero | one | two | three | four | five | six | seven | eight | nine
          | good | morning | thanks | calling | number | card | goodbye | received | reading | weather)+;
        """;

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("speech-");

    public List<SpokenWord> Heard { get; } = [];

    public SpeechEngine Engine { get; } = new("pocketsphinx 0.8, en-us, digits and ten words", 0, TimeSpan.FromMinutes(5));

    public async Task<Transcription> TranscribeAsync(ReadOnlyMemory<short> sound, string? language, CancellationToken cancellationToken)
    {
        var (wav, grammar) = (Path.Combine(folder.FullName, "call.wav"), Path.Combine(folder.FullName, "call.jsgf"));
        await File.WriteAllBytesAsync(wav, PcmStream.WavOf(sound.Span), cancellationToken);
        await File.WriteAllTextAsync(grammar, Grammar, cancellationToken);
        using var process = Process.Start(new ProcessStartInfo(
            Program, ["-infile", wav, "-time", "yes", "-logfn", "/dev/null", "-jsgf", grammar])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        process.BeginErrorReadLine();
        var text = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        List<SpokenWord> words = [.. text.Split('\n').Select(x => x.Split(' ')).Where(x => x.Length == 4 && char.IsAsciiLetter(x[0][0])
            && double.TryParse(x[3], CultureInfo.InvariantCulture, out _)).Select(Word)];
        Heard.AddRange(words);
        return new(words);
    }

    public void Dispose() => folder.Delete(recursive: true);

    static SpokenWord Word(string[] line) => new(
        line[0].Split('(')[0], double.Parse(line[1], CultureInfo.InvariantCulture), double.Parse(line[2], CultureInfo.InvariantCulture));
}
