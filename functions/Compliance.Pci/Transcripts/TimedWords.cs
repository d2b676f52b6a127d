namespace Compliance.Pci;

/// <summary>
/// Tells when each word of any copy of a transcript was said: by the same word among those with times. So what is taken from one copy can
/// be taken from all, and a copy needs no times of its own.
/// </summary>
sealed class TimedWords
{
    /// <summary>A longer part of a copy that is not the same as the timed words says something else.</summary>
    const int MaxBetween = 200;

    readonly IReadOnlyList<TranscriptPiece> pieces;
    readonly SpokenWords words;
    readonly int field;

    /// <summary>The timed words in order of time, by their index in <see cref="words"/>.</summary>
    readonly int[] spoken;

    readonly WordMatches matches;
    readonly bool[] gone;

    /// <summary>For each word the nearest one with the same word among the timed ones, before and after it in its piece; -1 if
    /// none.</summary>
    readonly int[] before;
    readonly int[] after;

    public TimedWords(Transcript transcript, SpokenWords words)
    {
        (pieces, this.words) = (transcript.Pieces, words);
        field = Finest(transcript);
        var reference = field < 0 ? [] : Enumerable.Range(0, pieces.Count).Where(IsReference).ToArray();
        spoken = words.Of(TimeOrder.Of(reference.Length, x => pieces[reference[x]].Start).Select(x => reference[x]));
        gone = new bool[spoken.Length];
        matches = new WordMatches(pieces, words, spoken, field);
        if (Any)
        {
            matches.Align(transcript.Fields.Count);
        }

        (before, after) = (Nearest(1), Nearest(-1));
    }

    int[] Nearest(int step)
    {
        var nearest = new int[words.Count];
        var known = -1;
        for (var w = step > 0 ? 0 : words.Count - 1; w >= 0 && w < words.Count; w += step)
        {
            known = known >= 0 && words[known].Piece == words[w].Piece ? known : -1;
            nearest[w] = known;
            known = matches.Same[w] >= 0 ? w : known;
        }

        return nearest;
    }

    /// <summary>True for the pieces that give the times of all others.</summary>
    public bool IsReference(int piece) => pieces[piece].Field == field && pieces[piece] is { IsTimed: true, Use: PieceUse.Speech };

    /// <summary>True if the words of the piece are known among those with times.</summary>
    public bool IsPlaced(int piece) => matches.Placed[piece];

    public bool Any => spoken.Length > 0;

    /// <summary>When a word was said; NaN if nothing tells.</summary>
    public (double Start, double End) TimeOf(int word)
    {
        var piece = pieces[words[word].Piece];
        var (low, high) = Around(word);
        var (start, end) = (double.NaN, double.NaN);
        for (var i = Math.Max(low, 0); i <= high; i++)
        {
            if (Repeats(word, i))
            {
                (start, end) = (double.IsNaN(start) ? Start(i) : start, double.IsNaN(end) ? End(i) : Math.Max(end, End(i)));
            }
        }

        return !double.IsNaN(start) ? (start, end) : low < 0 ? (piece.Start, piece.End) : (End(high), Math.Max(End(high), Start(low)));
    }

    /// <summary>Who said a word; 0 if nothing tells, or it may be the word of several.</summary>
    public int SpeakerOf(int word)
    {
        var (low, high) = Around(word);
        var found = 0;
        for (var i = Math.Max(low, 0); i <= high; i++)
        {
            if (Repeats(word, i))
            {
                var own = pieces[words[spoken[i]].Piece].Speaker;
                if (own == 0 || (found != 0 && found != own))
                {
                    return 0;
                }

                found = own;
            }
        }

        return found;
    }

    /// <summary>Marks everything that is the same as this word as taken out.</summary>
    public void Remove(int word)
    {
        var (low, high) = Around(word);
        for (var i = Math.Max(low, 0); i <= high; i++)
        {
            gone[i] |= Repeats(word, i);
        }
    }

    /// <summary>True if all that this word may be the same as has been taken out.</summary>
    public bool IsGone(int word)
    {
        var (low, high) = Around(word);
        var any = false;
        for (var i = Math.Max(low, 0); i <= high; i++)
        {
            if (Repeats(word, i) && !gone[i])
            {
                return false;
            }

            any |= gone[i];
        }

        return any;
    }

    bool Repeats(int word, int index) =>
        matches.Speaker[words[word].Piece] is var own && (own < 0 || pieces[words[spoken[index]].Piece].Speaker == own);

    /// <summary>The timed words that a word may be: itself, or those between its neighbours. Empty (low above high) if there are none
    /// between them; low is -1 if nothing is known.</summary>
    (int Low, int High) Around(int word)
    {
        if (matches.Same[word] >= 0)
        {
            return (matches.Same[word], matches.Same[word]);
        }

        if (!matches.Placed[words[word].Piece])
        {
            return (-1, -2);
        }

        var piece = pieces[words[word].Piece];
        var (from, to) = (before[word], after[word]);
        var low = from >= 0 ? matches.Same[from] + 1 : to >= 0 ? From(piece, matches.Same[to]) : -1;
        var high = to >= 0 ? matches.Same[to] - 1 : from >= 0 ? Until(piece, matches.Same[from]) : -2;
        return high - low > MaxBetween ? (-1, -2) : (low, high);
    }

    /// <summary>The first timed word that a piece can begin with, if <paramref name="index"/> is the first that it is known to
    /// have.</summary>
    int From(TranscriptPiece piece, int index)
    {
        for (var steps = 0; index > 0 && piece.IsTimed && Start(index - 1) >= piece.Start && steps <= MaxBetween; steps++)
        {
            index--;
        }

        return piece.IsTimed ? index : 0;
    }

    int Until(TranscriptPiece piece, int index)
    {
        for (var steps = 0; index < spoken.Length - 1 && piece.IsTimed && Start(index + 1) < piece.End && steps <= MaxBetween; steps++)
        {
            index++;
        }

        return piece.IsTimed ? index : spoken.Length - 1;
    }

    double Start(int index) => index >= spoken.Length ? End(spoken.Length - 1) : pieces[words[spoken[index]].Piece].Start;

    double End(int index) => index < 0 ? 0 : pieces[words[spoken[index]].Piece].End;

    /// <summary>The timed field with the fewest words a piece among those with most of the words.</summary>
    int Finest(Transcript transcript)
    {
        var counts = new (int Pieces, int Timed, int Words)[transcript.Fields.Count];
        for (var i = 0; i < pieces.Count; i++)
        {
            if (pieces[i].Use is PieceUse.Speech)
            {
                ref var count = ref counts[pieces[i].Field];
                count.Pieces++;
                count.Timed += pieces[i].IsTimed ? 1 : 0;
                count.Words += words.Of(i).End - words.Of(i).First;
            }
        }

        var timed = Enumerable.Range(0, counts.Length).Where(x =>
            counts[x].Words > 0 && counts[x].Timed >= counts[x].Pieces * 0.8).ToList();
        var most = timed.Select(x => counts[x].Words).DefaultIfEmpty(0).Max();
        return timed.Where(x => counts[x].Words >= most / 2).DefaultIfEmpty(-1).MinBy(x =>
            x < 0 ? 0 : (double)counts[x].Words / counts[x].Pieces);
    }
}
