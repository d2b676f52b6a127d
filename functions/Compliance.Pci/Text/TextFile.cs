namespace Compliance.Pci;

/// <summary>Result of reading one text file.</summary>
/// <param name="Failure">Why it could not be examined; null if it was.</param>
/// <param name="Spoken">Spoken card data with known times.</param>
/// <param name="Untimed">True if card data was found at an unknown time.</param>
/// <param name="Timed">Periods of speech, for a transcript.</param>
sealed record TextResult(
    GateFile File,
    FileKind Kind,
    string? Failure,
    IReadOnlyList<PciFinding> Findings,
    IReadOnlyList<GateEdit> Edits,
    IReadOnlyList<SpokenStretch> Spoken,
    bool Untimed,
    IReadOnlyList<(double Start, double End)> Timed)
{
    /// <summary>False if it is in a language, or its keys in a form, that the gate does not understand.</summary>
    public bool Understood { get; init; } = true;
}

/// <summary>Reads transcripts, keystrokes and chats: pause windows first, then card data.</summary>
sealed class TextFile
{
    /// <summary>A transcript is read into memory whole. An hour of words with times is about 3 MB.</summary>
    public const int MaxTranscriptBytes = 64 * 1024 * 1024;

    const int MaxLineBytes = 8 * 1024 * 1024;

    readonly GateFile file;
    readonly FileKind kind;
    readonly double? mediaSeconds;
    readonly string? language;
    readonly TextWindows windows;
    readonly CardEdits edits;
    readonly JsonPieceReader reader = new();
    readonly JsonCards json;
    readonly KeyCards keys;
    readonly ChatCards chat;

    TextFile(GateFile file, GateInput input, double? mediaSeconds)
    {
        this.file = file;
        this.mediaSeconds = mediaSeconds;
        language = input.Language;
        kind = FileKinds.Of(file);
        edits = new(file, input.Policy.KeepLastFour);
        var channel = kind is FileKind.Keystrokes ? PauseChannel.Keystrokes : PauseChannel.Audio;
        windows = new(file, kind, [.. input.PauseWindows.Where(x => x.Reaches(channel))], edits);
        json = new(edits);
        keys = new(edits);
        chat = new(edits);
    }

    /// <param name="mediaSeconds">Length of the media, if known: distinguishes seconds from milliseconds.</param>
    public static async Task<TextResult> ReadAsync(
        GateFile file, GateInput input, double? mediaSeconds, CancellationToken cancellationToken)
    {
        var reading = new TextFile(file, input, mediaSeconds);
        if (reading.kind is FileKind.Keystrokes && !reading.windows.None)
        {
            await reading.JudgeAsync(cancellationToken);
        }

        if (reading.kind is FileKind.Keystrokes && await reading.EventsAsync(cancellationToken))
        {
            return reading.Result(readable: true);
        }

        await using var stream = await file.OpenAsync(cancellationToken);
        var readable = reading.kind switch
        {
            FileKind.Transcript => await reading.WholeAsync(stream, cancellationToken),
            _ => await reading.LinesAsync(stream, cancellationToken),
        };
        return reading.Result(readable);
    }

    TextResult Result(bool readable)
    {
        json.End();
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
            failure is null ? edits.Edits : [],
            kind is FileKind.Transcript ? edits.Spoken : [],
            edits.Untimed,
            json.Timed)
        {
            Understood = kind is FileKind.Keystrokes ? keys.Understood
                : !json.UnknownLanguage && !chat.UnknownLanguage && (kind is FileKind.Chat || Lexicons.Knows(language)),
        };
    }

    async Task<bool> WholeAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        return await WholeAsync(stream, whole, cancellationToken) && Document(whole.GetBuffer().AsSpan(0, (int)whole.Length));
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

    /// <summary>Content that is not JSON is read as plain text, which has no times: it is unreadable if there are pause windows.</summary>
    bool Document(ReadOnlySpan<byte> bytes)
    {
        var start = bytes.StartsWith("\uFEFF"u8) ? 3 : 0;
        var pieces = reader.Read(bytes[start..]);
        reader.Judge(mediaSeconds);
        pieces = reader.Milliseconds ? reader.Read(bytes[start..]) : pieces;
        if (pieces is null)
        {
            chat.Add(bytes, 0);
            return bytes.Length == 0 || (windows.None && !IsWide(bytes));
        }

        json.Find(bytes[start..], windows.Remove(bytes[start..], pieces, start), start);
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
