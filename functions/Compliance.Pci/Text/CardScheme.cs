namespace Compliance.Pci;

/// <summary>Card schemes by issuer range and length (ISO/IEC 7812), with the Luhn check.</summary>
static class CardScheme
{
    public const int MinDigits = 13;
    public const int MaxDigits = 19;

    /// <summary>First and last issuer prefix of a range; lengths as bits (1 shl length). Narrower ranges come first.</summary>
    static readonly (int First, int Last, int PrefixDigits, int Lengths, string Scheme)[] Ranges =
    [
        (506099, 506198, 6, Lengths(16, 18, 19), "verve"),
        (507865, 507964, 6, Lengths(16, 18, 19), "verve"),
        (650002, 650027, 6, Lengths(16, 18, 19), "verve"),
        (606282, 606282, 6, Lengths(16), "hipercard"),
        (622126, 622925, 6, Lengths(16, 17, 18, 19), "unionpay"),
        (2200, 2204, 4, Lengths(16, 17, 18, 19), "mir"),
        (2221, 2720, 4, Lengths(16), "mastercard"),
        (3528, 3589, 4, Lengths(16, 17, 18, 19), "jcb"),
        (5018, 5018, 4, Lengths(13, 14, 15, 16, 17, 18, 19), "maestro"),
        (5019, 5019, 4, Lengths(16), "dankort"),
        (5020, 5020, 4, Lengths(13, 14, 15, 16, 17, 18, 19), "maestro"),
        (5038, 5038, 4, Lengths(13, 14, 15, 16, 17, 18, 19), "maestro"),
        (5893, 5893, 4, Lengths(13, 14, 15, 16, 17, 18, 19), "maestro"),
        (6011, 6011, 4, Lengths(16, 17, 18, 19), "discover"),
        (6304, 6304, 4, Lengths(13, 14, 15, 16, 17, 18, 19), "maestro"),
        (6759, 6763, 4, Lengths(13, 14, 15, 16, 17, 18, 19), "maestro"),
        (9792, 9792, 4, Lengths(16), "troy"),
        (300, 305, 3, Lengths(14, 15, 16, 17, 18, 19), "diners"),
        (309, 309, 3, Lengths(14, 15, 16, 17, 18, 19), "diners"),
        (508, 508, 3, Lengths(16), "rupay"),
        (636, 636, 3, Lengths(16, 17, 18, 19), "interpayment"),
        (637, 639, 3, Lengths(16), "instapayment"),
        (644, 649, 3, Lengths(16, 17, 18, 19), "discover"),
        (34, 34, 2, Lengths(15), "amex"),
        (36, 36, 2, Lengths(14, 15, 16, 17, 18, 19), "diners"),
        (37, 37, 2, Lengths(15), "amex"),
        (38, 39, 2, Lengths(14, 15, 16, 17, 18, 19), "diners"),
        (51, 55, 2, Lengths(16), "mastercard"),
        (60, 60, 2, Lengths(16), "rupay"),
        (62, 62, 2, Lengths(16, 17, 18, 19), "unionpay"),
        (65, 65, 2, Lengths(16, 17, 18, 19), "discover"),
        (67, 67, 2, Lengths(16, 17, 18, 19), "maestro"),
        (81, 82, 2, Lengths(16, 17, 18, 19), "rupay"),
        (4, 4, 1, Lengths(13, 16, 19), "visa"),
    ];

    /// <summary>Lengths that any range allows, by the first two digits: rejects most other numbers at once.</summary>
    static readonly int[] LengthsByTwo = [.. Enumerable.Range(0, 100).Select(two => Ranges
        .Where(x => two >= Two(x.First, x.PrefixDigits, low: true) && two <= Two(x.Last, x.PrefixDigits, low: false))
        .Aggregate(0, (bits, x) => bits | x.Lengths))];

    /// <summary>The scheme of a complete card number, or null. Digits are values from 0 to 9.</summary>
    public static string? Of(ReadOnlySpan<byte> digits)
    {
        if (digits.Length is < MinDigits or > MaxDigits
            || (LengthsByTwo[(digits[0] * 10) + digits[1]] >> digits.Length & 1) == 0
            || !IsLuhn(digits)
            || digits.IndexOfAnyExcept(digits[0]) < 0)
        {
            return null;
        }

        foreach (var range in Ranges)
        {
            var prefix = 0;
            for (var i = 0; i < range.PrefixDigits; i++)
            {
                prefix = (prefix * 10) + digits[i];
            }

            if (prefix >= range.First && prefix <= range.Last && (range.Lengths >> digits.Length & 1) != 0)
            {
                return range.Scheme;
            }
        }

        return null;
    }

    /// <summary>True if any issuer's card numbers begin with these two digits.</summary>
    public static bool MayBegin(byte first, byte second) => LengthsByTwo[(first * 10) + second] != 0;

    public static bool IsLuhn(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (int i = digits.Length - 1, doubled = 0; i >= 0; i--, doubled ^= 1)
        {
            var digit = digits[i] << doubled;
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0;
    }

    static int Lengths(params ReadOnlySpan<int> lengths)
    {
        var bits = 0;
        foreach (var length in lengths)
        {
            bits |= 1 << length;
        }

        return bits;
    }

    static int Two(int prefix, int digits, bool low) => digits switch
    {
        1 => (prefix * 10) + (low ? 0 : 9),
        2 => prefix,
        3 => prefix / 10,
        4 => prefix / 100,
        _ => prefix / 10_000,
    };
}
