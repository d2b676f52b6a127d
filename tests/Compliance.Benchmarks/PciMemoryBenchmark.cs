using System.Text;
using Compliance.Pci;
using Compliance.TestKit;

namespace Compliance.Benchmarks;

/// <summary>The most live memory that the gate takes for one file, by the file's length: what a collection leaves, several times a
/// second.</summary>
static class PciMemoryBenchmark
{
    const long Megabyte = 1_000_000;

    static readonly long[] Lengths = [16 * Megabyte, 64 * Megabyte, 256 * Megabyte];
    static readonly TimeSpan Sampling = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync(TextWriter output)
    {
        await output.WriteLineAsync(
            $"| most live memory, by length | {string.Join(" | ", Lengths.Select(x => $"{x / Megabyte} MB"))} |\n| --- | --- | --- | --- |");
        foreach (var (name, type, file) in ((string, string, byte[])[])[("sound, two channels", "audio/wav", Sound()),
            ("chat, mail, notes", "text/plain", Chat()), ("keystrokes", "application/x-ndjson", Keys()),
            ("transcripts: turns", "application/json", Turns())])
        {
            var cells = new List<string>();
            foreach (var length in Lengths)
            {
                cells.Add(await MostAsync(name, type, file, length) is { } most ? $"{most / Megabyte} MB" : "refused");
            }

            await output.WriteLineAsync($"| {name} | {string.Join(" | ", cells)} |");
        }

        await output.WriteLineAsync();
    }

    /// <returns>Null if the gate does not read a file of that length.</returns>
    static async Task<long?> MostAsync(string name, string type, byte[] pattern, long length)
    {
        length -= length % pattern.Length;
        var file = new GateFile(0, name, type, length, _ => Task.FromResult<Stream>(new RepeatedStream(length, pattern)));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        var examined = Task.Run(() => PciGate.ExamineAsync(new([file], [], null, "en", new()), CancellationToken.None));
        while (await Task.WhenAny(examined, Task.Delay(Sampling)) != examined)
        {
            GC.Collect();
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false) - before);
        }

        return (await examined).Quarantine is null ? most : null;
    }

    /// <summary>A recorder that leaves the size open writes like this; what repeats the header is a click.</summary>
    static byte[] Sound()
    {
        var samples = SoundMaker.Speech(4, 30);
        return WavMaker.Simple(SampleEncoding.Pcm16, 2, 8000, [.. samples.SelectMany(x => (double[])[x, x])]) is var wav
            ? [.. wav[..40], 0, 0, 0, 0, .. wav[44..]] : [];
    }

    static byte[] Chat() => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(
        x => $"2026-03-02T09:15:{x % 60:D2}Z agent: thank you, your order is on its way and we will write to you about it.\n")));

    static byte[] Keys() => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(
        x => $$"""{"t":{{x}},"key":"{{(char)('a' + (x % 26))}}"}""" + "\n")));

    static byte[] Turns() => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(
        x => $$"""{"speaker":{{x % 2}},"start":{{x * 4}},"end":{{(x * 4) + 3}},"text":"thank you, your order is on its way to you now"}""" + "\n")));
}
