namespace Compliance.Pci;

/// <summary>Finds all kinds of card data in one token stream.</summary>
static class CardScanner
{
    /// <summary>With fewer number words of a language, the text is not in that language.</summary>
    const int MinNumberWords = 3;

    /// <param name="transcript">The text is transcribed speech, so commas and filler words may interrupt a number.</param>
    /// <param name="whole">It is all of a conversation, so that one speaker's words may interrupt another's number.</param>
    /// <param name="complete">False if the text is crafted to take too long; it then counts as unreadable.</param>
    public static List<CardMatch> Find(List<Token> tokens, bool transcript, bool whole, out bool complete)
    {
        complete = true;
        var matches = new List<CardMatch>();
        DigitNumbers.Find(tokens, matches);
        Span<int> words = stackalloc int[NumberWordTable.Languages];
        var digits = Count(tokens, words);
        var best = 0;
        for (var language = 0; language < NumberWordTable.Languages; language++)
        {
            best = words[language] > words[best] ? language : best;
            if (words[language] >= MinNumberWords || (language == 0 && transcript && digits >= CardScheme.MinDigits))
            {
                var spoken = new SpokenNumbers(tokens, language, transcript);
                spoken.Find(matches);
                complete &= !spoken.GaveUp;
            }
        }

        if (whole && digits + words[best] >= CardScheme.MinDigits)
        {
            SplitNumbers.Find(tokens, best, matches);
        }

        if (digits + words[best] >= 3)
        {
            new CardContext(tokens, best).Find(matches);
        }

        return matches;
    }

    static int Count(List<Token> tokens, Span<int> words)
    {
        var digits = 0;
        foreach (var token in tokens)
        {
            digits += token.IsDigit ? 1 : 0;
            for (var language = 0; language < words.Length && token.Word is { Numbers.Length: > 0 } word; language++)
            {
                words[language] += word.IsNumber(language) && word.Numbers[language].Role is not NumberRole.Homophone ? 1 : 0;
            }
        }

        return digits;
    }
}
