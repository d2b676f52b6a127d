namespace Compliance.Pci;

/// <summary>Collects the results of all files and decides on the whole recording.</summary>
sealed class Examination(GateInput input)
{
    /// <summary>Tones ring on after a key is released, and the detector hears them slightly late. Seconds.</summary>
    const double KeyMargin = 0.1;

    readonly List<TextResult> texts = [];
    readonly List<MediaResult> media = [];
    string? refusal;

    /// <summary>The valid windows, in order of time.</summary>
    public IReadOnlyList<GateWindow> Windows { get; } = [.. input.PauseWindows
        .Where(x => double.IsFinite(x.Start) && double.IsFinite(x.End) && x.End > x.Start && x.End > 0)
        .OrderBy(x => x.Start).ThenBy(x => x.End)];

    /// <summary>Length of the longest medium, from its samples or else from the recorder's metadata; null if neither gives it.</summary>
    public double? MediaSeconds => media.Max(x => x.Seconds) ?? input.Media?.DurationSeconds ?? input.Media?.CallSeconds;

    /// <summary>When there is sound in the longest medium; null if none could be read.</summary>
    public SoundTimes? Sound => media.Select(x => x.Times).MaxBy(x => x?.Seconds ?? 0);

    public CallClock Clock => new(MediaSeconds, input.StartedAt, Sound);

    public void Add(TextResult result) => texts.Add(result);

    public void Add(MediaResult result) => media.Add(result);

    /// <summary>Has speech recognised.</summary>
    /// <exception cref="IOException">The recogniser could not be asked; the step may be retried.</exception>
    public async Task ListenAsync(ISpeechTranscriber transcriber, CancellationToken cancellationToken)
    {
        var recognition = new SpeechRecognition(transcriber, input);
        var silenced = Masks();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(transcriber.Engine.Patience);
        foreach (var medium in media.Where(x => x.Seconds is not null && refusal is null))
        {
            try
            {
                (var heard, refusal) = await recognition.ReadAsync(medium, silenced, patience.Token);
                texts.Add(heard);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                refusal = $"took longer than {transcriber.Engine.Patience.TotalMinutes:0} minutes";
            }
        }
    }

    public GatePlan Plan()
    {
        var masks = Masks();
        var coverage = new Coverage(input, Windows, texts, media, refusal).Read(masks);
        var replaced = media.Where(x => FilePlans.Replaced(x, masks)).Select(x => x.File.Name).ToHashSet(StringComparer.Ordinal);
        var findings = texts.SelectMany(x => x.Findings).Concat(media.SelectMany(MediaFindings)).Select(Rounded)
            .Select(x => replaced.Contains(x.File) ? x with { ReplacedBy = GateSound.ReplacementType } : x).ToList();
        var quarantine = Quarantine(coverage);
        var wait = quarantine is null && coverage.Speech is CoverageLevel.NotExamined
            && input.Policy.UnexaminedOrDefault is UnexaminedRule.AwaitTranscript;
        var outcome = quarantine is not null ? PciOutcome.Quarantined
            : !coverage.Complete || coverage.Speech is CoverageLevel.ProvedByPause ? PciOutcome.PartlyExamined
            : findings.Count > 0 ? PciOutcome.Masked
            : PciOutcome.Clean;

        // The privacy team reads what is quarantined for other reasons, so card data is removed from it as well.
        var files = quarantine is { Class: QuarantineClass.CardData } ? [] : new FilePlans(texts, media, masks).All();
        return new(outcome, coverage, findings, files, quarantine, wait);
    }

    /// <summary>Rounds to milliseconds; further digits are an artefact of arithmetic.</summary>
    static PciFinding Rounded(PciFinding finding) => finding with
    {
        Start = finding.Start is { } start ? Math.Round(start, 3) : null,
        End = finding.End is { } end ? Math.Round(end, 3) : null,
    };

    IEnumerable<PciFinding> MediaFindings(MediaResult result)
    {
        var name = result.File.Name;
        foreach (var (window, channels) in result.LoudWindows)
        {
            var channel = channels.Count == 1 && result.Channels > 1 ? channels[0] : (int?)null;
            yield return new(name, PciFindingKind.ContentInPauseWindow, Math.Max(0, window.Start), window.End, channel);
        }

        foreach (var stretch in Spoken().Where(_ => FileKinds.Of(result.File) is FileKind.Audio))
        {
            yield return new(name, stretch.Kind, stretch.Start, stretch.End, null, stretch.Digits, stretch.Scheme);
        }

        foreach (var finding in result.Tags.Findings)
        {
            yield return finding;
        }

        if (IsSaidSomewhere && result.Seconds is { } whole)
        {
            yield return new(name, PciFindingKind.SpokenPan, 0, whole);
        }

        var entries = Masked(result).ToList();
        foreach (var entry in entries)
        {
            yield return new(name, PciFindingKind.Dtmf, entry.Start, entry.End, entry.Channel, entry.Digits);
        }

        foreach (var finding in DtmfNames.Of(name, entries))
        {
            yield return finding;
        }
    }

    IEnumerable<DtmfEntry> Masked(MediaResult result) =>
        (result.Entries ?? []).Where(x => x.Keys.Count >= DtmfEntry.LongKeys || input.Policy.ShortDtmf is ShortDtmfRule.Mask);

    /// <summary>The times of words take precedence over those of the turn that contains them.</summary>
    IEnumerable<SpokenStretch> Spoken()
    {
        var all = texts.SelectMany(x => x.Spoken).ToList();
        return all.Where(x => !x.Coarse || !all.Exists(y => !y.Coarse && y.Kind == x.Kind && y.Start < x.End && x.Start < y.End))
            .Distinct().OrderBy(x => x.Start);
    }

    IReadOnlyList<GateMask> Masks()
    {
        var windows = media.SelectMany(x => x.LoudWindows).Select(x => x.Window).Distinct()
            .Select(x => new GateMask(x.Start - input.Policy.PreRollSeconds, x.End, PciFindingKind.ContentInPauseWindow));
        var edges = new SpokenEdges(
            Sound, [.. texts.SelectMany(x => x.Timed)], input.Policy.SpokenMarginSeconds, texts.Select(x =>
                x.Form.Margin).DefaultIfEmpty(0).Max());
        var spoken = Spoken().Select(x => (edges.Of(x.Start, x.End), x.Kind))
            .Select(x => new GateMask(x.Item1.Start, x.Item1.End, x.Kind));
        var somewhere = media.Where(_ => IsSaidSomewhere).Select(x => x.Seconds).Where(x => x is not null)
            .Select(x => new GateMask(0, x!.Value, PciFindingKind.SpokenPan));
        var keyed = media.SelectMany(Masked).SelectMany(x => x.Stretches())
            .Select(x => new GateMask(x.Start - KeyMargin, x.End + KeyMargin, PciFindingKind.Dtmf));
        return [.. windows.Concat(spoken).Concat(somewhere).Concat(keyed)
            .Select(x => x with { Start = Math.Max(0, Math.Round(x.Start, 3)), End = Math.Round(x.End, 3) })
            .Distinct().OrderBy(x => x.Start).ThenBy(x => x.End)];
    }

    GateQuarantine? Quarantine(PciCoverage coverage)
    {
        if (CardDataStays())
        {
            return new(QuarantineReason.CardDataInMedia, QuarantineClass.CardData);
        }

        if (texts.Find(x => x.Failure is QuarantineReason.TooManyFindings) is not null)
        {
            return new(QuarantineReason.TooManyFindings, QuarantineClass.CardData);
        }

        if (media.Exists(x => x.Broken || x.Tags.Failed))
        {
            return new(QuarantineReason.UnreadableMedia, QuarantineClass.Integrity);
        }

        if (texts.Exists(x => x.Failure is not null))
        {
            return new(QuarantineReason.UnreadableText, QuarantineClass.Integrity);
        }

        if ((media.Exists(x => !x.Maskable && Windows.Any(w => Coverage.Reaches(w, x))) && !Coverage.RecorderStopped(input.Media, Windows))
            || media.Exists(x => !x.Maskable && (Masked(x).Any() || (x.Inline is not null && x.Tags.Edits.Count > 0))))
        {
            return new(QuarantineReason.UnmaskableMedia, QuarantineClass.Integrity);
        }

        return !coverage.Complete && input.Policy.UnexaminedOrDefault is UnexaminedRule.Quarantine
            ? new(QuarantineReason.NotExamined, QuarantineClass.Integrity)
            : null;
    }

    /// <summary>
    /// True for confirmed card data that no mask reaches: spoken in media that can't be masked, or typed in front of a screen recording.
    /// </summary>
    bool CardDataStays()
    {
        var said = texts.Exists(x => x.Kind is FileKind.Transcript && (x.Spoken.Count > 0 || x.Untimed));
        var typed = texts.Exists(x => x.Kind is FileKind.Keystrokes
            && x.Findings.Any(f => f.Kind is not PciFindingKind.ContentInPauseWindow));
        return (said && media.Exists(x => !x.Maskable))
            || (typed && media.Exists(x => FileKinds.Of(x.File) is FileKind.Video));
    }

    /// <summary>
    /// Card data was spoken in the recording, and no transcript gives a time in it: the stretch between its timed neighbours is all of it.
    /// </summary>
    bool IsSaidSomewhere => media.Count > 0 && (Untimed().Any()
        || Spoken().Any(s => media.TrueForAll(x => x.Seconds is not { } length || s.Start >= length)));

    /// <summary>Transcripts with card data whose time neither they nor another transcript of the call give.</summary>
    IEnumerable<TextResult> Untimed() => texts.Where(x => x is { Kind: FileKind.Transcript, Untimed: true }
        && !texts.Exists(y => y != x && y.Spoken.Count > 0 && x.Findings.All(f => f.Start is not null || y.Findings.Any(
            g => g.Start is not null && (g.Kind, g.Digits, g.Scheme) == (f.Kind, f.Digits, f.Scheme)))));
}
