namespace Compliance.Pci;

/// <summary>What stood between a token and the one before it.</summary>
[Flags]
enum Gap : ushort
{
    None = 0,
    Space = 1,
    Dash = 2,
    Dot = 4,
    Line = 8,

    /// <summary>A new piece of text: another JSON string, another keystroke.</summary>
    Piece = 16,

    /// <summary>Marks that speech recognisers set: comma, colon, question mark.</summary>
    Mark = 32,

    /// <summary>Anything else, or too much of it: no number goes through.</summary>
    Break = 64,

    /// <summary>A plus sign right before: a telephone number.</summary>
    Plus = 128,

    /// <summary>A stroke or the like: it parts dates and paths, and now and then the fours of a card number.</summary>
    Stroke = 256,
}

/// <summary>A digit, a word that is known, or one that is not.</summary>
/// <param name="Digit">0 to 9; -1 for a word.</param>
/// <param name="Word">Null for a digit and for a word that means nothing here.</param>
/// <param name="Piece">Which piece of text it lies in.</param>
/// <param name="Offset">Bytes into the piece.</param>
/// <param name="Letters">A word of up to five Latin letters, five bits each; 0 for any other token.</param>
readonly record struct Token(sbyte Digit, KnownWord? Word, Gap Before, int Piece, int Offset, int Length, int Letters)
{
    public bool IsDigit => Digit >= 0;

    public int End => Offset + Length;
}
