namespace Compliance.Pci;

/// <summary>Removes what was transcribed or typed inside a pause window, and reports it.</summary>
sealed class TextWindows(GateFile file, FileKind kind, IReadOnlyList<GateWindow> windows, CardEdits edits)
{
    /// <summary>A word that ends as the window begins is outside it. Seconds.</summary>
    const double EdgeSeconds = 0.05;

    const string Removed = "[removed]";

    readonly bool[] hit = new bool[windows.Count];

    public bool None => windows.Count == 0;

    public IReadOnlyList<PciFinding> Findings =>
        [.. windows.Where((_, i) => hit[i]).Select(x => new PciFinding(file.Name, PciFindingKind.ContentInPauseWindow, x.Start, x.End))];

    /// <summary>Removes the pieces inside a window; returns the remaining ones.</summary>
    public IReadOnlyList<JsonPiece> Remove(ReadOnlySpan<byte> document, IReadOnlyList<JsonPiece> pieces, long offset)
    {
        if (None)
        {
            return pieces;
        }

        var kept = new List<JsonPiece>();
        foreach (var piece in pieces)
        {
            if (!IsRemoved(document.Slice(piece.Offset, piece.Length), piece.Quoted) && piece.Name != JsonPieceReader.PropertyName
                && !JsonTimes.IsLabel(piece.Name) && Inside(piece.Start, piece.End))
            {
                var source = new PieceSource(offset + piece.Offset, piece.Length, piece.Start, piece.End, !piece.Quoted, false);
                edits.Replace(source, kind is FileKind.Keystrokes ? CardEdits.Key : piece.Quoted ? Removed : "0");
            }
            else
            {
                kept.Add(piece);
            }
        }

        return kept;
    }

    /// <summary>True for empty text and for the replacement that an earlier examination wrote.</summary>
    static bool IsRemoved(ReadOnlySpan<byte> text, bool quoted) =>
        text.IsEmpty || (quoted ? text.SequenceEqual("[removed]"u8) || text.SequenceEqual("•"u8) : text.SequenceEqual("0"u8));

    /// <summary>Whether something was said in a window, in seconds.</summary>
    public bool Inside(double start, double end)
    {
        var inside = false;
        for (var i = 0; i < windows.Count; i++)
        {
            var isIn = end > start
                ? Math.Min(end, windows[i].End) - Math.Max(start, windows[i].Start) > EdgeSeconds
                : start >= windows[i].Start && start <= windows[i].End;
            hit[i] |= isIn;
            inside |= isIn;
        }

        return inside;
    }
}
