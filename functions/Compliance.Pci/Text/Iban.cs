namespace Compliance.Pci;

/// <summary>Recognises bank account numbers (ISO 13616): they are not card data, but their groups of four digits resemble it.</summary>
static class Iban
{
    const int MinLength = 15;
    const int MaxLength = 34;
    const int MaxTokensBack = 36;

    /// <summary>True if the run of digits that begins at <paramref name="at"/> is part of a valid IBAN.</summary>
    public static bool Covers(List<Token> tokens, int at)
    {
        for (var start = at - 1; start >= 0 && at - start <= MaxTokensBack; start--)
        {
            if (tokens[start + 1].Before is not (Gap.None or Gap.Space or Gap.Dash or Gap.Piece or (Gap.Piece | Gap.Space)))
            {
                return false;
            }

            if (!tokens[start].IsDigit && tokens[start].Length == 2 && tokens[start].Letters != 0 && tokens[start + 1].Before == Gap.None
                && tokens[start + 1].IsDigit && IsValid(tokens, start, at))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True if, for some length that reaches past the start of the run, the number with its first four characters moved to the end
    /// is 1 modulo 97.</summary>
    static bool IsValid(List<Token> tokens, int start, int at)
    {
        Span<byte> characters = stackalloc byte[MaxLength + 5];
        var length = 0;
        for (var i = start; i < tokens.Count && length <= MaxLength; i++)
        {
            if (tokens[i].IsDigit)
            {
                characters[length++] = (byte)tokens[i].Digit;
            }
            else if (tokens[i].Letters == 0 || (tokens[i].Before & ~(Gap.Space | Gap.Dash | Gap.Piece)) != Gap.None)
            {
                return false;
            }
            else
            {
                for (var shift = (tokens[i].Length - 1) * 5; shift >= 0 && length < characters.Length; shift -= 5)
                {
                    characters[length++] = (byte)((tokens[i].Letters >> shift & 31) + 9);
                }
            }

            if (i > at && length is >= MinLength and <= MaxLength && Remainder(characters[..length]) == 1)
            {
                return true;
            }
        }

        return false;
    }

    static int Remainder(ReadOnlySpan<byte> characters)
    {
        var remainder = 0;
        for (var i = 0; i < characters.Length; i++)
        {
            var value = characters[(i + 4) % characters.Length];
            remainder = ((remainder * (value > 9 ? 100 : 10)) + value) % 97;
        }

        return remainder;
    }
}
