namespace Compliance.Pci;

/// <summary>Rates how well each medium was examined. A medium that was not demonstrably examined counts as not examined.</summary>
/// <param name="refusal">Why the recogniser did not take all sound, as a clause; null if it did or was not asked.</param>
sealed class Coverage(
    GateInput input,
    IReadOnlyList<GateWindow> windows,
    IReadOnlyList<TextResult> texts,
    IReadOnlyList<MediaResult> media,
    string? refusal)
{
    const double AgreeSeconds = 2;

    readonly List<MediaResult> audio = [.. media.Where(x => FileKinds.Of(x.File) is FileKind.Audio)];

    public PciCoverage Read(IReadOnlyList<GateMask> masks)
    {
        var speech = Speech(masks);
        var coverage = new PciCoverage(
            Texts(x => x is not FileKind.Keystrokes),
            Dtmf(),
            speech,
            Screen(),
            Texts(x => x is FileKind.Keystrokes),
            speech is CoverageLevel.Examined && texts.Any(x => x.Heard) ? input.Transcriber?.Engine.Name : null);
        return coverage with { Reasons = Reasons(coverage) is { Count: > 0 } reasons ? reasons : null };
    }

    List<string> Reasons(PciCoverage coverage) =>
    [
        .. texts.Where(x => x.Form.Unplaced).Select(x => $"{x.File.Name}: has no times, so what was said in a pause may be in it."),
        .. texts.Where(x => HoldsFiles(x, audible: true)).Select(x => $"{x.File.Name}: holds a recording that was not examined."),
        .. texts.Where(x => HoldsFiles(x, audible: false)).Select(x => $"{x.File.Name}: holds a file that was not examined."),
        .. texts.Where(x => !x.Understood).Select(x => $"{x.File.Name}: is in a language or a form that the gate does not understand."),
        .. media.Where(x => x.Seconds is null).Select(x => $"{x.File.Name}: its sound is in an encoding that is not decoded here."),
        .. coverage.Speech is CoverageLevel.NotExamined && media.Count > 0 ? [Unheard()] : (string[])[],
    ];

    string Unheard()
    {
        const string missing = "No transcript accounts for all that is said";
        var engine = input.Transcriber?.Engine.Name;
        return refusal is not null ? $"{missing}, and {engine} {refusal}."
            : texts.Any(x => x.Heard) ? $"{engine} made out no words for more than {SpeechCoverage.TolerableGap} seconds of sound."
            : $"{missing}.";
    }

    /// <summary>
    /// True if the media is shorter than the call by the total length of the windows: the recorder stopped, so the media holds none of
    /// them.
    /// </summary>
    public static bool RecorderStopped(GateMedia? media, IReadOnlyList<GateWindow> windows)
    {
        var paused = windows.Sum(x => x.End - x.Start);
        return paused > 0 && media is { DurationSeconds: { } recorded, CallSeconds: { } call }
            && Math.Abs(call - recorded - paused) <= Math.Max(AgreeSeconds, paused / 10);
    }

    public static bool Reaches(GateWindow window, MediaResult medium) =>
        window.Reaches(PauseChannel.Audio) || (FileKinds.Of(medium.File) is FileKind.Video && window.Reaches(PauseChannel.Screen));

    /// <summary>True if a text (a vCon) holds files that nobody looked into: sound that was not found as such, or others.</summary>
    bool HoldsFiles(TextResult text, bool audible)
    {
        var held = text.Form.Inline?.Count(x => IsAudible(x.MediaType) == audible) ?? 0;
        return held > (audible ? media.Count(x => x.Inline is not null && x.File.Ordinal == text.File.Ordinal) : 0);
    }

    static bool IsAudible(string type) =>
        type.StartsWith("audio/", StringComparison.Ordinal) || type.StartsWith("video/", StringComparison.Ordinal);

    CoverageLevel Texts(Func<FileKind, bool> kind)
    {
        var own = texts.Where(x => !x.Heard && kind(x.Kind)).ToList();
        return own.Count == 0 ? CoverageLevel.Absent
            : own.TrueForAll(x => x is { Failure: null, Understood: true, Form.Unplaced: false } && !HoldsFiles(x, audible: false))
                ? CoverageLevel.Examined
            : CoverageLevel.NotExamined;
    }

    CoverageLevel Dtmf() =>
        texts.Any(x => HoldsFiles(x, audible: true)) ? CoverageLevel.NotExamined
        : media.Count == 0 ? CoverageLevel.Absent
        : media.All(x => x.Entries is not null) ? CoverageLevel.Examined
        : RecorderStopped(input.Media, windows) ? CoverageLevel.ProvedByPause
        : CoverageLevel.NotExamined;

    CoverageLevel Speech(IReadOnlyList<GateMask> masks)
    {
        if (refusal is not null || texts.Any(x => HoldsFiles(x, audible: true)))
        {
            return CoverageLevel.NotExamined;
        }

        if (media.Count == 0)
        {
            return CoverageLevel.Absent;
        }

        var said = texts.Where(x => x is { Kind: FileKind.Transcript, Failure: null, Understood: true }).SelectMany(x => x.Timed).ToList();
        var silenced = masks.Select(x => (x.Start, x.End)).ToList();
        if (media.All(x => x.Seconds is null ? said.Count > 0 : SpeechCoverage.IsComplete(x.LoudSeconds, said, silenced)))
        {
            return CoverageLevel.Examined;
        }

        return Obeyed() || RecorderStopped(input.Media, windows) ? CoverageLevel.ProvedByPause : CoverageLevel.NotExamined;
    }

    CoverageLevel Screen() =>
        media.Count == audio.Count ? CoverageLevel.Absent
        : RecorderStopped(input.Media, windows) ? CoverageLevel.ProvedByPause
        : CoverageLevel.NotExamined;

    /// <summary>Windows reached the audio, and every file is silent in all of them.</summary>
    bool Obeyed() =>
        windows.Any(x => x.Reaches(PauseChannel.Audio)) && audio.Count == media.Count
        && audio.TrueForAll(x => x.Seconds is not null && x.LoudWindows.Count == 0);
}
