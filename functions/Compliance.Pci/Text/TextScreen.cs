using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text;

namespace Compliance.Pci;

/// <summary>
/// Finds the parts of a long text in which card data may be, so that only they are read word by word: digits that are enough for a card
/// number and nothing but separators between them, number words in a row, words that ask for a code, and digits that are wrapped. It lets
/// through more than is found there, and keeps back nothing.
/// </summary>
ref struct TextScreen
{
    /// <summary>Shorter texts are read as a whole.</summary>
    public const int Shortest = 4096;

    /// <summary>Bytes around what was seen, in which what belongs to it may be: an expiry date, a code, the question for it.</summary>
    const int Around = 640;

    /// <summary>Before a number in digits nothing matters but what it is part of.</summary>
    const int BeforeDigits = 64;

    const int AfterDigits = 256;

    /// <summary>Number words and groups of digits that a card number is at least said in: four digits each.</summary>
    const int UnitDigits = 4;
    const int UnitNumbers = 4;

    /// <summary>Words between two numbers of one card number, at most.</summary>
    const int MostBetween = 7;

    /// <summary>How far, in words, the two halves of a question lie apart at most.</summary>
    const int QuestionWords = 48;
    const int NearWords = 8;

    static readonly SearchValues<byte> Joining = SearchValues.Create(" \t\r\n\v\f-./_|+0123456789"u8);

    readonly ReadOnlySpan<byte> text;
    readonly List<(int From, int To)> parts;
    readonly WordReader reader;

    /// <summary>Digits in a row, where they begin and where the last of them ends.</summary>
    int digits;
    int digitsAt;
    int digitsEnd;

    /// <summary>Languages of which one, two, three, four of the numbers in a row may be, and of which one is a word.</summary>
    uint once;
    uint twice;
    uint thrice;
    uint often;
    uint worded;
    int chainAt;

    int index;
    int number;
    int side;
    int count;
    int security;
    int code;
    int strong;
    int letterC;
    int letterV;
    int numbered;
    int wordAt;
    int passed;

    TextScreen(ReadOnlySpan<byte> text, List<(int From, int To)> parts, WordReader reader)
    {
        this.text = text;
        (this.parts, this.reader) = (parts, reader);
        number = side = count = security = code = strong = letterC = letterV = numbered = -1000;
    }

    /// <summary>The parts, in order, apart from each other, from line to line where lines are short. The text's two ends are parts, because
    /// what goes on beyond them is not seen.</summary>
    public static List<(int From, int To)> Find(ReadOnlySpan<byte> text)
    {
        var found = new List<(int From, int To)>();
        if (text.Length <= Shortest)
        {
            found.Add((0, text.Length));
            return found;
        }

        var screen = new TextScreen(text, found, new WordReader(json: false));
        screen.Mark(0, 0, Around);
        screen.Run();
        screen.Mark(text.Length, Around, 0);
        return found;
    }

    void Run()
    {
        ulong lettersBefore = 0, digitsBefore = 0, wideBefore = 0;
        var padded = new byte[64];
        for (var at = 0; at < text.Length; at += 64)
        {
            var block = text[at..];
            if (block.Length < 64)
            {
                block.CopyTo(padded);
                block = padded;
            }

            var (letters, numerals, wide, marks) = (0ul, 0ul, 0ul, 0ul);
            for (var i = 0; i < 64; i += 32)
            {
                var bytes = Vector256.Create(block.Slice(i, 32));
                var lower = (bytes | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a');
                letters |= (ulong)Vector256.LessThan(lower, Vector256.Create((byte)26)).ExtractMostSignificantBits() << i;
                numerals |= (ulong)Vector256.LessThan(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)10))
                    .ExtractMostSignificantBits() << i;
                wide |= (ulong)bytes.ExtractMostSignificantBits() << i;
                marks |= (ulong)(Vector256.Equals(bytes, Vector256.Create((byte)'&')) | Vector256.Equals(bytes, Vector256.Create((byte)'%'))
                    | Vector256.Equals(bytes, Vector256.Create((byte)'=')) | Vector256.Equals(bytes, Vector256.Create((byte)'<')))
                    .ExtractMostSignificantBits() << i;
            }

            var starts = marks | (letters & ~((letters << 1) | lettersBefore)) | (numerals & ~((numerals << 1) | digitsBefore))
                | (wide & ~((wide << 1) | wideBefore));
            (lettersBefore, digitsBefore, wideBefore) = (letters >> 63, numerals >> 63, wide >> 63);
            for (; starts != 0; starts &= starts - 1)
            {
                var bit = BitOperations.TrailingZeroCount(starts);
                var start = at + bit;
                if (start < passed)
                {
                    continue;
                }

                if ((letters >> bit & 1) == 0)
                {
                    Begin(start);
                    continue;
                }

                var word = AsciiWords.Read(text, start);
                (passed, wordAt) = (start + word.Length, start);
                index++;
                if (word.Length == AsciiWords.Longest || (passed < text.Length && (text[passed] >= 0x80 || text[passed] == '2')))
                {
                    Slow(start);
                }
                else if (AsciiWords.Screen(word) is { IsNothing: false } known)
                {
                    Word(start, known);
                }
            }
        }
    }

    void Begin(int at)
    {
        var first = text[at];
        if (char.IsAsciiDigit((char)first))
        {
            Digits(at);
        }
        else if (first >= 0x80)
        {
            Wide(at);
        }
        else if (Wraps(at))
        {
            Mark(at, Around, Around);
        }
    }

    void Slow(int at)
    {
        Span<char> letters = stackalloc char[Vocabulary.LongestWord];
        (passed, var length) = reader.Read(text, at, letters);
        Word(at, length > 0 && Vocabulary.Find(letters[..length]) is { } known ? ScreenWord.Of(known) : default);
    }

    /// <summary>What is not ASCII, up to the next byte that is.</summary>
    void Wide(int at)
    {
        while (at < text.Length && text[at] >= 0x80)
        {
            _ = Rune.DecodeFromUtf8(text[at..], out var rune, out var length);
            if (Letters.IsUnspaced(rune.Value) || Tokenizer.Digit(rune) >= 0)
            {
                Mark(at, Around, Around);
            }
            else if (Rune.IsLetter(rune))
            {
                wordAt = at;
                index++;
                Slow(at);
                return;
            }

            at += length;
        }

        passed = at;
    }

    /// <summary>Whether a digit may be wrapped: as an entity, percent-encoded, quoted-printable, between tags.</summary>
    readonly bool Wraps(int at)
    {
        var next = at + 1 < text.Length ? text[at + 1] : (byte)' ';
        var after = at + 2 < text.Length ? text[at + 2] : (byte)' ';
        var behind = at > 0 && char.IsAsciiDigit((char)text[at - 1]);
        return text[at] switch
        {
            (byte)'&' => behind || next == '#' || (next == 'a' && after == 'm'),
            (byte)'%' => behind || next == 'u' || (next != '2' && char.IsAsciiHexDigit((char)next) && char.IsAsciiHexDigit((char)after))
                || (next == '2' && after == '5'),
            (byte)'=' => behind || next is (byte)'\r' or (byte)'\n' || (next == '3' && char.IsAsciiHexDigit((char)after)),
            _ => behind,
        };
    }

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

    /// <summary>Adds a part, together with those that it touches. Its ends are moved to the next ends of lines or words.</summary>
    readonly void Mark(int at, int before, int after)
    {
        var (from, to) = (Math.Max(0, at - before), Math.Min(text.Length, at + after));
        if (parts.Count > 0 && parts[^1].From <= from && parts[^1].To >= to)
        {
            return;
        }

        (from, to) = (Begins(from), Ends(to));
        while (parts.Count > 0 && parts[^1].To >= from)
        {
            (from, to) = (Math.Min(from, parts[^1].From), Math.Max(to, parts[^1].To));
            parts.RemoveAt(parts.Count - 1);
        }

        parts.Add((from, to));
    }

    readonly int Begins(int from)
    {
        var head = text[Math.Max(0, from - Around)..from];
        var line = head.LastIndexOf((byte)'\n') + 1;
        var word = line > 0 || head.Length == from ? line : head.LastIndexOfAny((byte)' ', (byte)'\t') + 1;
        return word > 0 || head.Length == from ? from - head.Length + word : from;
    }

    readonly int Ends(int to)
    {
        var rest = text[to..Math.Min(text.Length, to + Around)];
        return rest.IndexOf((byte)'\n') is >= 0 and var feed ? to + feed + 1
            : to + rest.Length == text.Length ? text.Length
            : rest.IndexOfAny((byte)' ', (byte)'\t') is >= 0 and var blank ? to + blank
            : to;
    }
}
