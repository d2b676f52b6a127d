using System.Text;
using System.Text.Json.Nodes;

namespace Compliance.Pci.Tests;

/// <summary>
/// Files of calls, changed in seeded ways: the gate never throws, its plan can be carried out to the last byte, and what it has let
/// through has no card number in it when it is examined again.
/// </summary>
public sealed class MutatedFilesTests(ITestOutputHelper output)
{
    const int MostSound = 60_000;

    static readonly string[] Calls = ["001-paused", "002-pause-ignored", "003-dtmf", "004-spoken", "005-typed"];

    static readonly string Chat = """
        [09:15] Anna: the card is 4829 1177 6405 2380
        [09:16] Ben: and the code? 931, it expires 11/27
        IBAN DE89 3704 0044 0532 0130 00, order 4829117764052381
        """;

    static readonly string Captions = """
        WEBVTT

        00:00:05.110 --> 00:00:09.020
        <v Anna>four eight two nine one one seven seven</v>

        00:00:09.100 --> 00:00:13.200
        <v Anna>six four zero five two three eight zero</v>
        """;

    public static TheoryData<string, string> Kinds { get; } = new()
    {
        { "media.wav", "audio/wav" },
        { "transcript.json", "application/json" },
        { "keystrokes.jsonl", "application/x-ndjson" },
        { "chat.txt", "text/plain" },
        { "captions.vtt", "text/plain" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_changed_file_is_read_and_masked_or_refused(string name, string contentType) => RunAsync(name, contentType, 150);

    [Theory]
    [SoakData("media.wav", "audio/wav", 20_000)]
    [SoakData("transcript.json", "application/json", 20_000)]
    [SoakData("keystrokes.jsonl", "application/x-ndjson", 20_000)]
    [SoakData("chat.txt", "text/plain", 20_000)]
    [SoakData("captions.vtt", "text/plain", 20_000)]
    public Task Many_changed_files_are_read_and_masked_or_refused(string name, string contentType, int times) =>
        RunAsync(name, contentType, times);

    async Task RunAsync(string name, string contentType, int times)
    {
        var mutations = new Mutations(Seeds.Current);
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < times; i++)
        {
            var (call, original) = OriginalOf(name, i);
            var changed = contentType == "application/json" ? mutations.Of(JsonNode.Parse(original)!) : mutations.Of(original);
            var file = PciSamples.File(name, contentType, changed, seekable: true);
            var input = PciSamples.Recording(call) with { Files = [file] };
            var plan = await PciGate.ExamineAsync(input, TestContext.Current.CancellationToken);
            var outcome = plan.Quarantine?.Reason ?? plan.Outcome.ToString();
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            if (plan.Quarantine is null)
            {
                await CheckAppliedAsync(input, file, plan, i);
            }
        }

        output.WriteLine($"seed {Seeds.Current}, {name}: {string.Join(", ", outcomes.Select(x => $"{x.Key} {x.Value}"))}");
    }

    static async Task CheckAppliedAsync(GateInput input, GateFile file, GatePlan plan, int round)
    {
        var passed = await PciSamples.AppliedAsync(file, plan);
        var again = await PciGate.ExamineAsync(
            input with { Files = [PciSamples.File(file.Name, file.ContentType, passed, seekable: true)] },
            TestContext.Current.CancellationToken);
        var left = again.Findings.Where(x => x.Kind is PciFindingKind.Pan or PciFindingKind.SpokenPan or PciFindingKind.Track).ToArray();
        Assert.True(left.Length == 0, $"round {round}: {string.Join(", ", left.Select(x => $"{x.Kind} {x.Start}-{x.End}"))}");
    }

    static (string Call, byte[] Content) OriginalOf(string name, int round)
    {
        var call = Calls[round % Calls.Length];
        return name switch
        {
            "chat.txt" => (call, Encoding.UTF8.GetBytes(Chat)),
            "captions.vtt" => (call, Encoding.UTF8.GetBytes(Captions)),
            "media.wav" => (call, [.. File.ReadAllBytes(PathOf(call, name)).Take(MostSound)]),
            _ => (call, File.ReadAllBytes(PathOf(call, name))),
        };
    }

    static string PathOf(string call, string name) => Path.Combine(LabelledCalls.FolderOf(call), name);
}
