namespace Compliance.Pci.Text;

/// <summary>Looks for card data in plain text, portion by portion; portions end between words.</summary>
sealed class ChatCards(CardEdits edits)
{
    const int MaxTokens = 200_000;
    const int Overlap = 64;

    readonly List<PieceSource> pieces = [];
    Tokenizer text = new(json: false);

    public void Add(ReadOnlySpan<byte> portion, long offset)
    {
        var bytes = portion.ToArray();
        foreach (var (start, length, digits) in TrackData.Find(bytes, bytes.Length))
        {
            var track = new PieceSource(offset + start, length, double.NaN, double.NaN, false, false);
            edits.Add(new(PciFindingKind.Track, 0, 0, digits, null), [new(0, null, Gap.None, 0, 0, length, 0)], [track]);
            bytes.AsSpan(start, length).Fill((byte)'_');
        }

        text.Add(bytes, pieces.Count);
        pieces.Add(new(offset, portion.Length, double.NaN, double.NaN, false, false));
        if (text.Tokens.Count > MaxTokens)
        {
            Flush(Overlap);
        }
    }

    public void End() => Flush(0);

    void Flush(int keep)
    {
        edits.Scan(text.Tokens, pieces, transcript: false);
        var next = new Tokenizer(json: false);
        next.Tokens.AddRange(text.Tokens.TakeLast(keep));
        text = next;
    }
}
