namespace Compliance.Pci;

/// <summary>
/// What the words before a short number ask for: a verification value, by any of its names or by where it is printed, or a PIN
/// (PCI DSS 3.3.1.2, 3.3.1.3).
/// </summary>
sealed class CodeQuestion(List<Token> tokens)
{
    const int QuestionWords = 16;

    /// <summary>Kept short because "pin" has other meanings.</summary>
    const int PinWords = 6;

    const int NearWords = 2;

    /// <param name="first">The first token of the number.</param>
    /// <param name="length">Its digits.</param>
    public PciFindingKind? Of(int first, int last, int length)
    {
        var (side, said) = (false, 0);
        for (int i = first - 1, unknown = 0; i >= 0 && unknown <= QuestionWords; i--)
        {
            side |= Is(i, WordSense.SidePart);
            said = Is(i, WordSense.DigitsPart) && HowMany(i) is > 0 and var many ? many : said;
            if ((side && (said == length || IsLast(i, length))) || (length == 3 && IsShortCode(i)))
            {
                return PciFindingKind.Cvv;
            }

            if ((tokens[i].IsDigit && !Is(i + 1, WordSense.DigitsPart)) || (
                (tokens[i + 1].Before & (Gap.Break | Gap.Stroke)) != Gap.None
                && (tokens[i + 1].Before & (Gap.Mark | Gap.Space)) == Gap.None))
            {
                return null;
            }

            if (length is 3 or 4 && (Is(i, WordSense.Cvv) || IsSpelled(i) || IsSecurityCode(i)))
            {
                return PciFindingKind.Cvv;
            }

            if (length >= 4 && Is(i, WordSense.Pin))
            {
                // In India, a PIN code is a postcode of six digits.
                var other = unknown > PinWords || (unknown > NearWords && Counts(last))
                    || (length > 4 && Is(i + 1, WordSense.CodePart));
                return other ? null : PciFindingKind.Pin;
            }

            unknown += Is(i, WordSense.Filler) ? 0 : 1;
        }

        return null;
    }

    /// <summary>"The three digit code", "codice a tre cifre": only verification values are that short.</summary>
    bool IsShortCode(int i) =>
        Is(i, WordSense.DigitsPart) && HowMany(i) == 3 && Any(i - 5, i + 2, WordSense.CodeNoun) && !Any(i - 5, i + 3, WordSense.OtherCode);

    /// <summary>"The last three on the back", without a noun.</summary>
    bool IsLast(int i, int length) =>
        Value(i) == length && (Any(i - 1, i + 1, WordSense.LastPart) || Is(i - 1, WordSense.Filler));

    /// <summary>"C.V.V.", "see vee see".</summary>
    bool IsSpelled(int i) =>
        (Is(i, WordSense.LetterV) || Is(i, WordSense.LetterC)) && Is(i - 1, WordSense.LetterV) && Is(i - 2, WordSense.LetterC);

    bool IsSecurityCode(int i) =>
        Is(i, WordSense.SecurityPart) && !Any(i - 2, i + 2, WordSense.OtherCode)
        && (Is(i + 1, WordSense.CodePart) || Any(i - 2, i + 2, WordSense.CodeNoun));

    /// <summary>The number of digits that a word announces, three or four: said just before it, or part of the word itself.</summary>
    int HowMany(int word)
    {
        for (var i = word; i >= Math.Max(0, word - 3); i--)
        {
            if ((Value(i) is > 0 and var value ? value : tokens[i].Word?.Count ?? 0) is (3 or 4) and var many)
            {
                return many;
            }
        }

        return 0;
    }

    /// <summary>Three or four if the token is that number in digits or in words; otherwise 0.</summary>
    int Value(int i)
    {
        var value = tokens[i].IsDigit ? tokens[i].Digit
            : tokens[i].Word?.Numbers.FirstOrDefault(x => x.Role is NumberRole.Unit && x.Value is 3 or 4).Value ?? 0;
        return value is 3 or 4 ? value : 0;
    }

    /// <summary>True if the next word is what the number counts, as in "1234 people".</summary>
    bool Counts(int last) =>
        last + 1 < tokens.Count && tokens[last + 1] is { IsDigit: false, Word: null or { Sense: WordSense.None }, Before: Gap.Space };

    bool Is(int i, WordSense sense) => i >= 0 && i < tokens.Count && tokens[i].Word is { } word && word.Is(sense);

    bool Any(int from, int to, WordSense sense)
    {
        for (var i = from; i <= to; i++)
        {
            if (Is(i, sense))
            {
                return true;
            }
        }

        return false;
    }
}
