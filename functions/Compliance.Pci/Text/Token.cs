namespace Compliance.Pci;

/// <summary>The separators between a token and the one before it.</summary>
[Flags]
enum Gap : ushort
{
    None = 0,
    Space = 1,
    Dash = 2,
    Dot = 4,
    Line = 8,

    /// <summary>The start of a new piece of text: another JSON string, another keystroke.</summary>
    Piece = 16,

    /// <summary>Punctuation that speech recognisers add: comma, colon, question mark.</summary>
    Mark = 32,

    /// <summary>Anything else, or too many separators: no number continues across it.</summary>
    Break = 64,

    /// <summary>A plus sign directly before: a telephone number.</summary>
    Plus = 128,

    /// <summary>A slash or similar: it separates dates and paths, and occasionally the groups of a card number.</summary>
    Stroke = 256,
}

/// <summary>A digit, a known word or an unknown word.</summary>
/// <param name="Digit">0 to 9; -1 for a word.</param>
/// <param name="Word">Null for a digit and for an unknown word.</param>
/// <param name="Piece">Index of the piece of text that contains it.</param>
/// <param name="Offset">Bytes into the piece.</param>
/// <param name="Letters">A word of up to five Latin letters, five bits each; 0 for any other token.</param>
readonly record struct Token(sbyte Digit, KnownWord? Word, Gap Before, int Piece, int Offset, int Length, int Letters)
{
    public bool IsDigit => Digit >= 0;

    public int End => Offset + Length;

    /// <summary>The value of <see cref="Letters"/> for a word.</summary>
    public static int Pack(ReadOnlySpan<char> letters)
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
}
