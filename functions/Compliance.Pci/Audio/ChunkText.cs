namespace Compliance.Pci;

/// <summary>
/// Finds card data in what a media file holds beside its sound: tags, comments, cue lists, recorders' own chunks. Such text has any
/// encoding, so it is read as it is and, for UTF-16, without its zero bytes. It is replaced by as many asterisks: nothing moves.
/// </summary>
sealed class ChunkText(GateFile file, bool keepLastFour)
{
    const byte Mask = (byte)'*';

    /// <summary>A portion is examined together with the end of the one before, which may hold the beginning of a number.</summary>
    const int Overlap = 512;

    /// <summary>Nobody writes that many card numbers into the tags of one file.</summary>
    const int MostEdits = 1000;

    readonly List<GateEdit> edits = [];
    readonly List<PciFinding> findings = [];
    byte[] before = [];
    long next;

    /// <summary>In order, and without overlap.</summary>
    public IReadOnlyList<GateEdit> Edits
    {
        get
        {
            var joined = new List<GateEdit>();
            foreach (var edit in edits.OrderBy(x => x.Offset))
            {
                var end = joined.Count > 0 ? joined[^1].Offset + joined[^1].Length : 0;
                var from = Math.Max(edit.Offset, end);
                var length = (int)(edit.Offset + edit.Length - from);
                if (length > 0)
                {
                    joined.Add(new(from, length, new((char)Mask, length)));
                }
            }

            return joined;
        }
    }

    public IReadOnlyList<PciFinding> Findings => findings;

    /// <summary>The text was made to take long, or holds more card data than can be removed.</summary>
    public bool Failed { get; private set; }

    public void Add(ReadOnlySpan<byte> bytes, long offset)
    {
        if (offset != next)
        {
            End();
        }

        var portion = new byte[before.Length + bytes.Length];
        before.CopyTo(portion, 0);
        bytes.CopyTo(portion.AsSpan(before.Length));
        Find(portion, offset - before.Length);
        before = portion[^Math.Min(Overlap, portion.Length)..];
        next = offset + bytes.Length;
    }

    /// <summary>The end of a chunk: the next one has another text.</summary>
    public void End() => before = [];

    void Find(byte[] portion, long offset)
    {
        Failed |= edits.Count > MostEdits;
        if (Failed || (!portion.AsSpan().ContainsAnyInRange((byte)'0', (byte)'9')
            && !portion.AsSpan().ContainsAnyInRange((byte)'a', (byte)'z')))
        {
            return;
        }

        Find(portion, x => offset + x);
        if (portion.AsSpan().Contains((byte)0))
        {
            var places = new List<int>(portion.Length);
            for (var i = 0; i < portion.Length; i++)
            {
                if (portion[i] != 0)
                {
                    places.Add(i);
                }
            }

            Find([.. places.Select(x => portion[x])], x => offset + (x < places.Count ? places[x] : portion.Length));
        }
    }

    void Find(byte[] text, Func<int, long> placeOf)
    {
        var cards = new CardEdits(file, keepLastFour);
        var chat = new ChatCards(cards);
        chat.Add(text, 0);
        chat.End();
        Failed |= cards.TooMany || cards.Incomplete;
        foreach (var edit in cards.Edits)
        {
            var from = placeOf((int)edit.Offset);
            var to = placeOf((int)edit.Offset + edit.Length - 1) + 1;
            if (!edits.Exists(x => x.Offset <= from && to <= x.Offset + x.Length))
            {
                edits.Add(new(from, (int)(to - from), ""));
            }
        }

        findings.AddRange(cards.Findings.Where(x => !findings.Contains(x)));
    }
}
