using Compliance.Pci.Text;
using Compliance.Pci.Wav;

namespace Compliance.Pci;

/// <summary>Gathers what the files gave and decides on the whole recording.</summary>
sealed class Examination(GateInput input)
{
    readonly List<TextResult> texts = [];
    readonly List<MediaResult> media = [];

    /// <summary>The windows that make sense, in order.</summary>
    public IReadOnlyList<GateWindow> Windows { get; } = [.. input.PauseWindows
        .Where(x => double.IsFinite(x.Start) && double.IsFinite(x.End) && x.End > x.Start && x.End > 0)
        .OrderBy(x => x.Start).ThenBy(x => x.End)];

    public void Add(TextResult result) => texts.Add(result);

    public void Add(MediaResult result) => media.Add(result);

    public GatePlan Plan()
    {
        var masks = Masks();
        var findings = texts.SelectMany(x => x.Findings).Concat(media.SelectMany(WindowFindings)).ToList();
        var coverage = Coverage();
        var quarantine = Quarantine(findings, coverage);
        var await = quarantine is null && coverage.Speech is CoverageLevel.NotExamined
            && input.Policy.UnexaminedOrDefault is UnexaminedRule.AwaitTranscript;
        var outcome = quarantine is not null ? PciOutcome.Quarantined
            : !coverage.Complete ? PciOutcome.PartlyExamined
            : findings.Count > 0 ? PciOutcome.Masked
            : PciOutcome.Clean;
        return new(outcome, coverage, findings, Files(masks), quarantine, await);
    }

    static IEnumerable<PciFinding> WindowFindings(MediaResult result) =>
        result.LoudWindows.Select(x => new PciFinding(
            result.File.Name,
            PciFindingKind.ContentInPauseWindow,
            Math.Max(0, x.Window.Start),
            x.Window.End,
            x.Channels.Count == 1 && result.Layout?.Channels > 1 ? x.Channels[0] : null));

    IReadOnlyList<GateMask> Masks() =>
        [.. media.SelectMany(x => x.LoudWindows).Select(x => x.Window).Distinct().OrderBy(x => x.Start)
            .Select(x => new GateMask(Math.Max(0, x.Start - input.Policy.PreRollSeconds), x.End, PciFindingKind.ContentInPauseWindow))];

    IReadOnlyList<GateFilePlan> Files(IReadOnlyList<GateMask> masks)
    {
        var plans = new List<GateFilePlan>();
        foreach (var text in texts.Where(x => x.Edits.Count > 0))
        {
            plans.Add(new(text.File.Ordinal, text.File.Name, null, [], text.Edits));
        }

        foreach (var medium in media)
        {
            if (medium.Layout is { } layout && masks.Any(x => x.Start < layout.Seconds))
            {
                plans.Add(new(medium.File.Ordinal, medium.File.Name, layout, Clip(masks, layout), []));
            }
        }

        return [.. plans.OrderBy(x => x.Ordinal)];
    }

    static IReadOnlyList<GateMask> Clip(IReadOnlyList<GateMask> masks, WavLayout layout) =>
        [.. masks.Where(x => x.Start < layout.Seconds).Select(x => x with { End = Math.Min(x.End, layout.Seconds) })];

    PciCoverage Coverage()
    {
        var audio = media.Where(x => FileKinds.Of(x.File) is FileKind.Audio).ToList();
        return new(
            texts.Any(x => x.Kind is not FileKind.Keystrokes) ? CoverageLevel.NotExamined : CoverageLevel.Absent,
            media.Count > 0 ? CoverageLevel.NotExamined : CoverageLevel.Absent,
            media.Count == 0 ? CoverageLevel.Absent
                : audio.Count == media.Count && Obeyed(audio) ? CoverageLevel.ProvedByPause
                : CoverageLevel.NotExamined,
            media.Count > audio.Count ? CoverageLevel.NotExamined : CoverageLevel.Absent,
            texts.Any(x => x.Kind is FileKind.Keystrokes && x.File.Length > 0) ? CoverageLevel.NotExamined : CoverageLevel.Absent);
    }

    /// <summary>There were windows that reach the audio, and all of it is silent in them.</summary>
    bool Obeyed(IReadOnlyList<MediaResult> audio) =>
        Windows.Any(x => x.Reaches(PauseChannel.Audio)) && audio.All(x => x.Layout is not null && x.LoudWindows.Count == 0);

    GateQuarantine? Quarantine(IReadOnlyList<PciFinding> findings, PciCoverage coverage)
    {
        if (media.Any(x => x.ClaimsWav))
        {
            return new(QuarantineReason.UnreadableMedia, QuarantineClass.Integrity);
        }

        if (texts.Any(x => !x.Readable))
        {
            return new(QuarantineReason.UnreadableText, QuarantineClass.Integrity);
        }

        if (media.Any(x => x.Layout is null && Windows.Any(w => Reaches(w, x))))
        {
            return new(QuarantineReason.UnmaskableMedia, QuarantineClass.Integrity);
        }

        return !coverage.Complete && input.Policy.UnexaminedOrDefault is UnexaminedRule.Quarantine
            ? new(QuarantineReason.NotExamined, QuarantineClass.Integrity)
            : null;
    }

    static bool Reaches(GateWindow window, MediaResult medium) =>
        window.Reaches(PauseChannel.Audio) || (FileKinds.Of(medium.File) is FileKind.Video && window.Reaches(PauseChannel.Screen));
}
