using System.Buffers;
using System.Text;

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

    /// <summary>Bytes of the shortest card number.</summary>
    const int Shortest = CardScheme.MinDigits;

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
        foreach (var (start, length) in Texts(portion))
        {
            Failed |= edits.Count > MostEdits;
            if (Failed)
            {
                return;
            }

            var text = portion[start..(start + length)];
            Find(text, x => offset + start + x);
            if (text.AsSpan().Contains((byte)0))
            {
                int[] places = [.. Enumerable.Range(0, length).Where(x => text[x] != 0)];
                Find([.. places.Select(x => text[x])], x => offset + start + (x < places.Length ? places[x] : length));
            }
        }
    }

    /// <summary>Stretches that can be text. Compressed sound has next to none, and is far more than all tags.</summary>
    static List<(int Start, int Length)> Texts(byte[] portion)
    {
        var texts = new List<(int, int)>();
        var start = 0;
        for (var at = 0; at <= portion.Length;)
        {
            var length = at < portion.Length ? TextAt(portion, at) : 0;
            if (length > 0)
            {
                at += length;
                continue;
            }

            if (at - start >= Shortest)
            {
                texts.Add((start, at - start));
            }

            start = ++at;
        }

        return texts;
    }

    /// <summary>Bytes of the character there; 0 if there is none. The zero bytes of UTF-16 count with the character before them.</summary>
    static int TextAt(byte[] portion, int at) => portion[at] switch
    {
        0 => at > 0 && IsPlain(portion[at - 1]) ? 1 : 0,
        < 0x80 => IsPlain(portion[at]) ? 1 : 0,
        _ => Rune.DecodeFromUtf8(portion.AsSpan(at), out _, out var length) is OperationStatus.Done ? length : 0,
    };

    static bool IsPlain(byte character) => character is (>= 0x20 and < 0x7F) or (byte)'\t' or (byte)'\r' or (byte)'\n';

    void Find(byte[] text, Func<int, long> placeOf)
    {
        var cards = new CardEdits(file, keepLastFour);
        var chat = new ChatCards(cards, judged: false);
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
