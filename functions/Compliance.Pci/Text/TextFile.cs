namespace Compliance.Pci;

/// <summary>Result of reading one text file.</summary>
/// <param name="Failure">Why it could not be examined; null if it was.</param>
/// <param name="Spoken">Spoken card data with known times.</param>
/// <param name="Untimed">True if card data was found at an unknown time.</param>
/// <param name="Timed">Periods of speech, for a transcript.</param>
/// <param name="Form">What a transcript is written in, and what of it was not understood.</param>
sealed record TextResult(
    GateFile File,
    FileKind Kind,
    string? Failure,
    IReadOnlyList<PciFinding> Findings,
    IReadOnlyList<GateEdit> Edits,
    IReadOnlyList<SpokenStretch> Spoken,
    bool Untimed,
    IReadOnlyList<(double Start, double End)> Timed,
    TextForm Form)
{
    /// <summary>False if it is in a language, or its keys in a form, that the gate does not understand.</summary>
    public bool Understood { get; init; } = true;

    /// <summary>What a recogniser heard in the sound; it is no file of the recording.</summary>
    public bool Heard { get; init; }
}

/// <summary>What the reader of a text has to say about it.</summary>
/// <param name="Encoding">In which replacements are written; null for UTF-8.</param>
/// <param name="Margin">How far its recogniser's clock is known to be off, in seconds.</param>
/// <param name="Unplaced">It holds text of which nothing tells whether it was said in a pause window.</param>
/// <param name="Inline">Files within it.</param>
sealed record TextForm(string? Encoding = null, double Margin = 0, bool Unplaced = false, IReadOnlyList<InlineFile>? Inline = null);

/// <summary>Reads transcripts, keystrokes and chats: pause windows first, then card data.</summary>
sealed class TextFile
{
    /// <summary>A transcript is read into memory whole. An hour of words with times is about 3 MB.</summary>
    public const int MaxTranscriptBytes = 64 * 1024 * 1024;

    const int MaxLineBytes = 8 * 1024 * 1024;

    const int HeadBytes = 4096;

    readonly GateFile file;
    readonly double? mediaSeconds;
    readonly CallClock clock;
    readonly string? language;
    readonly TextWindows windows;
    readonly CardEdits edits;
    readonly JsonPieceReader reader = new();
    readonly KeyCards keys;
    readonly ChatCards chat;
    FileKind kind;
    WideText? wide;
    TranscriptCards? cards;
    TextForm form = new();

    TextFile(GateFile file, GateInput input, CallClock clock)
    {
        this.file = file;
        (this.clock, mediaSeconds, language) = (clock, clock.Seconds, input.Language);
        kind = FileKinds.Of(file);
        edits = new(file, input.Policy.KeepLastFour);
        var channel = kind is FileKind.Keystrokes ? PauseChannel.Keystrokes : PauseChannel.Audio;
        windows = new(file, kind, [.. input.PauseWindows.Where(x => x.Reaches(channel))], edits);
        keys = new(edits);
        chat = new(edits);
    }

    public static async Task<TextResult> ReadAsync(GateFile file, GateInput input, CallClock clock, CancellationToken cancellationToken)
    {
        var reading = new TextFile(file, input, clock);
        if (reading.kind is FileKind.Keystrokes && !reading.windows.None)
        {
            await reading.JudgeAsync(cancellationToken);
        }

        if (reading.kind is FileKind.Keystrokes && await reading.EventsAsync(cancellationToken))
        {
            return reading.Result(readable: true);
        }

        var whole = reading.kind is FileKind.Transcript || await reading.IsKnownAsync(cancellationToken);
        await using var stream = await file.OpenAsync(cancellationToken);
        return reading.Result(whole ? await reading.WholeAsync(stream, cancellationToken) : await reading.LinesAsync(stream, cancellationToken));
    }

    /// <summary>Whether a text of unspecified form is one that is read as a whole.</summary>
    async Task<bool> IsKnownAsync(CancellationToken cancellationToken)
    {
        if (kind is FileKind.Keystrokes)
        {
            return false;
        }

        await using var stream = await file.OpenAsync(cancellationToken);
        var head = new byte[HeadBytes];
        return TranscriptForms.IsKnown(head.AsSpan(0, await stream.ReadAtLeastAsync(head, HeadBytes, false, cancellationToken)));
    }

    TextResult Result(bool readable)
    {
        keys.End();
        chat.End();
        var failure = !readable || edits.Incomplete ? QuarantineReason.UnreadableText : edits.TooMany
            ? QuarantineReason.TooManyFindings : null;
        var findings = edits.Findings.ToList();
        if (kind is FileKind.Keystrokes)
        {
            findings.AddRange(edits.Findings.Select(x => x with { Kind = PciFindingKind.Keystrokes, Scheme = null }));
        }

        return new(
            file,
            kind,
            failure,
            [.. windows.Findings, .. findings],
            failure is not null ? [] : wide?.Original(edits.Edits) ?? edits.Edits,
            kind is FileKind.Transcript ? edits.Spoken : [],
            edits.Untimed,
            cards?.Timed ?? [],
            form)
        {
            Understood = kind is FileKind.Keystrokes ? keys.Understood
                : cards?.UnknownLanguage is not true && !chat.UnknownLanguage && (kind is FileKind.Chat || Lexicons.Knows(language)),
        };
    }

    async Task<bool> WholeAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        if (!await WholeAsync(stream, whole, cancellationToken))
        {
            return false;
        }

        var bytes = whole.ToArray();
        wide = WideText.Read(bytes);
        form = form with { Encoding = wide?.Encoding };
        return Document(wide?.Bytes ?? bytes);
    }

    /// <summary>False if the file is too large to be read whole.</summary>
    static async Task<bool> WholeAsync(Stream stream, MemoryStream whole, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        int got;
        while ((got = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (whole.Length + got > MaxTranscriptBytes)
            {
                return false;
            }

            whole.Write(buffer, 0, got);
        }

        return true;
    }

    /// <summary>
    /// A transcript in any known form. Other content is read as plain text, which has no times: what it says may have been said in a pause.
    /// JSON that breaks off is unreadable, because nobody can tell what is missing.
    /// </summary>
    bool Document(byte[] bytes)
    {
        var start = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        var text = bytes[start..];
        var (reading, transcript, isJson) = TranscriptForms.Read(text, clock);
        if (reading is JsonReading.Broken && kind is FileKind.Transcript)
        {
            return false;
        }

        if (transcript is null)
        {
            chat.Add(bytes, 0);
            form = form with { Unplaced = bytes.Length > 0 && !windows.None && kind is FileKind.Transcript };
            return true;
        }

        kind = FileKind.Transcript;
        cards = new(edits, windows, isJson);
        cards.Read(text, transcript, start);
        form = form with { Margin = transcript.Margin, Unplaced = cards.Unplaced, Inline = transcript.Inline };
        return true;
    }

    /// <summary>Decides on the unit of times from all lines, because one line alone does not show it.</summary>
    async Task JudgeAsync(CancellationToken cancellationToken)
    {
        await using var stream = await file.OpenAsync(cancellationToken);
        var lines = new LineReader(stream, MaxLineBytes);
        while (await lines.NextAsync(cancellationToken) is { TooLong: false } line && reader.Read(line.Bytes.Span) is not null)
        {
        }

        reader.Judge(mediaSeconds);
    }

    async Task<bool> LinesAsync(Stream stream, CancellationToken cancellationToken)
    {
        var lines = new LineReader(stream, MaxLineBytes);
        while (await lines.NextAsync(cancellationToken) is { } line)
        {
            if (line.TooLong || (line.Offset == 0 && IsWide(line.Bytes.Span)) || !Line(line))
            {
                return false;
            }
        }

        return true;
    }

    bool Line(Line line)
    {
        if (kind is FileKind.Chat)
        {
            chat.Add(line.Bytes.Span, line.Offset);
            return true;
        }

        if (line.Bytes.IsEmpty)
        {
            return true;
        }

        var bare = KeyLines.Bare(line.Bytes.Span, out var skipped);
        if (bare.Trim(" \t[],"u8).IsEmpty)
        {
            return true;
        }

        if (reader.Read(bare) is not { } pieces)
        {
            chat.Add(bare, line.Offset + skipped);
            keys.AddPlain(bare, line.Offset + skipped);
            return windows.None;
        }

        var kept = windows.Remove(bare, pieces, line.Offset + skipped);
        keys.Add(bare, kept, line.Offset + skipped);
        return true;
    }

    /// <summary>Reads keystrokes that are one JSON document over several lines; false if they are not.</summary>
    async Task<bool> EventsAsync(CancellationToken cancellationToken)
    {
        await using var first = await file.OpenAsync(cancellationToken);
        if (await new LineReader(first, MaxLineBytes).NextAsync(cancellationToken) is not { } line
            || !KeyLines.MayBeDocument(line.Bytes.Span))
        {
            return false;
        }

        await using var stream = await file.OpenAsync(cancellationToken);
        using var whole = new MemoryStream();
        if (!await WholeAsync(stream, whole, cancellationToken)
            || KeyLines.Elements(whole.GetBuffer().AsSpan(0, (int)whole.Length)) is not { } events)
        {
            return false;
        }

        foreach (var x in events)
        {
            Line(new Line(x.Offset, whole.GetBuffer().AsMemory(x.Offset, x.Length), false));
        }

        return true;
    }

    /// <summary>Recognises UTF-16 and UTF-32 by their byte order mark.</summary>
    static bool IsWide(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])
        || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]);
}
