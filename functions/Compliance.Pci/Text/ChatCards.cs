namespace Compliance.Pci;

/// <summary>
/// Finds card data in plain text, portion by portion; portions end between words. It reads the text twice: as it is, and as the spoken
/// words without the times and names that exported chats and subtitles put before each line.
/// </summary>
sealed class ChatCards
{
    const int MaxTokens = 200_000;
    const int Overlap = 64;

    readonly CardEdits edits;
    readonly List<PieceSource> pieces = [];
    readonly TextLanguage language = new();
    Tokenizer text = new(json: false);
    Tokenizer said;
    int counter = -1;
    bool quoted;

    public ChatCards(CardEdits edits)
    {
        this.edits = edits;
        said = new(json: false, language);
    }

    /// <summary>True if part of the text is in a language that the gate does not understand.</summary>
    public bool UnknownLanguage => language.Unknown;

    public void Add(ReadOnlySpan<byte> portion, long offset)
    {
        var bytes = portion.ToArray();
        foreach (var (start, length, digits) in TrackData.Find(bytes, bytes.Length))
        {
            var track = new PieceSource(offset + start, length, double.NaN, double.NaN, false, false);
            edits.Add(new(PciFindingKind.Track, 0, 0, digits, null), [new(0, null, Gap.None, 0, 0, length, 0)], [track]);
            bytes.AsSpan(start, length).Fill((byte)'_');
        }

        if (bytes.AsSpan().IndexOf("uoted-"u8) >= 0 || bytes.AsSpan().IndexOf("UOTED-P"u8) >= 0)
        {
            quoted = true;
            text.Quoted();
            said.Quoted();
        }

        text.Add(bytes, pieces.Count);
        pieces.Add(new(offset, portion.Length, double.NaN, double.NaN, false, false));
        for (var at = 0; at < bytes.Length;)
        {
            var length = bytes.AsSpan(at).IndexOf((byte)'\n') + 1;
            length = length == 0 ? bytes.Length - at : length;
            Said(bytes.AsSpan(at, length), offset + at);
            at += length;
        }

        if (text.Tokens.Count > MaxTokens)
        {
            Flush(Overlap);
        }
    }

    public void End()
    {
        Flush(0);
        language.End();
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
        text = Rest(text, keep, null);
        said = Rest(said, keep, language);
        counter = -1;
    }

    Tokenizer Rest(Tokenizer read, int keep, TextLanguage? heard)
    {
        var rest = new Tokenizer(json: false, heard);
        if (quoted)
        {
            rest.Quoted();
        }

        rest.Tokens.AddRange(read.Tokens.TakeLast(keep));
        return rest;
    }
}
