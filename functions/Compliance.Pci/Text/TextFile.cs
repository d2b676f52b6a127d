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
    /// <summary>What a recogniser heard in the sound; it is no file of the recording.</summary>
    public bool Heard { get; init; }
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
            json.Timed);
    }

    async Task<bool> WholeAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
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

        return Document(whole.GetBuffer().AsSpan(0, (int)whole.Length));
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

        if (reader.Read(line.Bytes.Span) is not { } pieces)
        {
            chat.Add(line.Bytes.Span, line.Offset);
            keys.AddPlain(line.Bytes.Span, line.Offset);
            return windows.None;
        }

        var kept = windows.Remove(line.Bytes.Span, pieces, line.Offset);
        keys.Add(line.Bytes.Span, kept, line.Offset);
        return true;
    }

    /// <summary>Recognises UTF-16 and UTF-32 by their byte order mark.</summary>
    static bool IsWide(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])
        || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]);
}
