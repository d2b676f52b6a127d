using System.Globalization;
using System.Text;

namespace Compliance.Pci;

/// <summary>Splits pieces of UTF-8 text into one continuous stream of tokens.</summary>
/// <param name="json">The bytes are the inside of JSON strings, so escapes are decoded.</param>
sealed class Tokenizer(bool json)
{
    /// <summary>Most white space and dashes within a number.</summary>
    const int MaxGap = 8;

    readonly List<Token> tokens = [];
    Gap gap = Gap.Break;
    int gapLength;

    public List<Token> Tokens => tokens;

    /// <summary>Separates the following text from the preceding one.</summary>
    public void Break() => gap |= Gap.Break;

    public void Add(ReadOnlySpan<byte> text, int piece)
    {
        Span<char> word = stackalloc char[Vocabulary.LongestWord];
        gap |= Gap.Piece;
        for (var at = 0; at < text.Length;)
        {
            var rune = Next(text, at, out var length);
            if (Digit(rune) is >= 0 and var digit)
            {
                Emit(new((sbyte)digit, null, gap, piece, at, length, 0));
                at += length;
            }
            else if (Rune.IsLetter(rune))
            {
                var (end, letters) = Word(text, at, word);
                Emit(new(-1, letters > 0 ? Vocabulary.Find(word[..letters]) : null, gap, piece, at, end - at, Pack(word[..letters])));
                at = end;
            }
            else
            {
                Between(rune);
                at += length;
            }
        }
    }

    static int Pack(ReadOnlySpan<char> letters)
    {
        var packed = 0;
        foreach (var letter in letters)
        {
            packed = letter is >= 'a' and <= 'z' && letters.Length <= 5 ? (packed << 5) | (letter - 'a' + 1) : 0;
            if (packed == 0)
            {
                return 0;
            }
        }

        return packed;
    }

    void Emit(Token token)
    {
        tokens.Add(token);
        gap = Gap.None;
        gapLength = 0;
    }

    void Between(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
        {
            // Zero-width characters are invisible: a reader reads the number through them.
            return;
        }

        gap |= rune.Value switch
        {
            '\n' or '\r' or 0x2028 or 0x2029 => Gap.Line,
            '.' or 0xB7 or 0x2022 or 0x2219 => Gap.Dot,
            '-' or 0x2212 => Gap.Dash,
            '+' => Gap.Plus,
            '/' or '_' or '|' => Gap.Stroke,
            ',' or ':' or ';' or '!' or '?' or '"' or '\'' or '(' or ')' or 0x2026 => Gap.Mark,
            _ when Rune.IsWhiteSpace(rune) => Gap.Space,
            _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.DashPunctuation => Gap.Dash,
            _ => Gap.Break,
        };
        if (++gapLength > MaxGap && (gap & Gap.Line) == Gap.None)
        {
            gap |= Gap.Break;
        }
    }

    /// <summary>The folded word and its end. A word with digits ends before them; an overlong one is never a known word.</summary>
    (int End, int Letters) Word(ReadOnlySpan<byte> text, int at, Span<char> word)
    {
        var letters = 0;
        while (at < text.Length)
        {
            var rune = Next(text, at, out var length);
            var apostrophe = rune.Value is '\'' or 0x2019;
            if (!Rune.IsLetter(rune) && Rune.GetUnicodeCategory(rune) is not UnicodeCategory.NonSpacingMark && !apostrophe)
            {
                // "cv2" and its variants are words although they contain a digit.
                if (rune.Value == '2' && letters is 2 or 3 && word[0] == 'c' && word[1] == 'v' && letters < word.Length)
                {
                    word[letters++] = '2';
                    at += length;
                }

                break;
            }

            at += length;
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            if (!rune.IsBmp || letters >= word.Length)
            {
                letters = word.Length;
                continue;
            }

            word[letters++] = Vocabulary.Fold((char)rune.Value);
        }

        while (letters > 0 && letters < word.Length && word[letters - 1] == '\'')
        {
            letters--;
        }

        return (at, letters == word.Length ? 0 : letters);
    }

    static int Digit(Rune rune) =>
        rune.Value < 0x80 ? (rune.Value is >= '0' and <= '9' ? rune.Value - '0' : -1)
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber ? (int)Rune.GetNumericValue(rune)
        : rune.Value is >= 0x2460 and <= 0x2468 ? rune.Value - 0x245F
        : rune.Value is 0x24EA ? 0
        : -1;

    Rune Next(ReadOnlySpan<byte> text, int at, out int length)
    {
        if (text[at] < 0x80)
        {
            length = 1;
            return json && text[at] == '\\' ? Escape(text, at, out length) : new Rune((char)text[at]);
        }

        _ = Rune.DecodeFromUtf8(text[at..], out var rune, out length);
        return rune;
    }

    static Rune Escape(ReadOnlySpan<byte> text, int at, out int length)
    {
        length = Math.Min(2, text.Length - at);
        if (length < 2)
        {
            return new Rune('\\');
        }

        if (text[at + 1] == 'u' && Hex(text, at + 2) is { } unit)
        {
            length = 6;
            if (char.IsHighSurrogate(unit) && at + 12 <= text.Length && text[at + 6] == '\\' && text[at + 7] == 'u'
                && Hex(text, at + 8) is { } low && char.IsLowSurrogate(low))
            {
                length = 12;
                return new Rune(unit, low);
            }

            return Rune.TryCreate(unit, out var rune) ? rune : Rune.ReplacementChar;
        }

        return new Rune(text[at + 1] switch
        {
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            < 0x80 and var other => (char)other,
            _ => '\\',
        });
    }

    static char? Hex(ReadOnlySpan<byte> text, int at) =>
        at + 4 <= text.Length
        && ushort.TryParse(text.Slice(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? (char)value
            : null;
}
