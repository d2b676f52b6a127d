using System.Collections.Frozen;
using System.Numerics;

namespace Compliance.Pci;

/// <summary>A word that the scanner knows.</summary>
/// <param name="Spoken">Languages in which it is a number word, one bit each.</param>
/// <param name="Numbers">Its meanings in these languages, in their order.</param>
/// <param name="Languages">Languages to which it belongs at all.</param>
sealed record KnownWord(WordSense Sense, uint Spoken, NumberWord[] Numbers, ulong Languages)
{
    /// <summary>Three or four if a word that names digits includes their number (<c>dreistellige</c>); otherwise 0.</summary>
    public short Count { get; init; }

    public bool IsNumber(int language) => (Spoken >> language & 1) != 0;

    /// <summary>Its meaning in a language in which it is a number word.</summary>
    public NumberWord Number(int language) => Numbers[BitOperations.PopCount(Spoken & ((1u << language) - 1))];

    public bool Is(WordSense sense) => (Sense & sense) != WordSense.None;
}

/// <summary>All words that matter for card data, across languages, as <see cref="Letters.Fold"/> leaves them.</summary>
static class Vocabulary
{
    public const int LongestWord = 40;

    /// <summary>The longest word of those written without spaces.</summary>
    public const int LongestUnspaced = 10;

    static readonly FrozenDictionary<string, KnownWord> Words = Build();

    static readonly FrozenDictionary<string, KnownWord>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Words.GetAlternateLookup<ReadOnlySpan<char>>();

    static readonly FrozenSet<char> Heads = Words.Keys.Select(x => x[0]).Where(x => Letters.IsUnspaced(x)).ToFrozenSet();

    /// <summary>All of them.</summary>
    public static IEnumerable<KeyValuePair<string, KnownWord>> All => Words;

    public static KnownWord? Find(ReadOnlySpan<char> word) => Lookup.TryGetValue(word, out var known) ? known : null;

    /// <summary>The longest known word with which an unspaced text begins, and its length.</summary>
    public static (KnownWord? Word, int Length) FindFirst(ReadOnlySpan<char> text)
    {
        for (var length = Heads.Contains(text[0]) ? text.Length : 0; length > 0; length--)
        {
            if (Find(text[..length]) is { } known)
            {
                return (known, length);
            }
        }

        return (null, 0);
    }

    static FrozenDictionary<string, KnownWord> Build()
    {
        var words = new Dictionary<string, KnownWord>(StringComparer.Ordinal);
        for (var language = 0; language < Lexicons.Count; language++)
        {
            var (lexicon, bit) = (Lexicons.All[language], 1u << language);
            foreach (var (word, meaning) in lexicon.Words)
            {
                var known = Of(words, word);
                words[word] = known with
                {
                    Spoken = known.Spoken | bit,
                    Numbers = [.. known.Numbers, meaning],
                    Languages = known.Languages | bit,
                };
            }

        }

        var all = Lexicons.All.Concat(OtherLexicons.All).ToList();
        for (var language = 0; language < all.Count; language++)
        {
            foreach (var word in all[language].CommonWords)
            {
                var known = Of(words, word);
                words[word] = known with { Languages = known.Languages | 1ul << language };
            }
        }

        foreach (var (sense, list) in WordSenses.All)
        {
            foreach (var word in list.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Lexicon.Spellings))
            {
                var known = Of(words, word);
                words[word] = known with { Sense = known.Sense | sense, Count = WordSenses.Count(word) };
            }
        }

        return words.ToFrozenDictionary(StringComparer.Ordinal);
    }

    static KnownWord Of(Dictionary<string, KnownWord> words, string word) =>
        words.GetValueOrDefault(word) ?? new KnownWord(WordSense.None, 0, [], 0);
}
