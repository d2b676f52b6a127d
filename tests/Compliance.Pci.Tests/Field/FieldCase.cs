using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Compliance.Pci.Tests.Field;

/// <summary>What a recorder or recogniser delivers for one call, and what the gate has to make of it. All people and numbers are
/// invented.</summary>
sealed record FieldCase(
    string Name,
    IReadOnlyList<FieldFile> Files,
    string? Language,
    IReadOnlyList<FieldWindow> PauseWindows,
    FieldExpectation Expect)
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<FieldCase> In(string folder) => JsonSerializer.Deserialize<List<FieldCase>>(
        File.ReadAllText(Path.Combine(PathOf(folder), "cases.json")), Options)!;

    static string PathOf(string folder) => Repository.PathOf("tests", "Compliance.Pci.Tests", "Field", folder);

    public GateInput Input(string folder) => new(
        [.. Files.Select((x, i) => PciSamples.File(x.Name, x.ContentType, Bytes(folder, x.File), i))],
        [.. PauseWindows.Select(x => PciSamples.Window(x.Start, x.End, PauseChannel.Audio))],
        null,
        Language,
        new PciPolicy());

    /// <summary>Everything that the plan does not bear out; empty if the gate did right.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(GateInput input, GatePlan plan)
    {
        var faults = new List<string>();
        Fault(!Expect.Outcome.Contains(JsonNamingPolicy.CamelCase.ConvertName(plan.Outcome.ToString())), $"outcome {plan.Outcome}");
        Fault(plan.Quarantine?.Reason != Expect.Quarantine && !Expect.Outcome.Contains("quarantined"), $"quarantine {plan.Quarantine}");
        Fault(plan.Quarantine?.Class is QuarantineClass.CardData, "destroyed");
        foreach (var (name, level) in Expect.Coverage ?? [])
        {
            var got = name == "speech" ? plan.Coverage.Speech : plan.Coverage.Text;
            Fault(!level.Equals(got.ToString(), StringComparison.OrdinalIgnoreCase), $"{name} {got}");
        }

        if (plan.Quarantine is not null)
        {
            return faults;
        }

        foreach (var file in input.Files)
        {
            var sealedBytes = await PciSamples.AppliedAsync(file, plan);
            if (file.ContentType.StartsWith("audio/", StringComparison.Ordinal))
            {
                var before = await ReadAsync(file);
                foreach (var stretch in Expect.Silent ?? [])
                {
                    Fault(!Same(sealedBytes, null, stretch), $"audible at {stretch[0]} to {stretch[1]}");
                }

                foreach (var stretch in Expect.Audible ?? [])
                {
                    Fault(!Same(sealedBytes, before, stretch), $"changed at {stretch[0]} to {stretch[1]}");
                }

                continue;
            }

            var text = Text(sealedBytes);
            faults.AddRange((Expect.Gone ?? []).Where(x => text.Contains(x, StringComparison.Ordinal)).Select(x => $"left {x}"));
            faults.AddRange((Expect.Kept ?? []).Where(x => !text.Contains(x, StringComparison.Ordinal)).Select(x => $"lost {x}"));
        }

        return faults;

        void Fault(bool wrong, string what)
        {
            if (wrong)
            {
                faults.Add(what);
            }
        }
    }

    static string Text(byte[] bytes) => bytes is [0xFF, 0xFE, ..] ? Encoding.Unicode.GetString(bytes) : Encoding.UTF8.GetString(bytes);

    /// <summary>Compares 16-bit PCM behind a header of 44 bytes with other sound, or with silence.</summary>
    static bool Same(byte[] wav, byte[]? other, double[] seconds)
    {
        var (rate, frame) = (BitConverter.ToInt32(wav, 24), BitConverter.ToInt16(wav, 32));
        var from = 44 + (frame * (int)(seconds[0] * rate));
        var to = 44 + (frame * (int)(seconds[1] * rate));
        return other is null ? !wav.AsSpan(from..to).ContainsAnyExcept((byte)0) : wav.AsSpan(from..to).SequenceEqual(other
            .AsSpan(from..to));
    }

    static byte[] Bytes(string folder, string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(PathOf(folder), file));
        if (!file.EndsWith(".gz", StringComparison.Ordinal))
        {
            return bytes;
        }

        using var plain = new MemoryStream();
        using var zip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        zip.CopyTo(plain);
        return plain.ToArray();
    }

    static async Task<byte[]> ReadAsync(GateFile file)
    {
        await using var stream = await file.OpenAsync(CancellationToken.None);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }
}

sealed record FieldFile(string Name, string ContentType, string File);

sealed record FieldWindow(double Start, double End);

/// <param name="Silent">Stretches in seconds that must be silent on every channel.</param>
/// <param name="Audible">Stretches that must not be touched.</param>
/// <param name="Gone">What no sealed text may hold.</param>
sealed record FieldExpectation(
    IReadOnlyList<string> Outcome,
    Dictionary<string, string>? Coverage,
    string? Quarantine,
    IReadOnlyList<double[]>? Silent,
    IReadOnlyList<double[]>? Audible,
    IReadOnlyList<string>? Gone,
    IReadOnlyList<string>? Kept);
