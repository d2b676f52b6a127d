namespace Compliance.Pci.Text;

/// <summary>Takes out what was transcribed or typed inside a pause window, and reports it.</summary>
sealed class TextWindows(GateFile file, FileKind kind, IReadOnlyList<GateWindow> windows)
{
    /// <summary>A word that ends as the window begins is outside.</summary>
    const double EdgeSeconds = 0.05;

    const string Removed = "[removed]";
    const string MaskedKey = "•";

    readonly JsonPieces reader = new();
    readonly bool[] hit = new bool[windows.Count];
    readonly List<GateEdit> edits = [];

    public bool None => windows.Count == 0;

    public IReadOnlyList<GateEdit> Edits => edits;

    public IReadOnlyList<PciFinding> Findings =>
        [.. windows.Where((_, i) => hit[i]).Select(x => new PciFinding(file.Name, PciFindingKind.ContentInPauseWindow, x.Start, x.End))];

    /// <summary>False when <paramref name="document"/> is not JSON.</summary>
    public bool Add(ReadOnlySpan<byte> document, long offset)
    {
        if (None)
        {
            return true;
        }

        if (reader.Read(document) is not { } pieces)
        {
            return false;
        }

        foreach (var piece in pieces)
        {
            if (piece.Quoted && piece.Length > 0 && piece.Name != JsonPieces.PropertyName && !JsonTimes.IsLabel(piece.Name) && Inside(piece))
            {
                edits.Add(new(offset + piece.Offset, piece.Length, kind is FileKind.Keystrokes ? MaskedKey : Removed));
            }
        }

        return true;
    }

    bool Inside(JsonPiece piece)
    {
        var inside = false;
        for (var i = 0; i < windows.Count; i++)
        {
            var isIn = piece.End > piece.Start
                ? Math.Min(piece.End, windows[i].End) - Math.Max(piece.Start, windows[i].Start) > EdgeSeconds
                : piece.Start >= windows[i].Start && piece.Start <= windows[i].End;
            hit[i] |= isIn;
            inside |= isIn;
        }

        return inside;
    }
}
