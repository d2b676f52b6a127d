namespace Compliance.Pci;

/// <summary>
/// Takes out of a transcript what was said in a pause window, and card data, from all copies of the same words alike.
/// </summary>
/// <param name="isJson">Texts are the inside of JSON strings.</param>
sealed class TranscriptCards(CardEdits edits, TextWindows windows, bool isJson)
{
    /// <summary>Shorter texts of unknown time are names and states.</summary>
    const int ProseWords = 4;

    const string Removed = "[removed]";

    static readonly System.Buffers.SearchValues<byte> Marks = System.Buffers.SearchValues.Create(" ,.;:?!-"u8);

    readonly JsonCards cards = new(edits, isJson, marked: true);

    public IReadOnlyList<(double Start, double End)> Timed => cards.Timed;

    /// <summary>True if part of the text is in a language that the gate does not understand.</summary>
    public bool UnknownLanguage => cards.UnknownLanguage;

    /// <summary>True if texts are left of which nothing tells whether they were said in a pause window.</summary>
    public bool Unplaced { get; private set; }

    public void Read(byte[] text, Transcript transcript, long offset)
    {
        var pieces = transcript.Pieces;
        UntimedPieces.Place(pieces, transcript.Fields.Count);
        var words = new SpokenWords(text, pieces);
        var timed = new TimedWords(transcript, words);
        var order = TimeOrder.Of(pieces.Count, x => pieces[x].IsTimed ? pieces[x].Start : double.MaxValue);
        var (read, origins) = (new List<JsonPiece>(pieces.Count), new List<int>(pieces.Count));
        var cut = windows.None ? null : Windows(text, transcript, words, timed, offset);
        foreach (var index in order)
        {
            if (cut?.GetValueOrDefault(index) is not { } stretches)
            {
                Add(pieces[index], index);
                continue;
            }

            foreach (var part in Parts(pieces[index], stretches))
            {
                Add(part, index);
            }
        }

        cards.Find(text, read, offset);
        cards.End((source, position) => timed.IsPlaced(origins[source]) && !timed.IsReference(origins[source])
            ? timed.TimeOf(words.At(origins[source], (int)(position - offset))) : null);
        foreach (var (source, position) in cards.Removed)
        {
            var at = words.At(origins[source], (int)(position - offset));
            if (at >= 0 && timed.IsPlaced(origins[source]))
            {
                timed.Remove(at);
            }
        }

        if (cards.Removed.Count > 0)
        {
            Copies(words, timed, offset);
        }

        void Add(TranscriptPiece part, int index)
        {
            read.Add(Piece(part, transcript, timed.IsReference(index) || !timed.IsPlaced(index)) with
            {
                IsSpeech = !timed.Any || timed.IsPlaced(index) || part.IsTimed,
            });
            origins.Add(index);
        }
    }

    static JsonPiece Piece(TranscriptPiece piece, Transcript transcript, bool counts)
    {
        var name = transcript.Fields[piece.Field];
        var (path, own) = (piece.Field + 1, piece.Speaker == 0 ? piece.Field + 1 : (piece.Field + 1) + ((transcript.Fields.Count +
            1) * piece.Speaker));
        return piece.Use switch
        {
            PieceUse.Speech => new(own, path, name, piece.Offset, piece.Length, true, counts ? piece.Start : double.NaN, piece.End),
            PieceUse.Label => new(path, path, JsonPieceReader.PropertyName, piece.Offset, piece.Length, true, piece.Start, piece.End),
            PieceUse.Value => new(-1, -1, name, piece.Offset, piece.Length, true, piece.Start, piece.End),
            _ => new(path, path, name, piece.Offset, piece.Length, false, piece.Start, piece.End),
        };
    }

    static IEnumerable<TranscriptPiece> Parts(TranscriptPiece piece, List<(int From, int To)> cut)
    {
        var at = piece.Offset;
        foreach (var (from, to) in cut)
        {
            if (from > at)
            {
                yield return piece with { Offset = at, Length = from - at };
            }

            at = to;
        }

        if (piece.Offset + piece.Length > at)
        {
            yield return piece with { Offset = at, Length = piece.Offset + piece.Length - at };
        }
    }

    /// <summary>The stretches of each piece that were said in a pause window.</summary>
    Dictionary<int, List<(int From, int To)>> Windows(byte[] text, Transcript transcript, SpokenWords words, TimedWords timed, long offset)
    {
        var cut = new Dictionary<int, List<(int, int)>>();
        var unplaced = new List<int>();
        for (var i = 0; i < transcript.Pieces.Count; i++)
        {
            var piece = transcript.Pieces[i];
            var (first, end) = words.Of(i);
            if (piece.Use is not PieceUse.Speech || end == first)
            {
                continue;
            }

            if (timed.IsReference(i) || (piece.IsTimed && !timed.IsPlaced(i)))
            {
                Cut(i, piece.Start, piece.End, piece.Offset, piece.Offset + piece.Length);
            }
            else if (timed.IsPlaced(i))
            {
                for (var w = first; w < end; w++)
                {
                    var (start, until) = timed.TimeOf(w);
                    Cut(i, start, until, words[w].Offset, words[w].Offset + words[w].Length);
                }
            }
            else if (end - first >= ProseWords)
            {
                unplaced.Add(i);
            }
        }

        foreach (var i in unplaced)
        {
            // Nobody can tell what a summary took from the pause.
            Unplaced |= !timed.Any;
            if (timed.Any && windows.Findings.Count > 0)
            {
                Add(i, transcript.Pieces[i].Offset, transcript.Pieces[i].Offset + transcript.Pieces[i].Length);
            }
        }

        foreach (var (piece, stretches) in cut)
        {
            foreach (var (from, to) in stretches)
            {
                edits.Replace(new(offset + from, to - from, double.NaN, double.NaN, false, false), Removed);
            }
        }

        return cut;

        void Cut(int piece, double start, double end, int from, int to)
        {
            if (!text.AsSpan(from, to - from).Trim(" []"u8).SequenceEqual("removed"u8) && windows.Inside(start, end))
            {
                Add(piece, from, to);
            }
        }

        void Add(int piece, int from, int to)
        {
            var list = cut.TryGetValue(piece, out var known) ? known : cut[piece] = [];
            if (list.Count > 0 && !text.AsSpan(list[^1].Item2, from - list[^1].Item2).ContainsAnyExcept(Marks))
            {
                list[^1] = (list[^1].Item1, to);
            }
            else
            {
                list.Add((from, to));
            }
        }
    }

    /// <summary>Takes from every copy what was taken from one.</summary>
    void Copies(SpokenWords words, TimedWords timed, long offset)
    {
        for (var w = 0; w < words.Count; w++)
        {
            if (timed.IsPlaced(words[w].Piece) && timed.IsGone(w))
            {
                var from = words[w].Offset;
                var to = from + words[w].Length;
                while (w + 1 < words.Count && words[w + 1].Piece == words[w].Piece && timed.IsGone(w + 1))
                {
                    w++;
                    to = words[w].Offset + words[w].Length;
                }

                edits.Hide(offset + from, offset + to);
            }
        }
    }
}
