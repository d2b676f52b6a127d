using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>Makes finds of the gate's findings: one per examination and file.</summary>
static class PciFinds
{
    /// <summary>The finds of a recording once a sealing takes effect.</summary>
    /// <param name="before">The manifest before it.</param>
    /// <param name="metadata">What was found in the metadata.</param>
    /// <param name="quarantine">What the sealing leads to; null if the recording is sealed.</param>
    public static IReadOnlyList<PciFind> After(
        RecordingManifest before,
        SealingRunState run,
        GatePlan plan,
        IReadOnlyList<PciFinding> metadata,
        QuarantineState? quarantine,
        DateTimeOffset at)
    {
        var found = New(before, plan);
        var fix = quarantine switch
        {
            null => PciFindFix.Removed,
            { Destroyed: true } or { Class: QuarantineClass.CardData } => PciFindFix.Destroyed,
            _ => PciFindFix.Withheld,
        };
        var hasSad = IsSad(found) || IsSad(metadata);
        var origin = OriginOf(run);
        var finds = before.Finds.ToList();
        foreach (var file in found.GroupBy(x => x.File, StringComparer.Ordinal))
        {
            var source = run.Sources.First(x => x.Name == file.Key);

            var former = source.FromGeneration is null ? null : before.Pci?.Gate;
            finds.Add(Of(finds.Count + 1, at, origin, former, file.Key, SourceOf(source), [.. file], hasSad, fix));
        }

        return Add(finds, metadata, origin, before.Pci?.Gate, at, hasSad);
    }

    /// <summary>The finds of a recording whose metadata was written, with those that it had.</summary>
    public static IReadOnlyList<PciFind> InMetadata(
        IReadOnlyList<PciFinding> findings, PciFindOrigin origin, int? former, DateTimeOffset at, IReadOnlyList<PciFind> after) =>
        Add([.. after], findings, origin, former, at, IsSad(findings));

    /// <summary>Findings of a plan that the recording's gate did not have before.</summary>
    public static IReadOnlyList<PciFinding> New(RecordingManifest before, GatePlan plan) =>
        [.. plan.Findings.Except(before.Pci?.Findings ?? [])];

    static List<PciFind> Add(
        List<PciFind> finds, IReadOnlyList<PciFinding> metadata, PciFindOrigin origin, int? former, DateTimeOffset at, bool hasSad)
    {
        if (metadata.Count > 0)
        {
            finds.Add(Of(
                finds.Count + 1, at, origin, former, file: null, PciFindSource.Metadata, metadata, hasSad, PciFindFix.Removed));
        }

        return finds;
    }

    static PciFind Of(
        int number,
        DateTimeOffset at,
        PciFindOrigin origin,
        int? former,
        string? file,
        PciFindSource source,
        IReadOnlyList<PciFinding> findings,
        bool hasSad,
        PciFindFix fix) => new(
            number,
            at,
            origin,
            PciGate.Version,
            former,
            file,
            source,
            [.. findings.Select(x => FormOf(x, source)).Distinct().Order()],
            findings.CountBy(x => x.Kind).OrderBy(x => x.Key).ToDictionary(),
            [.. findings.Select(x => x.Scheme).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            hasSad,
            fix);

    static PciFindOrigin OriginOf(SealingRunState run) =>
        run.IsRescan ? PciFindOrigin.Rescan
        : run.Sources.All(x => x.FromGeneration is not null) ? PciFindOrigin.Reexamination
        : PciFindOrigin.Ingest;

    static PciFindForm FormOf(PciFinding finding, PciFindSource source) => finding.Kind switch
    {
        PciFindingKind.ContentInPauseWindow => PciFindForm.Pause,
        PciFindingKind.Dtmf => PciFindForm.Dtmf,
        PciFindingKind.SpokenPan => PciFindForm.Speech,
        PciFindingKind.Keystrokes => PciFindForm.Keys,
        _ => source switch
        {
            PciFindSource.Audio or PciFindSource.Screen or PciFindSource.Transcript => PciFindForm.Speech,
            PciFindSource.Keystrokes => PciFindForm.Keys,
            _ => PciFindForm.Text,
        },
    };

    static PciFindSource SourceOf(SealingSource source) => FileKinds.Of(source.Name, source.ContentType) switch
    {
        FileKind.Audio => PciFindSource.Audio,
        FileKind.Video => PciFindSource.Screen,
        FileKind.Transcript => PciFindSource.Transcript,
        FileKind.Keystrokes => PciFindSource.Keystrokes,
        _ => PciFindSource.Text,
    };

    static bool IsSad(IEnumerable<PciFinding> findings) =>
        findings.Any(x => x.Kind is PciFindingKind.Cvv or PciFindingKind.Pin or PciFindingKind.Track);
}
