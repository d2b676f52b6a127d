namespace Compliance.Pci;

/// <summary>Everything there is to find in one stream of tokens.</summary>
static class CardScanner
{
    /// <summary>Fewer number words than this in a language and it is not the one spoken.</summary>
    const int MinNumberWords = 3;

    /// <param name="transcript">The text is speech written down, so that commas and little words may lie inside a number.</param>
    /// <param name="complete">False where the text is made to take too long; then it counts as unreadable.</param>
    public static List<CardMatch> Find(List<Token> tokens, bool transcript, out bool complete)
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
