namespace Compliance.Pci;

/// <summary>
/// Finds a card number that its expiry date, and perhaps its verification value, follows without a gap, as recognisers write what was said
/// in one go.
/// </summary>
static class GluedNumber
{
    /// <summary>The usual lengths first.</summary>
    static readonly int[] Lengths = [16, 15, 14, 19, 18, 17, 13];

    /// <summary>Month and year in two or four digits, and whether three or four more may follow.</summary>
    static readonly int[] DateDigits = [4, 6];

    public static void Find(List<Token> tokens, int first, int count, List<CardMatch> matches)
    {
        Span<byte> digits = stackalloc byte[CardScheme.MaxDigits];
        foreach (var length in Lengths)
        {
            var date = count - length is var rest and >= 4 and <= 10
                ? DateDigits.FirstOrDefault(x => rest - x is 0 or 3 or 4 && IsDate(tokens, first + length, x)) : 0;
            if (date == 0)
            {
                continue;
            }

            for (var i = 0; i < length; i++)
            {
                digits[i] = (byte)tokens[first + i].Digit;
            }

            var code = count - length - date;
            if (CardScheme.Of(digits[..length]) is { } scheme && (code != 4 || scheme == "amex"))
            {
                var last = first + length - 1;
                matches.Add(new(PciFindingKind.Pan, first, last, length, scheme, last - 3));
                matches.Add(new(PciFindingKind.Pan, last + 1, last + date, date, null, Counts: false));
                if (code > 0)
                {
                    matches.Add(new(PciFindingKind.Cvv, last + date + 1, first + count - 1, code, null));
                }

                return;
            }
        }
    }

    static bool IsDate(List<Token> tokens, int at, int digits)
    {
        var month = (tokens[at].Digit * 10) + tokens[at + 1].Digit;
        var year = digits == 4 ? tokens[at + 2].Digit : tokens[at + 4].Digit;
        return month is >= 1 and <= 12 && year is 2 or 3 && (digits == 4 || (tokens[at + 2].Digit == 2 && tokens[at + 3].Digit == 0));
    }
}
