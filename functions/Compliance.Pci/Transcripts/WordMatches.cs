namespace Compliance.Pci;

/// <summary>Finds, for the words of every copy, the same ones among the timed words.</summary>
sealed class WordMatches
{
    /// <summary>A copy with a smaller share of the timed words says something else (a summary, a note).</summary>
    const double SameShare = 0.5;

    /// <summary>The share of a copy of all that one speaker said.</summary>
    const double Complete = 0.98;

    const int MaxSpeakers = 8;
    const int MinSingle = 3;

    /// <summary>A piece with so many words may be written otherwise than it is timed ("931").</summary>
    const int ShortWords = 4;

    /// <summary>How far, in seconds, two copies of a word lie apart at most.</summary>
    const double Near = 0.5;

    readonly IReadOnlyList<TranscriptPiece> pieces;
    readonly SpokenWords words;
    readonly int[] spoken;
    readonly int field;

    /// <summary>The hashes of the timed words, and room for what is found of a piece.</summary>
    readonly int[] spokenHashes;
    int[] room = [];

    /// <param name="spoken">The timed words in order of time, by their index in <paramref name="words"/>.</param>
    /// <param name="field">The field of the pieces that they are in.</param>
    public WordMatches(IReadOnlyList<TranscriptPiece> pieces, SpokenWords words, int[] spoken, int field)
    {
        (this.pieces, this.words, this.spoken, this.field) = (pieces, words, spoken, field);
        (Same, Placed, Speaker) = (new int[words.Count], new bool[pieces.Count], new int[pieces.Count]);
        Array.Fill(Same, -1);
        Array.Fill(Speaker, -1);
        spokenHashes = Hashes(spoken);
        for (var i = 0; i < spoken.Length; i++)
        {
            Same[spoken[i]] = i;
            Placed[words[spoken[i]].Piece] = true;
        }
    }

    /// <summary>For each word the index of the same word among the timed ones, or -1.</summary>
    public int[] Same { get; }

    /// <summary>For each piece whether its words are known among the timed ones.</summary>
    public bool[] Placed { get; }

    /// <summary>For each piece the one speaker whose words it repeats; -1 for a copy of all.</summary>
    public int[] Speaker { get; }

    /// <param name="fields">How many fields the pieces are of.</param>
    public void Align(int fields)
    {
        AlignTimed(fields);
        AlignUntimed();
    }

    double Start(int index) => pieces[words[spoken[index]].Piece].Start;

    double End(int index) => pieces[words[spoken[index]].Piece].End;

    /// <summary>Copies with times: each piece against the words that were said at about its time; a field that does not fit in that way
    /// against all timed words.</summary>
    void AlignTimed(int fields)
    {
        var byField = new List<int>?[fields];
        for (var i = 0; i < pieces.Count; i++)
        {
            if (pieces[i] is { IsTimed: true, Use: PieceUse.Speech } && pieces[i].Field != field)
            {
                (byField[pieces[i].Field] ??= []).Add(i);
            }
        }

        foreach (var list in byField)
        {
            var apart = list?.FindAll(x => words.Of(x) is var (first, end) && end > first && !AlignNear(x)) ?? [];
            if (apart.Count > 0)
            {
                Align(words.Of(apart.OrderBy(x => pieces[x].Start)), spoken, apart);
            }
        }
    }

    bool AlignNear(int piece)
    {
        var (first, end) = (Search(pieces[piece].Start - Near), Search(pieces[piece].End + Near));
        while (first > 0 && End(first - 1) > pieces[piece].Start)
        {
            first--;
        }

        var (own, last) = words.Of(piece);
        if (end <= first)
        {
            return false;
        }

        if (room.Length < last - own)
        {
            room = new int[2 * (last - own)];
        }

        var count = WordAligner.Find(words.Hashes.Slice(own, last - own), spokenHashes.AsSpan(first, end - first), room.AsSpan(0, last - own));
        if (count < (last - own) * SameShare)
        {
            return false;
        }

        for (var i = own; i < last; i++)
        {
            Same[i] = room[i - own] < 0 ? -1 : first + room[i - own];
        }

        return Placed[piece] = true;
    }

    /// <summary>The first of the timed words that does not begin before a time.</summary>
    int Search(double time)
    {
        var (low, high) = (0, spoken.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Start(middle) < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Copies without times: each piece against all timed words, or those of one speaker.</summary>
    void AlignUntimed()
    {
        var speakers = spoken.Select((x, i) => (Speaker: pieces[words[x].Piece].Speaker, Index: i)).GroupBy(x => x.Speaker)
            .Take(MaxSpeakers).Select(x => (Speaker: x.Key, Words: x.Select(y => spoken[y.Index]).ToArray())).ToList();
        var byField = Enumerable.Range(0, pieces.Count).Where(x => !pieces[x].IsTimed && pieces[x].Use is PieceUse.Speech)
            .GroupBy(x => pieces[x].Field);
        foreach (var group in byField)
        {
            // Words and turns without times follow each other; other texts are copies each.
            var list = group.ToList();
            if (list.Count >= MinSingle && Align(words.Of(list), spoken, list))
            {
                list.RemoveAll(x => Placed[x]);
            }

            foreach (var copy in list.ConvertAll(x => new List<int> { x }))
            {
                var own = words.Of(copy);
                if (own.Length < 2)
                {
                    continue;
                }

                // A copy of one speaker's words would find some of them among another's.
                var of = speakers.Count < 2 ? -1
                    : speakers.FindIndex(x => x.Words.Length >= own.Length && Align(own, x.Words, copy, Complete));
                of = of >= 0 || Align(own, spoken, copy) ? of : speakers.FindIndex(x => Align(own, x.Words, copy));
                if (of >= 0)
                {
                    copy.ForEach(x => Speaker[x] = speakers[of].Speaker);
                }
            }
        }
    }

    bool Align(ReadOnlySpan<int> own, ReadOnlySpan<int> timed, IReadOnlyList<int> list, double least = SameShare)
    {
        var found = new int[own.Length];
        var count = WordAligner.Find(Hashes(own), Hashes(timed), found);
        if (count < own.Length * least)
        {
            return false;
        }

        for (var i = 0; i < own.Length; i++)
        {
            Same[own[i]] = found[i] < 0 ? -1 : Same[timed[found[i]]];
        }

        foreach (var piece in list)
        {
            Placed[piece] = list.Count == 1 || Shares(piece);
        }

        return true;
    }

    /// <summary>One of several pieces that were aligned together repeats timed words, or is too short to tell.</summary>
    bool Shares(int piece)
    {
        var (first, end) = words.Of(piece);
        var count = 0;
        for (var w = first; w < end; w++)
        {
            count += Same[w] >= 0 ? 1 : 0;
        }

        return count >= (end - first) * SameShare || end - first <= ShortWords;
    }

    int[] Hashes(ReadOnlySpan<int> indices)
    {
        var hashes = new int[indices.Length];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = words[indices[i]].Hash;
        }

        return hashes;
    }
}
