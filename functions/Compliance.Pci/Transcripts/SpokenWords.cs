using System.Runtime.InteropServices;

namespace Compliance.Pci;

/// <summary>A word of a piece of text: letters and digits without what is between them.</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct WordSpan(int Hash, int Piece, int Offset, int Length);

/// <summary>The words of all pieces, in the order of the pieces. JSON escapes count as what is between words.</summary>
sealed class SpokenWords
{
    readonly List<WordSpan> words;
    readonly int[] first;
    readonly int[] hashes;

    public SpokenWords(ReadOnlySpan<byte> text, List<TranscriptPiece> pieces)
    {
        first = new int[pieces.Count + 1];
        words = new(pieces.Count);
        for (var i = 0; i < pieces.Count; i++)
        {
            first[i] = words.Count;
            if (pieces[i].Use is PieceUse.Speech)
            {
                Split(text.Slice(pieces[i].Offset, pieces[i].Length), i, pieces[i].Offset);
            }
        }

        first[^1] = words.Count;
        hashes = new int[words.Count];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = words[i].Hash;
        }
    }

    public WordSpan this[int index] => words[index];

    public int Count => words.Count;

    /// <summary>The hash of each word.</summary>
    public ReadOnlySpan<int> Hashes => hashes;

    /// <summary>The words of a piece: its first, and one past its last.</summary>
    public (int First, int End) Of(int piece) => (first[piece], first[piece + 1]);

    /// <summary>The words of several pieces, one after another.</summary>
    public int[] Of(IEnumerable<int> list)
    {
        var all = new List<int>();
        foreach (var piece in list)
        {
            for (var word = first[piece]; word < first[piece + 1]; word++)
            {
                all.Add(word);
            }
        }

        return [.. all];
    }

    /// <summary>The word at or after a position in the file, within its piece.</summary>
    public int At(int piece, int position)
    {
        var (low, high) = Of(piece);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (words[middle].Offset + words[middle].Length <= position)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return Math.Min(low, first[piece + 1] - 1);
    }

    void Split(ReadOnlySpan<byte> text, int piece, int offset)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\')
            {
                at++;
                continue;
            }

            var from = at;
            while (at < text.Length && (text[at] >= 0x80 || char.IsAsciiLetterOrDigit((char)text[at])))
            {
                at++;
            }

            if (at > from)
            {
                words.Add(new(ByteHash.Of(text[from..at]), piece, offset + from, at - from));
                at -= at < text.Length && text[at] == '\\' ? 1 : 0;
            }
        }
    }
}
