using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text;

namespace Compliance.Pci;

/// <summary>
/// Finds the parts of a long text in which card data may be, so that only they are read word by word: digits that are enough for a card
/// number and nothing but separators between them, number words in a row, words that ask for a code, and digits that are wrapped. It lets
/// through more than is found there, and keeps back nothing.
/// </summary>
ref partial struct TextScreen
{
    /// <summary>Shorter texts are read as a whole.</summary>
    public const int Shortest = 4096;

    /// <summary>Bytes around what was seen, in which what belongs to it may be: an expiry date, a code, the question for it.</summary>
    const int Around = 640;

    /// <summary>Before a number in digits nothing matters but what it is part of.</summary>
    const int BeforeDigits = 64;

    const int AfterDigits = 256;

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

    readonly void Mark(int at, int before, int after) => TextParts.Add(parts, text, at - before, at + after);
}
