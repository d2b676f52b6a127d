using System.Text.Json;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Settings;

namespace Compliance.Recordings;

/// <summary>Adds up recordings one at a time, in bounded memory.</summary>
sealed class PciTally(PciPeriod period, TenantSettings settings)
{
    const int MostCases = 1000;
    const int MostQueues = 1000;
    const string OtherQueues = "*";

    readonly SortedDictionary<string, int> outcomes = Zeros<PciOutcome>();
    readonly SortedDictionary<string, int> kinds = Zeros<PciFindingKind>();
    readonly SortedDictionary<string, int> queues = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, int> recorders = new(StringComparer.Ordinal) { ["audio"] = 0, ["screen"] = 0, ["keystrokes"] = 0, ["text"] = 0, [PciText.Metadata] = 0 };
    readonly Dictionary<string, SortedDictionary<string, int>> coverage = new(StringComparer.Ordinal);
    readonly List<PciCase> cases = [];
    int recordings;
    int scanned;
    int unverified;
    int obeyed;
    int ignored;
    int destroyed;
    int unexpected;
    double masked;

    public void AddUnverified()
    {
        recordings++;
        unverified++;
    }

    /// <param name="manifest">Verified; null if the recording has none (erased, or not yet created).</param>
    public void Add(RecordingId id, RecordingDocument document, RecordingManifest? manifest)
    {
        recordings++;
        if (document.Quarantine is { Destroyed: true })
        {
            destroyed++;
        }

        if (manifest?.PciOfAll is not { } pci)
        {
            return;
        }

        scanned++;
        outcomes[Name(pci.Outcome)]++;
        masked += manifest.Files.Sum(x => Seconds(x.Masked));
        AddCoverage(pci.Coverage);
        AddWindows(pci);
        foreach (var (number, finding) in manifest.Pci!.Findings.Index())
        {
            AddFinding(id, $"{id}/{number}", finding, Source(finding.File, manifest), Cause(finding, pci, document.Facts.Queue), document);
        }

        foreach (var (number, finding) in manifest.MetadataFindings.Index())
        {
            AddFinding(id, $"{id}/{PciText.Metadata}-{number}", finding, PciText.Metadata, "inMetadata", document);
        }
    }

    public PciReportDocument Total() => new(
        period.From,
        period.To,
        recordings,
        scanned,
        unverified,
        outcomes,
        new PciFindingCounts(kinds.Values.Sum(), kinds, queues, recorders),
        new PciWindowCounts(obeyed, ignored),
        coverage.ToDictionary(x => x.Key, x => (IReadOnlyDictionary<string, int>)x.Value, StringComparer.Ordinal),
        Math.Round(masked, 3),
        destroyed,
        new PciUnexpected(unexpected, cases));

    void AddFinding(RecordingId id, string caseId, PciFinding finding, string source, string cause, RecordingDocument document)
    {
        var queue = document.Facts.Queue;
        kinds[Name(finding.Kind)]++;
        recorders[source]++;
        var counted = queues.ContainsKey(queue ?? "") || queues.Count < MostQueues ? queue ?? "" : OtherQueues;
        queues[counted] = queues.GetValueOrDefault(counted) + 1;

        // Only kinds that are card data count. Telephone keys, and content recorded in a pause, tell where data came from and not what it
        // is.
        if (finding.Kind is PciFindingKind.Pan or PciFindingKind.SpokenPan or PciFindingKind.Track)
        {
            unexpected++;
            if (cases.Count < MostCases)
            {
                var fix = source == PciText.Metadata ? "removed"
                    : document.Quarantine is { Destroyed: true } ? "destroyed" : document.Quarantine is not null ? "withheld" : "removed";
                cases.Add(new PciCase(
                    caseId,
                    id,
                    document.Facts.StartedAt,
                    queue,
                    finding.File,
                    source,
                    finding.Kind,
                    finding.Digits,
                    finding.Scheme,
                    cause,
                    fix));
            }
        }
    }

    string Cause(PciFinding finding, PciReport pci, string? queue) =>
        pci.Findings.Any(
            x => x.Kind is PciFindingKind.ContentInPauseWindow && x.Start < (finding.End ?? finding.Start) && finding.Start < x.End)
            ? "pauseIgnored"
            : settings.PciPolicyFor(queue).TakesPayments ? "notPaused" : "queueTakesNoPayments";

    void AddWindows(PciReport pci)
    {
        var broken = pci.Findings.Where(x => x.Kind is PciFindingKind.ContentInPauseWindow).Select(x => (x.Start, x.End)).Distinct().Count();
        ignored += broken;
        obeyed += Math.Max(0, pci.Windows.Count - broken);
    }

    void AddCoverage(PciCoverage seen)
    {
        (string Medium, CoverageLevel Level)[] media =
        [
            ("text", seen.Text), ("dtmf", seen.Dtmf), ("speech", seen.Speech), ("screen", seen.Screen), ("keystrokes", seen.Keystrokes),
        ];
        foreach (var (medium, level) in media)
        {
            if (!coverage.TryGetValue(medium, out var levels))
            {
                coverage[medium] = levels = Zeros<CoverageLevel>();
            }

            levels[Name(level)]++;
        }
    }

    static string Source(string file, RecordingManifest manifest)
    {
        // A destroyed file is no longer in the manifest, so its type is inferred from its name.
        var type = manifest.Files.FirstOrDefault(x => x.Name == file)?.ContentType ?? Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".wav" or ".mp3" or ".ogg" or ".opus" or ".flac" or ".m4a" => "audio/*",
            ".mp4" or ".webm" or ".mkv" or ".avi" => "video/*",
            _ => "",
        };
        return FileKinds.Of(new GateFile(0, file, type, 0, _ => Task.FromResult(Stream.Null))) switch
        {
            FileKind.Audio => "audio",
            FileKind.Video => "screen",
            FileKind.Keystrokes => "keystrokes",
            _ => "text",
        };
    }

    static double Seconds(IReadOnlyList<GateMask> masks)
    {
        var (sum, reached) = (0.0, 0.0);
        foreach (var mask in masks.OrderBy(x => x.Start))
        {
            sum += Math.Max(0, mask.End - Math.Max(mask.Start, reached));
            reached = Math.Max(reached, mask.End);
        }

        return sum;
    }

    static SortedDictionary<string, int> Zeros<T>()
        where T : struct, Enum =>
            new(Enum.GetValues<T>().ToDictionary(x => Name(x), _ => 0, StringComparer.Ordinal), StringComparer.Ordinal);

    static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
