namespace Compliance.Pci;

/// <summary>Reads transcripts, keystrokes and chats: pause windows first, then card data.</summary>
sealed class TextFile
{
    /// <summary>A transcript is read into memory whole. An hour of words with times is about 3 MB.</summary>
    public const int MaxTranscriptBytes = 64 * 1024 * 1024;

    public const int MaxLineBytes = 8 * 1024 * 1024;

    const int HeadBytes = 4096;

    readonly GateFile file;
    readonly CallClock clock;
    readonly string? language;
    readonly TextWindows windows;
    readonly CardEdits edits;
    readonly KeyCards keys;
    readonly ChatCards chat;
    FileKind kind;
    WideText? wide;
    TranscriptCards? cards;
    Subwords? joined;
    int start;
    TextForm form = new();

    TextFile(GateFile file, GateInput input, CallClock clock)
    {
        this.file = file;
        (this.clock, language) = (clock, input.Language);
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
        if (reading.kind is FileKind.Keystrokes)
        {
            var lines = new KeystrokeFile(file, reading.windows, reading.keys, reading.chat, clock.Seconds);
            return reading.Result(await lines.ReadAsync(cancellationToken));
        }

        var whole = reading.kind is FileKind.Transcript || await reading.IsKnownAsync(cancellationToken);
        await using var stream = await file.OpenAsync(cancellationToken);
        return reading.Result(whole ? await reading.WholeAsync(stream, cancellationToken) : await reading.LinesAsync(stream,
            cancellationToken));
    }

    /// <summary>Examines what a recogniser heard, which is no file of the recording.</summary>
    /// <param name="file">The medium.</param>
    /// <param name="text">What the pieces of <paramref name="heard"/> are in.</param>
    public static TextResult Read(GateFile file, GateInput input, CallClock clock, byte[] text, Transcript heard)
    {
        var reading = new TextFile(file, input, clock);
        reading.kind = FileKind.Transcript;
        reading.Examine(text, heard, 0, isJson: false);
        return reading.Result(readable: true);
    }

    /// <summary>Whether a text of unspecified form is one that is read as a whole.</summary>
    async Task<bool> IsKnownAsync(CancellationToken cancellationToken)
    {
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
            failure is not null ? [] : Edits(),
            kind is FileKind.Transcript ? edits.Spoken : [],
            edits.Untimed,
            cards?.Timed ?? [],
            form)
        {
            Understood = kind is FileKind.Keystrokes ? keys.Understood
                : cards?.UnknownLanguage is not true && !chat.UnknownLanguage && (kind is FileKind.Chat || Lexicons.Knows(language)),
        };
    }

    IReadOnlyList<GateEdit> Edits()
    {
        var own = joined?.Original(edits.Edits, start) ?? edits.Edits;
        return wide?.Original(own) ?? own;
    }

    async Task<bool> WholeAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream((int)Math.Clamp(file.Length, 0, MaxTranscriptBytes));
        if (!await WholeAsync(stream, whole, cancellationToken))
        {
            return false;
        }

        var bytes = whole.Length == whole.Capacity ? whole.GetBuffer() : whole.ToArray();
        wide = WideText.Read(bytes);
        form = form with { Encoding = wide?.Encoding };
        return Document(wide?.Bytes ?? bytes);
    }

    /// <summary>False if the file is too large to be read whole.</summary>
    public static async Task<bool> WholeAsync(Stream stream, MemoryStream whole, CancellationToken cancellationToken)
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
        start = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        var text = start == 0 ? bytes : bytes[start..];
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
        joined = transcript.Joined;
        Examine(joined is null ? text : [.. text, .. joined.Bytes], transcript, start, isJson);
        return true;
    }

    void Examine(byte[] text, Transcript transcript, int offset, bool isJson)
    {
        cards = new(edits, windows, isJson);
        cards.Read(text, transcript, offset);
        form = form with { Margin = transcript.Margin, Unplaced = cards.Unplaced, Inline = transcript.Inline };
    }

    async Task<bool> LinesAsync(Stream stream, CancellationToken cancellationToken)
    {
        var lines = new LineReader(stream, MaxLineBytes);
        while (await lines.NextLinesAsync(cancellationToken) is { } line)
        {
            if (line.TooLong)
            {
                return false;
            }

            chat.Add(line.Bytes.Span, line.Offset);
        }

        return true;
    }
}
