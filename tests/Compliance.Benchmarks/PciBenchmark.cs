using System.Diagnostics;
using System.Text;
using Compliance.TestKit;
using Compliance.Pci;

namespace Compliance.Benchmarks;

/// <summary>Accuracy tables and speeds of the PCI gate, each speed beside its peer in the same run. All material is seeded.</summary>
static class PciBenchmark
{
    const int Keys = 5000;

    public static async Task RunAsync(TextWriter output)
    {
        await KeysAsync(output);
        await EntriesAsync(output);
        await CardsAsync(output);
        await TranscriptsAsync(output);
    }

    static async Task EntriesAsync(TextWriter output)
    {
        const int seeds = 50;
        await output.WriteLineAsync("| card numbers keyed in | keys silenced | speech silenced |\n| --- | --- | --- |");
        foreach (var form in KeyEntries.All)
        {
            int all = 0, silenced = 0;
            var lost = 0.0;
            for (var seed = 0; seed < seeds; seed++)
            {
                var (samples, keys) = form.Make(seed);
                DtmfEntry[] entries = [.. DtmfEntry.Group(Find(samples), 0)];
                all += keys.Count;
                silenced += KeyEntries.Silenced(entries, keys);
                lost += KeyEntries.SpeechSilenced(entries, samples.Length);
            }

            await output.WriteLineAsync($"| {form.Name} | {100.0 * silenced / all:F2} % | {lost / seeds:F2} s a call |");
        }

        var exchange = Enumerable.Range(0, 200).Count(
            x => DtmfEntry.Group(Find(KeyEntries.MakeExchange(x)), 0).Any(e => e.Keys.Count >= DtmfEntry.LongKeys));
        await output.WriteLineAsync($"| signalling between exchanges (MF R1) | {exchange} of 200 calls | - |\n");
    }

    public static async Task SpeedAsync(TextWriter output)
    {
        await DtmfSpeedAsync(output);
        await TextSpeedAsync(output);
        await TranscriptSpeedAsync(output);
        await HourAsync(output);
    }

    static async Task KeysAsync(TextWriter output)
    {
        var speech = SoundMaker.Speech(5, 600);
        await output.WriteLineAsync("| telephone keys | found | extra |\n| --- | --- | --- |");
        foreach (var (mix, below) in ((DtmfMix, double?)[])[(DtmfMix.Q24, null), (DtmfMix.Telephone, null), (DtmfMix.Telephone, 18),
            (DtmfMix.Telephone, 6), (DtmfMix.Wide, null)])
        {
            var (samples, truth) = mix.Make(7, Keys);
            if (below is { } decibel)
            {
                DtmfMix.AddBelowEach(samples, truth, speech, decibel, 3);
            }

            var (hits, extra) = DtmfMix.Score(truth, Find(samples).Select(x => (x.Key, x.Start, x.End)));
            var name = mix.Name + (below is { } d ? $", speech {d} dB down" : "");
            await output.WriteLineAsync($"| {name} | {100.0 * hits / Keys:F2} % | {100.0 * extra / Keys:F2} % |");
        }

        await output.WriteLineAsync($"| an hour of speech | - | {Find(SoundMaker.Speech(2, 3600)).Count} keys |");
        await output.WriteLineAsync($"| an hour of music | - | {Find(SoundMaker.Music(2, 3600)).Count} keys |");
        var entries = Enumerable.Range(0, 200).Count(seed => DtmfEntry.Group(
            Find(DtmfMix.Telephone.Make(seed, 16).Samples), 0).Sum(x => x.Keys.Count) == 16);
        await output.WriteLineAsync($"| 16-key entries without a digit left | {entries / 2.0:F1} % | |\n");
    }

    static async Task CardsAsync(TextWriter output)
    {
        await output.WriteLineAsync("| card numbers, by form | found whole |\n| --- | --- |");
        foreach (var row in await CardTable.RecallAsync(500))
        {
            await output.WriteLineAsync($"| {row.Form} | {row.Percent:F1} % |");
        }

        await output.WriteLineAsync("\n| other numbers, by form | left alone |\n| --- | --- |");
        foreach (var row in CardTable.Precision(2000))
        {
            await output.WriteLineAsync($"| {row.Form} | {row.Percent:F2} % |");
        }

        await output.WriteLineAsync();
    }

    static async Task TranscriptsAsync(TextWriter output)
    {
        await output.WriteLineAsync("| transcripts, by form | cards found | clean calls left alone | other speech silenced |\n| --- | --- | --- | --- |");
        foreach (var (form, _, _) in TranscriptWriters.All)
        {
            var row = await TranscriptTable.MeasureAsync(form, 10);
            await output.WriteLineAsync(
                $"| {form} | {100.0 * row.Found / row.Calls:F1} % | {100.0 * (row.Clean - row.False) / row.Clean:F1} % | {row.Silenced:F2} s |");
        }

        await output.WriteLineAsync();
    }

    /// <summary>Ten hours of small talk and a card number, as words with times.</summary>
    static async Task TranscriptSpeedAsync(TextWriter output)
    {
        var call = new SpokenCall(3, CardSaying.Words, 4000);
        foreach (var name in (string[])["Amazon Transcribe", "Azure batch", "Deepgram", "AssemblyAI"])
        {
            var (_, contentType, write) = TranscriptWriters.All.Single(x => x.Form == name);
            var bytes = Encoding.UTF8.GetBytes(write(call));
            var file = new GateFile(0, "t", contentType, bytes.Length, _ => Task.FromResult<Stream>(new MemoryStream(bytes,
                writable: false)));
            var input = new GateInput([file], [], null, "en", new());
            var spent = Speed(() => PciGate.ExamineAsync(input, CancellationToken.None).GetAwaiter().GetResult());
            await output.WriteLineAsync($"transcript, {name}: {bytes.Length / spent / 1e6:N0} MB/s");
        }
    }

    /// <summary>Ten minutes of speech, a card entry in each.</summary>
    static async Task DtmfSpeedAsync(TextWriter output)
    {
        var samples = SoundMaker.Speech(9, 600);
        for (var minute = 0; minute < 10; minute++)
        {
            var entry = DtmfMix.Telephone.Make(minute, 16).Samples;
            entry.CopyTo(samples, minute * 480_000);
        }

        var shorts = samples.Select(x => (short)(x * 32767)).ToArray();
        var floats = new float[16_000];
        var own = Speed(() =>
        {
            var detector = new DtmfDetector(8000);
            for (var at = 0; at < shorts.Length; at += floats.Length)
            {
                var count = Math.Min(floats.Length, shorts.Length - at);
                for (var i = 0; i < count; i++)
                {
                    floats[i] = shorts[at + i] * (1f / 32768);
                }

                detector.Add(floats.AsSpan(0, count));
            }

            detector.End();
        });
        var peer = PciPeers.Spandsp() is { } spandsp ? Speed(() => spandsp(shorts)) : (double?)null;
        await output.WriteLineAsync(
            $"DTMF in speech: {600 / own:N0} times real time; libspandsp dtmf_rx: {(peer is { } p ? $"{600 / p:N0}" : "not here")}");
    }

    static async Task TextSpeedAsync(TextWriter output)
    {
        var random = new Random(6);
        var text = new StringBuilder();
        var planted = 0;
        while (text.Length < 8 * 1024 * 1024)
        {
            text.Append("2026-03-02T09:15:").Append(10 + random.Next(50)).Append(
                "Z agent: thank you for calling, your order is ").Append(CardForms.Digits(random, 8))
                .Append(" and we will call +44 7700 900").Append(CardForms.Digits(random, 3))
                .Append(" about the meter readings that you sent us in March.\n");
            if (random.Next(40) == 0)
            {
                planted++;
                text.Append("caller: it is ").Append(
                    string.Join(random.Next(2) == 0 ? "" : " ", CardForms.Card(random, 0).Chunk(4).Select(x => new string(x))))
                    .Append(", thanks.\n");
            }
        }

        var whole = text.ToString();
        var bytes = Encoding.UTF8.GetBytes(whole);
        var found = 0;
        var own = Speed(() => found = PciText.Redact(whole).Findings.Count);
        await output.WriteLineAsync($"card numbers in UTF-8: {bytes.Length / own / 1e6:N0} MB/s, {found} of {planted} found");

        // The English words that are numbers or ask for a code. All 25 languages' take hyperscan more than half a minute to compile.
        var english = Lexicons.All.ToList().FindIndex(x => x.Words.ContainsKey("seven"));
        var words = Vocabulary.All.Where(x => (x.Value.IsNumber(english) || (x.Value.Sense is not WordSense.None
            && (x.Value.Languages >> english & 1) != 0)) && x.Key.All(char.IsAsciiLetterLower)).Select(x => x.Key).ToArray();
        foreach (var (name, with) in new[] { ("issuers' expressions and Luhn", Array.Empty<string>()),
            ($"the same and {words.Length} English words", words) })
        {
            var (numbers, reported) = (0, 0);
            var hyperscan = PciPeers.Hyperscan(with);
            var peer = hyperscan is null ? (double?)null : Speed(() => (numbers, reported) = hyperscan(bytes));
            await output.WriteLineAsync($"hyperscan, {name}: "
                + (peer is { } p ? $"{bytes.Length / p / 1e6:N0} MB/s, {numbers} numbers, {reported} words" : "not here"));
        }
    }

    /// <summary>
    /// An hour of 16-bit PCM as the pipeline takes it: probe, decode, keys, windows, then masked and sealed (AES-256-GCM, SHA-256) in one
    /// pass. Its peer does the parts that others sell: libspandsp's keys, and a bare loop of AES-GCM and SHA-256; it masks nothing.
    /// </summary>
    static async Task HourAsync(TextWriter output)
    {
        var mono = SoundMaker.Speech(12, 3600);
        DtmfMix.Telephone.Make(1, 16).Samples.CopyTo(mono, 8_000_000);
        var stereo = new double[mono.Length * 2];
        for (var i = 0; i < mono.Length; i++)
        {
            stereo[2 * i] = mono[i];
            stereo[(2 * i) + 1] = mono[mono.Length - 1 - i];
        }

        foreach (var (name, channels, samples) in ((string, int, double[])[])[("one channel", 1, [.. mono.Select(x => (double)x)]),
            ("two channels", 2, stereo)])
        {
            var wav = WavMaker.Simple(SampleEncoding.Pcm16, channels, 8000, samples);
            var file = new GateFile(0, "a.wav", "audio/wav", wav.Length, _ =>
                Task.FromResult<Stream>(new MemoryStream(wav, writable: false)));
            var input = new GateInput([file], [new(100, 130, PauseTrigger.Manual, [])], null, null, new());
            using var contenders = new SealingContenders();
            var plan = await PciGate.ExamineAsync(input, CancellationToken.None);
            var examined = Speed(() => PciGate.ExamineAsync(input, CancellationToken.None).GetAwaiter().GetResult());
            var whole = Speed(() =>
            {
                plan = PciGate.ExamineAsync(input, CancellationToken.None).GetAwaiter().GetResult();
                using var gated = PciGate.Apply(file, file.OpenAsync(CancellationToken.None).Result, plan);
                contenders.SealAsync(gated).GetAwaiter().GetResult();
            });
            var lines = Enumerable.Range(0, channels).Select(c => Enumerable.Range(0, mono.Length)
                .Select(i => (short)(samples[(i * channels) + c] * 32767)).ToArray()).ToArray();
            var peer = PciPeers.Spandsp() is { } spandsp
                ? Speed(() =>
                {
                    Array.ForEach(lines, x => spandsp(x));
                    SealingContenders.BareEncryptAndHashAsync(wav.Length).GetAwaiter().GetResult();
                })
                : (double?)null;
            await output.WriteLineAsync(
                $"an hour of 8 kHz PCM, {name}: {whole:F3} CPU seconds with sealing, {examined:F3} of them to examine; "
                + $"libspandsp dtmf_rx, AES-GCM and SHA-256: {(peer is { } p ? $"{p:F3}" : "not here")}");
        }
    }

    static IReadOnlyList<DtmfKey> Find(float[] samples)
    {
        var detector = new DtmfDetector(8000);
        detector.Add(samples);
        detector.End();
        return detector.Keys;
    }

    /// <summary>CPU seconds of one run: the best of five rounds, each long enough for the system's clock, after one to warm up.</summary>
    static double Speed(Action run)
    {
        const double roundSeconds = 0.25;
        var best = double.MaxValue;
        for (var round = 0; round <= 5; round++)
        {
            var (runs, spent) = (0, 0.0);
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            while (spent < roundSeconds)
            {
                run();
                runs++;
                spent = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
            }

            best = round == 0 ? best : Math.Min(best, spent / runs);
        }

        return best;
    }
}
