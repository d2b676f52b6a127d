using System.Runtime.InteropServices;

namespace Compliance.Pci;

/// <summary>Card data that was spoken, and when.</summary>
/// <param name="Coarse">The times are those of a piece of text, perhaps a whole turn, whose words have no times of their own.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct SpokenStretch(double Start, double End, PciFindingKind Kind, int Digits, string? Scheme, bool Coarse);

/// <summary>Where a piece of text lies in its file, and when it was said.</summary>
/// <param name="Key">The piece is a keystroke: it stays in place, and its key becomes a bullet.</param>
/// <param name="Number">The piece is a bare JSON number: its replacement needs quotes.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct PieceSource(long Offset, int Length, double Start, double End, bool Number, bool Key);

/// <summary>Turns matches into edits of the file, findings and spoken periods. What was found twice counts once.</summary>
sealed class CardEdits(GateFile file, bool keepLastFour)
{
    public const string Number = "[card number removed]";
    public const string Other = "[card data removed]";
    public const string Key = "•";

    /// <summary>Digits and words. A text with more is not a conversation about a payment.</summary>
    const int MaxEdits = 50_000;

    readonly List<(long Start, long End, string Text)> ranges = [];
    readonly List<(PciFinding Finding, long Start, long End)> found = [];
    readonly HashSet<(PciFindingKind Kind, long Place)> places = [];
    readonly List<SpokenStretch> spoken = [];
    readonly List<(PciFindingKind Kind, int? Digits, string? Scheme)> untimed = [];
    const int PlaceBits = 6;

    int added;

    public bool TooMany => added > MaxEdits;

    /// <summary>Card data found at an unknown time only: no copy of it has one.</summary>
    public bool Untimed => untimed.Exists(x => !found.Exists(y => y.Finding.Start is not null
        && (y.Finding.Kind, y.Finding.Digits, y.Finding.Scheme) == x));

    public IReadOnlyList<SpokenStretch> Spoken => spoken;

    public IReadOnlyList<PciFinding> Findings => [.. found.Select(x => x.Finding)];

    /// <summary>In order and without overlap.</summary>
    public IReadOnlyList<GateEdit> Edits
    {
        get
        {
            var edits = new List<GateEdit>();
            var reached = 0L;
            foreach (var (start, end, text) in ranges.OrderBy(x => x.Start).ThenByDescending(x => x.End))
            {
                if (start >= reached)
                {
                    edits.Add(new(start, (int)(end - start), text));
                    reached = end;
                }
                else if (end > reached)
                {
                    edits[^1] = edits[^1] with { Length = (int)(end - edits[^1].Offset) };
                    reached = end;
                }
            }

            return edits;
        }
    }

    /// <summary>True if part of the text was not examined because it was crafted to take too long.</summary>
    public bool Incomplete { get; private set; }

    /// <summary>Scans a token stream and records the matches.</summary>
    /// <param name="timeOf">Tells when the text of a piece at a position in the file was said; null for the times of the piece.</param>
    /// <param name="whole">The text is all of a conversation, so that one speaker's words may interrupt another's number.</param>
    public List<CardMatch> Scan(List<Token> tokens, IReadOnlyList<PieceSource> pieces, bool transcript,
        Func<int, long, (double Start, double End)?>? timeOf = null, bool whole = false)
    {
        var matches = CardScanner.Find(tokens, transcript, whole, out var complete);

        Incomplete |= !complete;
        foreach (var match in matches)
        {
            Add(match, tokens, pieces, timeOf);
        }

        return matches;
    }

    public void Add(CardMatch match, List<Token> tokens, IReadOnlyList<PieceSource> pieces,
        Func<int, long, (double Start, double End)?>? timeOf = null)
    {
        if (TooMany)
        {
            return;
        }

        added += match.Last - match.First + 1;
        var first = pieces[tokens[match.First].Piece];
        var last = pieces[tokens[match.Last].Piece];
        var start = first.Offset + tokens[match.First].Offset;
        if (match.Counts)
        {
            var times = SpokenTimes.Of(match, tokens, pieces, timeOf);
            Report(match, times, start, last.Offset + tokens[match.Last].End);
        }

        var keep = keepLastFour && match.KeepFrom > match.First;
        var until = keep ? match.KeepFrom - 1 : match.Last;
        var text = match.Kind is PciFindingKind.Pan ? Number : Other;
        text += keep && tokens[match.KeepFrom].Before == Gap.None ? " " : "";
        for (int i = match.First, begin = i; i <= until; i++)
        {
            if (i == until || tokens[i + 1].Piece != tokens[i].Piece)
            {
                Range(pieces[tokens[i].Piece], tokens[begin].Offset, tokens[i].End, begin == match.First ? text : "");
                begin = i + 1;
            }
        }
    }

    /// <summary>Replaces a whole piece, whatever it holds.</summary>
    public void Replace(PieceSource piece, string text) => ranges.Add((piece.Offset, piece.Offset + piece.Length, text));

    void Range(PieceSource piece, int from, int to, string text)
    {
        if (piece.Key)
        {
            Replace(piece, piece.Number ? $"\"{Key}\"" : Key);
        }
        else if (piece.Number)
        {
            Replace(piece, $"\"{Number}\"");
        }
        else
        {
            ranges.Add((piece.Offset + from, piece.Offset + to, text));
        }
    }

    /// <summary>Takes out text that is a copy of what was taken out elsewhere.</summary>
    public void Hide(long start, long end) => ranges.Add((start, end, Other));

    /// <summary>False for nearly all places where nothing of the kind was found.</summary>
    bool IsTaken(PciFindingKind kind, long start, long end)
    {
        for (var place = start >> PlaceBits; place <= end >> PlaceBits; place++)
        {
            if (places.Contains((kind, place)))
            {
                return true;
            }
        }

        return false;
    }

    void Report(CardMatch match, SpokenTimes times, long start, long end)
    {
        if (IsTaken(match.Kind, start, end) && found.Exists(x => x.Start < end && start < x.End && x.Finding.Kind == match.Kind))
        {
            return;
        }

        for (var place = start >> PlaceBits; place <= end >> PlaceBits; place++)
        {
            places.Add((match.Kind, place));
        }

        if (times.Parts.Count == 0)
        {
            untimed.Add((match.Kind, match.Digits, match.Scheme));
            found.Add((new(file.Name, match.Kind, null, null, null, match.Digits, match.Scheme), start, end));
            return;
        }

        var (from, to) = (times.Parts[0].Start, times.Parts[^1].End);
        var kind = match.Kind is PciFindingKind.Pan ? PciFindingKind.SpokenPan : match.Kind;
        spoken.AddRange(times.Parts.Select(x => new SpokenStretch(x.Start, x.End, kind,
            times.Parts.Count > 1 ? x.Digits : match.Digits, match.Scheme, times.Coarse)));

        // The same number in a turn and in its words: the words give the more exact time.
        var same = found.FindIndex(x => x.Finding.Kind == match.Kind && x.Finding.Digits == match.Digits
            && x.Finding.Scheme == match.Scheme && x.Finding.Start < to && from < x.Finding.End);
        if (same < 0)
        {
            found.Add((new(file.Name, match.Kind, from, to, null, match.Digits, match.Scheme), start, end));
        }
        else if (found[same].Finding is var other && to - from < other.End - other.Start)
        {
            found[same] = found[same] with { Finding = other with { Start = from, End = to } };
        }
    }
}
