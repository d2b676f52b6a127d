namespace Compliance.Pci;

/// <summary>
/// Finds card data in plain text, portion by portion; portions end between words. It reads the text twice: as it is, and as the spoken
/// words without the times and names that exported chats and subtitles put before each line.
/// </summary>
sealed class ChatCards
{
    const int MaxTokens = 200_000;
    const int Overlap = 64;
    const int MostAtOnce = 256 * 1024;

    readonly CardEdits edits;
    readonly List<PieceSource> pieces = [];
    readonly TextLanguage? language;
    readonly Tokenizer heard;
    readonly Tokenizer text = new(json: false);
    readonly Tokenizer said;
    int counter = -1;
    bool quoted;

    /// <param name="judged">Whether the language matters.</param>
    public ChatCards(CardEdits edits, bool judged = true)
    {
        this.edits = edits;
        language = judged ? new() : null;
        said = new(json: false, language);
        heard = new(json: false, language);
    }

    /// <summary>True if part of the text is in a language that the gate does not understand.</summary>
    public bool UnknownLanguage => language?.Unknown is true;

    /// <summary>Adds whole lines. Long portions are read word by word only where card data may be.</summary>
    public void Add(ReadOnlySpan<byte> portion, long offset)
    {
        while (portion.Length > MostAtOnce)
        {
            var head = portion[..MostAtOnce];
            var length = head.LastIndexOf((byte)'\n') is > 0 and var feed ? feed + 1
                : head.LastIndexOf((byte)' ') is > 0 and var blank ? blank + 1 : MostAtOnce;
            AddLines(portion[..length], offset);
            portion = portion[length..];
            offset += length;
        }

        AddLines(portion, offset);
    }

    void AddLines(ReadOnlySpan<byte> portion, long offset)
    {
        var bytes = WithoutTracks(portion, offset);
        if (!quoted && (bytes.IndexOf("uoted-"u8) >= 0 || bytes.IndexOf("UOTED-P"u8) >= 0))
        {
            quoted = true;
            text.Quoted();
            said.Quoted();
        }

        var read = 0;
        foreach (var (from, to) in quoted ? [(0, bytes.Length)] : TextScreen.Find(bytes))
        {
            Hear(bytes[read..from]);
            if (from > read)
            {
                text.Break();
                said.Break();
                counter = -1;
            }

            Read(bytes[from..to], offset + from);
            read = to;
        }

        Hear(bytes[read..]);
        if (text.Tokens.Count > MaxTokens)
        {
            Flush(Overlap);
        }
    }

    /// <summary>The same text, in which tracks are overwritten once they are found.</summary>
    ReadOnlySpan<byte> WithoutTracks(ReadOnlySpan<byte> portion, long offset)
    {
        if (portion.IndexOfAny((byte)'=', (byte)'^') < 0)
        {
            return portion;
        }

        var bytes = portion.ToArray();
        foreach (var (start, length, digits) in TrackData.Find(bytes, bytes.Length))
        {
            var track = new PieceSource(offset + start, length, double.NaN, double.NaN, false, false);
            edits.Add(new(PciFindingKind.Track, 0, 0, digits, null), [new(0, null, Gap.None, 0, 0, length, 0)], [track]);
            bytes.AsSpan(start, length).Fill((byte)'_');
        }

        return bytes;
    }

    void Read(ReadOnlySpan<byte> part, long offset)
    {
        text.Add(part, pieces.Count);
        pieces.Add(new(offset, part.Length, double.NaN, double.NaN, false, false));
        for (var at = 0; at < part.Length;)
        {
            var length = Line(part[at..]);
            Said(part.Slice(at, length), offset + at);
            at += length;
        }
    }

    /// <summary>Judges the language of what is not read for cards.</summary>
    void Hear(ReadOnlySpan<byte> rest)
    {
        while (language is not null && rest.Length > 0)
        {
            var line = rest[..Line(rest)];
            if (!ChatLine.IsHeader(line) && !ChatLine.IsCue(line))
            {
                heard.Add(line[ChatLine.Body(line)..], 0);
                heard.Tokens.Clear();
            }

            rest = rest[line.Length..];
        }
    }

    static int Line(ReadOnlySpan<byte> text) => text.IndexOf((byte)'\n') is >= 0 and var feed ? feed + 1 : text.Length;

    public void End()
    {
        Flush(0);
        language?.End();
    }

    void Said(ReadOnlySpan<byte> line, long offset)
    {
        if (ChatLine.IsHeader(line))
        {
            return;
        }

        if (ChatLine.IsCue(line))
        {
            if (counter >= 0)
            {
                said.Tokens.RemoveRange(counter, said.Tokens.Count - counter);
            }

            return;
        }

        counter = ChatLine.IsCounter(line) ? said.Tokens.Count : -1;
        var body = ChatLine.Body(line);
        said.Add(line[body..], pieces.Count);
        pieces.Add(new(offset + body, line.Length - body, double.NaN, double.NaN, false, false));
    }

    void Flush(int keep)
    {
        edits.Scan(text.Tokens, pieces, transcript: false);
        edits.Scan(said.Tokens, pieces, transcript: false);
        edits.Scan(text.InTags?.Tokens ?? [], pieces, transcript: false);
        foreach (var read in (Tokenizer[])[text, said])
        {
            read.Tokens.RemoveRange(0, Math.Max(0, read.Tokens.Count - keep));
            read.InTags?.Tokens.Clear();
        }

        counter = -1;
    }
}
