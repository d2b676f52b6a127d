using System.Numerics;
using System.Text;

namespace Compliance.Pci;

/// <summary>
/// Judges whether a text is in languages whose spoken numbers the gate understands, by their frequent words, window by window: half a
/// call in another language is enough to leave it unexamined.
/// </summary>
sealed class TextLanguage
{
    /// <summary>Words judged together.</summary>
    const int Window = 40;

    /// <summary>Fewer words show nothing.</summary>
    const int Fewest = 12;

    /// <summary>A text in a language has at least this share of its frequent words; a part of it may have fewer.</summary>
    const double Least = 0.12;
    const double LeastOfPart = 0.07;

    /// <summary>In a part of the text another language must have so many times as many of its frequent words; in all of it, more.</summary>
    const double Clearly = 1.6;

    static readonly int Known = Lexicons.Count;

    /// <summary>Words of each language in the window: a binary number each, its digits in one mask each.</summary>
    readonly ulong[] planes = new ulong[6];

    ulong different;
    int words;
    int foreign;
    int allWords;
    int allHits;
    int allOthers;

    /// <summary>True once a part of the text was in a language that the gate does not understand.</summary>
    public bool Unknown { get; private set; }

    /// <param name="first">The first character of the word as written.</param>
    /// <param name="letters">The folded word.</param>
    public void Add(Rune first, KnownWord? known, ReadOnlySpan<char> letters, Gap before)
    {
        if (letters.Length == 1 && known is null && first.Value < 0x600)
        {
            return;
        }

        Count(
            Languages(first.Value, known),
            Hash(letters),
            IsForeign(first.Value) || letters.ContainsAnyInRange('\u0671', '\u06FF'),
            before);
    }

    public void Add(AsciiWord word, KnownWord? known, Gap before)
    {
        if (word.Length > 1 || known is not null)
        {
            Count(known?.Languages ?? 0, word.Hash, isForeign: false, before);
        }
    }

    void Count(ulong languages, int hash, bool isForeign, Gap before)
    {
        if ((before & (Gap.Space | Gap.Piece | Gap.Line | Gap.Mark)) == Gap.None)
        {
            // Part of an address, an id or a name of a field.
            return;
        }

        words++;
        different |= 1ul << (hash & 63);
        foreign += isForeign ? 1 : 0;
        for (var i = 0; languages != 0; i++)
        {
            (planes[i], languages) = (planes[i] ^ languages, planes[i] & languages);
        }

        if (words == Window)
        {
            Judge();
        }
    }

    /// <summary>Words of the language that has most, of the languages in a range.</summary>
    int Most(int from, int to)
    {
        var most = 0;
        for (var language = from; language < to; language++)
        {
            var count = 0;
            for (var i = 0; i < planes.Length; i++)
            {
                count |= (int)(planes[i] >> language & 1) << i;
            }

            most = Math.Max(most, count);
        }

        return most;
    }

    /// <summary>Judges what was added since the last window.</summary>
    public void End()
    {
        if (words >= Fewest)
        {
            Judge();
        }

        Unknown |= allWords >= Fewest
            && (allHits < Least * allWords || (allOthers >= Least * allWords && allOthers > allHits));
    }

    void Judge()
    {
        var (best, other) = (Most(0, Known), Most(Known, Known + OtherLexicons.All.Count));

        // Fields with a few fixed values are no text in any language.
        var isText = BitOperations.PopCount(different) * 3 >= Math.Min(words, 24);
        Unknown |= isText
            && (foreign * 4 >= words || best < LeastOfPart * words || (other >= Least * words && other > Clearly * best));
        if (isText)
        {
            (allWords, allHits, allOthers) = (allWords + words, allHits + best, allOthers + other);
        }

        Array.Clear(planes);
        (words, foreign, different) = (0, 0, 0);
    }

    /// <summary>Greek, Arabic, Chinese and Japanese are known by their letters; those that Persian and Urdu add count as foreign.</summary>
    static ulong Languages(int letter, KnownWord? known) =>
        letter is >= 0x370 and < 0x400 or >= 0x1F00 and < 0x2000 or >= 0x620 and < 0x66F || Letters.IsUnspaced(letter) ? (1ul << Known) - 1
        : known?.Languages ?? 0;

    /// <summary>True for letters of scripts in which the gate knows no language.</summary>
    static bool IsForeign(int letter) => letter switch
    {
        < 0x0530 or >= 0x1E00 and < 0x2000 or >= 0xFF21 and < 0xFF5B => false,
        >= 0x0600 and < 0x0780 or >= 0xFB50 and < 0xFF00 => false,
        >= 0x0900 and < 0x0980 => false,
        _ => !Letters.IsUnspaced(letter),
    };

    static int Hash(ReadOnlySpan<char> letters)
    {
        var hash = 17;
        foreach (var letter in letters)
        {
            hash = unchecked((hash * 31) + letter);
        }

        return hash;
    }
}
