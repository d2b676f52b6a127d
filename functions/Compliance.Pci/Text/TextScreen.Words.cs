using System.Buffers;

namespace Compliance.Pci;

/// <content>What numbers and words in a row say.</content>
ref partial struct TextScreen
{
    /// <summary>Number words and groups of digits that a card number is at least said in: four digits each.</summary>
    const int UnitDigits = 4;
    const int UnitNumbers = 4;

    /// <summary>Words between two numbers of one card number, at most.</summary>
    const int MostBetween = 7;

    /// <summary>How far, in words, the two halves of a question lie apart at most.</summary>
    const int QuestionWords = 48;
    const int NearWords = 8;

    static readonly SearchValues<byte> Joining = SearchValues.Create(" \t\r\n\v\f-./_|+0123456789"u8);

    void Digits(int at)
    {
        var end = at + 1;
        while (end < text.Length && char.IsAsciiDigit((char)text[end]))
        {
            end++;
        }

        if (digits == 0 || wordAt >= digitsEnd
            || (text[digitsEnd..at].IndexOfAnyExcept(Joining) is >= 0 and var other && text[digitsEnd + other] < 0x80))
        {
            (digits, digitsAt) = (0, at);
        }

        (digits, digitsEnd, passed) = (digits + end - at, end, end);
        if (digits >= CardScheme.MinDigits)
        {
            Mark(digitsAt, BeforeDigits, end - digitsAt + AfterDigits);
        }

        for (var units = end - at; units > 0; units -= UnitDigits)
        {
            Number(at, uint.MaxValue, 0);
        }

        index++;
        Asked(at);
    }

    void Word(int at, ScreenWord word)
    {
        if (word.Numbers != 0)
        {
            Number(at, word.Numbers, word.Numbers);
        }

        if (word.Counts || word.Sense != WordSense.None)
        {
            Sense(at, word);
        }
    }

    void Number(int at, uint languages, uint words)
    {
        if (index - numbered > MostBetween)
        {
            (once, twice, thrice, often, worded, chainAt) = (0, 0, 0, 0, 0, at);
        }

        numbered = index;
        often |= thrice & languages;
        thrice |= twice & languages;
        twice |= once & languages;
        once |= languages;
        worded |= words;
        if ((often & worded) != 0 && IsChain(at))
        {
            Mark(chainAt, Around, at - chainAt + Around);
        }
    }

    /// <summary>Whether nothing but numbers and what is said between them lies between the first of the last four numbers and here. Words
    /// like "to" and "for" come near each other in any text.</summary>
    readonly bool IsChain(int to)
    {
        Span<char> letters = stackalloc char[Vocabulary.LongestWord];
        var (numbers, at, worded) = (1, to - 1, !char.IsAsciiDigit((char)text[to]));
        while (at >= 0 && numbers < UnitNumbers)
        {
            var end = at + 1;
            while (at >= 0 && char.IsAsciiDigit((char)text[at]))
            {
                at--;
            }

            if (end - at > 1)
            {
                numbers += Math.Max(1, (end - at - 1) / UnitDigits);
                continue;
            }

            while (at >= 0 && (text[at] >= 0x80 || char.IsAsciiLetter((char)text[at]) || text[at] == '\''))
            {
                at--;
            }

            if (end - at == 1)
            {
                at--;
                continue;
            }

            var (_, length) = reader.Read(text[..end], at + 1, letters);
            if (length == 0 || Vocabulary.Find(letters[..length]) is not { } known || (known.Spoken == 0 && !known.Is(WordSense.Filler)))
            {
                return false;
            }

            var isNumber = ScreenWord.Of(known).Numbers != 0;
            (numbers, worded) = (numbers + (isNumber ? 1 : 0), worded || isNumber);
        }

        return numbers >= UnitNumbers && worded;
    }

    /// <summary>Follows the words of which a question for a code is made (<see cref="CodeQuestion"/>).</summary>
    void Sense(int at, ScreenWord word)
    {
        if (word.Counts)
        {
            Asked(at);
        }

        if (word.Sense == WordSense.None)
        {
            return;
        }

        side = Is(WordSense.SidePart) ? index : side;
        count = Is(WordSense.DigitsPart) ? index : count;
        security = Is(WordSense.SecurityPart) ? index : security;
        code = Is(WordSense.CodePart | WordSense.CodeNoun) ? index : code;
        var spelled = Is(WordSense.LetterC | WordSense.LetterV) && index - letterV == 1 && index - letterC is 1 or 2;
        (letterC, letterV) = (Is(WordSense.LetterC) ? index : letterC, Is(WordSense.LetterV) ? index : letterV);
        if (Is(WordSense.Cvv | WordSense.Pin) || spelled
            || (index - security <= NearWords / 2 && index - code <= NearWords / 2)
            || (index - side <= QuestionWords && index - count <= QuestionWords)
            || (index - side <= QuestionWords && index - number <= NearWords)
            || (index - count <= NearWords && index - code <= NearWords && index - number <= NearWords))
        {
            strong = index;
            Mark(at, Around, Around);
        }

        bool Is(WordSense sense) => (word.Sense & sense) != WordSense.None;
    }

    /// <summary>A number, which may be how many digits are asked for, or the answer.</summary>
    void Asked(int at)
    {
        number = index;
        if (index - strong <= QuestionWords || (index - side <= NearWords)
            || (index - count <= NearWords && index - code <= NearWords))
        {
            Mark(at, Around, Around);
        }
    }
}
