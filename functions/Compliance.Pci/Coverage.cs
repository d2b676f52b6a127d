namespace Compliance.Pci;

/// <summary>Rates how well each medium was examined. A medium that was not demonstrably examined counts as not examined.</summary>
sealed class Coverage(
    GateInput input,
    IReadOnlyList<GateWindow> windows,
    IReadOnlyList<TextResult> texts,
    IReadOnlyList<MediaResult> media)
{
    const double AgreeSeconds = 2;

    readonly List<MediaResult> audio = [.. media.Where(x => FileKinds.Of(x.File) is FileKind.Audio)];

    public PciCoverage Read(IReadOnlyList<GateMask> masks)
    {
        var speech = Speech(masks);
        return new(
            Texts(x => x is not FileKind.Keystrokes),
            Dtmf(),
            speech,
            Screen(),
            Texts(x => x is FileKind.Keystrokes),
            speech is CoverageLevel.Examined && texts.Any(x => x.Heard) ? input.Transcriber?.Name : null);
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

    CoverageLevel Texts(Func<FileKind, bool> kind)
    {
        var own = texts.Where(x => !x.Heard && kind(x.Kind)).ToList();
        return own.Count == 0 ? CoverageLevel.Absent
            : own.TrueForAll(x => x.Failure is null) ? CoverageLevel.Examined
            : CoverageLevel.NotExamined;
    }

    CoverageLevel Dtmf() =>
        media.Count == 0 ? CoverageLevel.Absent
        : media.All(x => x.Entries is not null) ? CoverageLevel.Examined
        : RecorderStopped(input.Media, windows) ? CoverageLevel.ProvedByPause
        : CoverageLevel.NotExamined;

    CoverageLevel Speech(IReadOnlyList<GateMask> masks)
    {
        if (media.Count == 0)
        {
            return CoverageLevel.Absent;
        }

        var said = texts.Where(x => x.Kind is FileKind.Transcript && x.Failure is null).SelectMany(x => x.Timed).ToList();
        var accounted = said.Concat(masks.Select(x => (x.Start, x.End))).ToList();
        var gap = said.Count > 0 ? SpeechCoverage.TolerableGap : 0;
        if (media.All(x => x.Seconds is null ? said.Count > 0 : SpeechCoverage.IsComplete(x.LoudSeconds, accounted, gap)))
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
