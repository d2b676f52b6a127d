using System.Numerics;
using System.Runtime.InteropServices;

namespace Compliance.Pci;

/// <summary>Finds all kinds of card data in one token stream.</summary>
static class CardScanner
{
    /// <summary>With fewer number words of a language near each other, the text is not in that language.</summary>
    const int MinNumberWords = 3;

    /// <summary>Number words lie near each other within so many tokens.</summary>
    const int Near = 24;

    /// <summary>A language with fewer of its words than this share of the best one's is not that of the text.</summary>
    const double Likely = 0.5;

    /// <param name="transcript">The text is transcribed speech, so commas and filler words may interrupt a number.</param>
    /// <param name="whole">It is all of a conversation, so that one speaker's words may interrupt another's number.</param>
    /// <param name="complete">False if the text is crafted to take too long; it then counts as unreadable.</param>
    public static List<CardMatch> Find(List<Token> tokens, bool transcript, bool whole, out bool complete)
    {
        complete = true;
        var matches = new List<CardMatch>();
        DigitNumbers.Find(tokens, matches);
        Span<int> words = stackalloc int[Lexicons.Count];
        var (digits, near) = Count(tokens, words);
        for (var language = 0; language < Lexicons.Count; language++)
        {
            if ((near >> language & 1) != 0 || (language == 0 && transcript && digits >= CardScheme.MinDigits))
            {
                var spoken = new SpokenNumbers(tokens, language, transcript);
                spoken.Find(matches);
                complete &= !spoken.GaveUp;
            }
        }

        var best = words.IndexOf(Max(words));
        if (whole && digits + words[best] >= CardScheme.MinDigits)
        {
            SplitNumbers.Find(tokens, best, matches);
        }

        foreach (var language in Enumerable.Range(0, Lexicons.Count)
            .Where(x => x == best || (near >> x & 1) != 0).ToArray())
        {
            if (digits + words[language] >= 3 && words[language] >= Likely * words[best])
            {
                new CardContext(tokens, language).Find(matches);
            }
        }

        return matches;
    }

    /// <summary>
    /// The digits; by language, the words that belong to it; and the languages of which several number words lie near each other.
    /// </summary>
    static (int Digits, uint Near) Count(List<Token> tokens, Span<int> words)
    {
        var (digits, near) = (0, 0u);
        Span<int> last = stackalloc int[Lexicons.Count * MinNumberWords];
        last.Fill(-Near);
        var planes = new ulong[32];
        var all = CollectionsMarshal.AsSpan(tokens);
        for (var i = 0; i < all.Length; i++)
        {
            digits += all[i].IsDigit ? 1 : 0;
            if (all[i].Word is not { } word)
            {
                continue;
            }

            // A binary number for each language, its digits in one mask each.
            var languages = word.Languages;
            for (var plane = 0; languages != 0; plane++)
            {
                (planes[plane], languages) = (planes[plane] ^ languages, planes[plane] & languages);
            }

            for (var spoken = word.Spoken; spoken != 0; spoken &= spoken - 1)
            {
                var language = BitOperations.TrailingZeroCount(spoken);
                if (word.Number(language).Role is not NumberRole.Homophone)
                {
                    var own = last.Slice(language * MinNumberWords, MinNumberWords);
                    own[1..].CopyTo(own);
                    own[^1] = i;
                    near |= i - own[0] < Near ? 1u << language : 0;
                }
            }
        }

        for (var plane = 0; plane < planes.Length; plane++)
        {
            for (var language = 0; language < words.Length; language++)
            {
                words[language] |= (int)(planes[plane] >> language & 1) << plane;
            }
        }

        return (digits, near);
    }

    static int Max(ReadOnlySpan<int> words)
    {
        var most = 0;
        foreach (var count in words)
        {
            most = Math.Max(most, count);
        }

        return most;
    }
}
