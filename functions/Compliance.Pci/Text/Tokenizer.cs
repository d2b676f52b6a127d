using System.Globalization;
using System.Text;

namespace Compliance.Pci;

/// <summary>Splits pieces of UTF-8 text into one continuous stream of tokens.</summary>
sealed class Tokenizer
{
    /// <summary>Most white space, dashes and tags within a number.</summary>
    const int MaxGap = 8;

    const int LongestTag = 2000;

    /// <summary>Behind ASCII letters, what may be a wrapped letter, or the digit of "cv2".</summary>
    static readonly System.Buffers.SearchValues<byte> Continuing = System.Buffers.SearchValues.Create("\\&%=2"u8);

    readonly CharacterReader characters;
    readonly WordReader words;
    readonly List<Token> tokens = [];
    readonly bool json;
    readonly TextLanguage? heard;

    /// <summary>Separators since the last token: those before the piece that is being read, and those in it.</summary>
    Gap carried = Gap.Break;
    Gap gap;
    Gap lead;
    int gapLength;
    bool joined;
    bool opening;

    /// <summary>What each piece is in the stream, if <see cref="Divides"/> is set.</summary>
    readonly List<TokenPiece> pieces = [];

    /// <param name="json">The bytes are the inside of JSON strings, so escapes are decoded.</param>
    /// <param name="heard">Learns the words, to judge the language.</param>
    public Tokenizer(bool json, TextLanguage? heard = null)
    {
        (this.json, this.heard) = (json, heard);
        words = new WordReader(json);
        characters = words.Characters;
    }

    public List<Token> Tokens => tokens;

    /// <summary>Whether pieces are remembered, so that streams of some of them can be made.</summary>
    public bool Divides { get; init; }

    Gap Before => carried | gap;

    /// <summary>What was inside tags (<c>&lt;input value="…"&gt;</c>), as a text of its own; null if there were none.</summary>
    public Tokenizer? InTags { get; private set; }

    /// <summary>Says that the text is quoted-printable.</summary>
    public void Quoted() => characters.QuotedPrintable = true;

    /// <summary>Separates the following text from the preceding one.</summary>
    public void Break() => gap |= Gap.Break;

    public void Add(ReadOnlySpan<byte> text, int piece)
    {
        carried |= gap | (joined ? Gap.None : Gap.Piece);
        (gap, joined, opening) = (Gap.None, false, true);
        var first = tokens.Count;
        Read(text, 0, piece);
        if (Divides)
        {
            pieces.Add(new(piece, first, tokens.Count - first, lead, gap));
        }
    }

    /// <inheritdoc cref="TokenPieces.Divide"/>
    public Dictionary<int, List<Token>> Divide(Func<int, int> owner) => TokenPieces.Divide(tokens, pieces, owner);

    void Read(ReadOnlySpan<byte> text, int at, int piece)
    {
        Span<char> word = stackalloc char[Vocabulary.LongestWord];
        while (at < text.Length)
        {
            if (char.IsAsciiDigit((char)text[at]))
            {
                // Nothing wraps ASCII digits and letters that stand for themselves.
                Emit(new((sbyte)(text[at] - '0'), null, Before, piece, at, 1, 0));
                at++;
                continue;
            }

            if (char.IsAsciiLetter((char)text[at]) && Plain(text, at, piece) is > 0 and var after)
            {
                at = after;
                continue;
            }

            var rune = characters.Next(text, at, out var length);
            if (Digit(rune) is >= 0 and var digit)
            {
                Emit(new((sbyte)digit, null, Before, piece, at, length, 0));
                at += length;
            }
            else if (Letters.IsUnspaced(rune.Value))
            {
                at = Unspaced(text, at, piece);
            }
            else if (Rune.IsLetter(rune))
            {
                var (end, letters) = words.Read(text, at, word);
                var known = letters > 0 ? Vocabulary.Find(word[..letters]) : null;
                heard?.Add(rune, known, word[..letters], Before);
                Emit(new(-1, known, Before, piece, at, end - at, Token.Pack(word[..letters])));
                at = end;
            }
            else if (rune.Value == '<' && characters.TagEnd(text, at, LongestTag) is > 0 and var end)
            {
                InTags ??= new(json);
                InTags.Break();
                InTags.Read(text[..end], at + length, piece);
                Between(new Rune(' '), default);
                at = end;
            }
            else
            {
                at += length;
                joined = at == text.Length && rune.Value == 0x2060;
                Between(rune, text[at..]);
            }
        }
    }

    /// <summary>Reads a word of nothing but ASCII letters and what can't continue it; 0 for any other.</summary>
    int Plain(ReadOnlySpan<byte> text, int at, int piece)
    {
        var word = AsciiWords.Read(text, at);
        var end = at + word.Length;
        if (word.Length == AsciiWords.Longest || !word.EndsInLetter
            || (end < text.Length && (text[end] >= 0x80 || Continuing.Contains(text[end]))))
        {
            return 0;
        }

        var known = AsciiWords.Find(word);
        heard?.Add(word, known, Before);
        Emit(new(-1, known, Before, piece, at, word.Length, word.Pack()));
        return end;
    }

    void Emit(Token token)
    {
        (lead, opening) = (opening ? gap : lead, false);
        tokens.Add(token);
        (carried, gap) = (Gap.None, Gap.None);
        gapLength = 0;
    }

    void Between(Rune rune, ReadOnlySpan<byte> rest)
    {
        if (Separators.IsInvisible(rune))
        {
            return;
        }

        // A plus between digits is a space in a form's data; before them, it begins a telephone number.
        var inForm = rune.Value == '+' && Before == Gap.None && tokens is [.., { IsDigit: true }] && !rest.IsEmpty
            && char.IsAsciiDigit((char)rest[0]);
        gap |= inForm ? Gap.Stroke : Separators.GapOf(rune);
        if (++gapLength > MaxGap && (gap & Gap.Line) == Gap.None)
        {
            gap |= Gap.Break;
        }
    }

    /// <summary>The next word of a text that puts no spaces between words, or all up to the next known one.</summary>
    int Unspaced(ReadOnlySpan<byte> text, int at, int piece)
    {
        Span<char> ahead = stackalloc char[Vocabulary.LongestUnspaced];
        Span<int> ends = stackalloc int[Vocabulary.LongestUnspaced];
        for (var start = at; ; at = ends[0])
        {
            var count = 0;
            for (var i = at; i < text.Length && count < ahead.Length; count++)
            {
                var rune = characters.Next(text, i, out var length);
                if (!Letters.IsUnspaced(rune.Value))
                {
                    break;
                }

                (ahead[count], ends[count]) = (Letters.Fold((char)rune.Value), i += length);
            }

            var (known, letters) = count == 0 ? (null, 0) : Vocabulary.FindFirst(ahead[..count]);
            if (known is null && count > 0)
            {
                continue;
            }

            if (at > start)
            {
                heard?.Add(new Rune('一'), null, [], Before);
                Emit(new(-1, null, Before, piece, start, at - start, 0));
            }

            if (known is null)
            {
                return at;
            }

            Emit(new(-1, known, Before, piece, at, ends[letters - 1] - at, 0));
            return ends[letters - 1];
        }
    }

    /// <summary>The value of a digit of any script and shape (superscript, circled); otherwise -1.</summary>
    public static int Digit(Rune rune) =>
        rune.Value < 0x80 ? (rune.Value is >= '0' and <= '9' ? rune.Value - '0' : -1)
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.OtherNumber
            && Rune.GetNumericValue(rune) is >= 0 and <= 9 and var value && value == Math.Floor(value) ? (int)value
        : -1;
}
