namespace Compliance.Pci;

/// <summary>
/// Words that a recogniser writes in parts (<c>" four"</c>, <c>" fi"</c>, <c>"ve"</c>), each with its time. A word becomes one text behind the
/// end of the file's own text; what is taken from it is taken from its parts.
/// </summary>
sealed class Subwords
{
    /// <summary>Fewer texts show nothing.</summary>
    const int MinTexts = 8;

    /// <summary>Shares of the texts that begin a word, and that go on with one, at least.</summary>
    const double Beginning = 0.2;
    const double Continuing = 0.1;

    readonly List<byte> bytes = [];
    readonly List<(int At, int Length, int Offset)> parts = [];
    readonly int end;

    Subwords(int end) => this.end = end;

    /// <summary>To be read as if they stood behind the text.</summary>
    public byte[] Bytes => [.. bytes];

    /// <summary>Puts words in the place of their parts.</summary>
    /// <param name="lists">The list that each piece is in.</param>
    /// <returns>Null if no words are in parts.</returns>
    public static Subwords? Join(List<TranscriptPiece> pieces, List<int> lists, ReadOnlySpan<byte> text, int fields)
    {
        var counts = new (int All, int Begin, int Continue)[fields];
        var before = new int[fields];
        for (var i = 0; i < pieces.Count; i++)
        {
            ref var count = ref counts[pieces[i].Field];
            var part = Part(text, pieces[i]);
            count.All += part.Length > 0 ? 1 : 0;
            count.Begin += part.Length > 0 && Mark(part) > 0 ? 1 : 0;
            count.Continue += before[pieces[i].Field] == lists[i] && Continues(part) ? 1 : 0;
            before[pieces[i].Field] = lists[i];
        }

        if (!Array.Exists(counts, IsInParts))
        {
            return null;
        }

        var joined = new Subwords(text.Length);
        var words = new List<TranscriptPiece>(pieces.Count);
        var last = new (int Word, int List)[fields];
        Array.Fill(last, (-1, -1));
        for (var i = 0; i < pieces.Count; i++)
        {
            var piece = pieces[i];
            if (!IsInParts(counts[piece.Field]) || piece.Use is not PieceUse.Speech)
            {
                words.Add(piece);
                continue;
            }

            var part = Part(text, piece);
            var open = last[piece.Field];
            if (open.Word >= 0 && open.List == lists[i] && Continues(part) && words[open.Word].Speaker == piece.Speaker
                && words[open.Word].Offset + words[open.Word].Length == text.Length + joined.bytes.Count)
            {
                joined.Add(part, piece.Offset);
                words[open.Word] = words[open.Word] with
                {
                    Length = words[open.Word].Length + part.Length,
                    End = double.IsNaN(piece.End) ? words[open.Word].End : piece.End,
                };
                continue;
            }

            joined.bytes.Add((byte)' ');
            var mark = Mark(part);
            words.Add(piece with { Offset = text.Length + joined.bytes.Count, Length = part.Length - mark });
            joined.Add(part[mark..], piece.Offset + mark);
            last[piece.Field] = (words.Count - 1, lists[i]);
        }

        pieces.Clear();
        pieces.AddRange(words);
        return joined;
    }

    /// <summary>Edits of the file itself.</summary>
    /// <param name="start">The byte of the file at which the text begins.</param>
    public IReadOnlyList<GateEdit> Original(IReadOnlyList<GateEdit> edits, int start)
    {
        var own = new List<GateEdit>(edits.Count);
        foreach (var edit in edits)
        {
            var from = edit.Offset - start - end;
            if (from < 0)
            {
                own.Add(edit);
                continue;
            }

            var text = edit.Replacement;
            foreach (var (at, length, offset) in parts.Where(x => x.At < from + edit.Length && x.At + x.Length > from))
            {
                var skip = (int)Math.Max(0, from - at);
                own.Add(new(start + offset + skip, (int)Math.Min(length, from + edit.Length - at) - skip, text));
                text = "";
            }
        }

        own.Sort((x, y) => x.Offset.CompareTo(y.Offset));
        return own;
    }

    static bool IsInParts((int All, int Begin, int Continue) count) =>
        count.All >= MinTexts && count.Begin >= count.All * Beginning && count.Continue >= count.All * Continuing;

    static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> text, TranscriptPiece piece) =>
        text.Slice(piece.Offset, piece.Length) is var part && !part.Trim((byte)' ').IsEmpty ? part : default;

    /// <summary>The length of what says that a word begins.</summary>
    static int Mark(ReadOnlySpan<byte> part) => part.StartsWith(" "u8) ? 1 : part.StartsWith("\u2581"u8) ? 3
        : part.StartsWith("\u0120"u8) ? 2 : part.StartsWith("\\u2581"u8) || part.StartsWith("\\u0120"u8) ? 6 : 0;

    static bool Continues(ReadOnlySpan<byte> part) =>
        part.Length > 0 && Mark(part) == 0 && (part[0] >= 0x80 || char.IsAsciiLetterOrDigit((char)part[0]));

    void Add(ReadOnlySpan<byte> part, int offset)
    {
        parts.Add((bytes.Count, part.Length, offset));
        bytes.AddRange(part);
    }
}
