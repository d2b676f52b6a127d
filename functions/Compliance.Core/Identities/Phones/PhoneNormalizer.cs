namespace Compliance.Identities;

/// <summary>
/// Normalises phone numbers to E.164, from international spellings (<c>+44</c>, <c>0044</c>, the country's own international prefix,
/// <c>(0)</c>, <c>tel:</c>), from national ones, and from digits that begin with a calling code and allow no other reading. It checks
/// lengths but not number ranges: ranges change monthly, and a number that was once in use must keep matching.
/// </summary>
sealed class PhoneNormalizer(string country)
{
    const string UsualInternationalPrefix = "00";

    /// <summary>
    /// A home number with fewer digits is a short code or an extension, in countries where trunk prefixes make part of a number dialable.
    /// </summary>
    const int FewestHomeDigits = 7;

    /// <summary>A number without any prefix and with fewer digits is not read as that of another country.</summary>
    const int FewestForeignDigits = 10;

    readonly NumberingPlan home = NumberingPlan.OfCountry(country)
        ?? throw new ArgumentException("The numbering plan of this country is not known.", nameof(country));

    /// <returns><c>+</c> and 7-15 digits; null if no reading is a phone number.</returns>
    public string? Normalize(string text)
    {
        if (PhoneText.Read(text) is not { } written)
        {
            return null;
        }

        return written.International ? International(written.Digits) : Dialled(written.Digits);
    }

    string? Dialled(string digits)
    {
        // People write 00 and the home code even where 00 is not dialled, or where 00x is a prefix of its own.
        var habitual = UsualInternationalPrefix + home.CallingCode;
        if (digits.StartsWith(habitual, StringComparison.Ordinal) && International(digits[UsualInternationalPrefix.Length..]) is { } own)
        {
            return own;
        }

        foreach (var prefix in home.InternationalPrefixes.Append(UsualInternationalPrefix))
        {
            if (digits.StartsWith(prefix, StringComparison.Ordinal) && International(digits[prefix.Length..]) is { } number)
            {
                return number;
            }
        }

        return National(digits) ?? Bare(digits);
    }

    string? National(string digits) =>
        home.TrunkPrefixes.Count > 0 && digits.Length < FewestHomeDigits
            ? null
            : Compose(home, ArgentineMobile.Rewrite(home, digits) ?? home.National(digits));

    string? Bare(string digits) =>
        digits.StartsWith(home.CallingCode, StringComparison.Ordinal) && International(digits) is { } number ? number
        : digits.Length >= FewestForeignDigits ? International(digits)
        : null;

    static string? International(string digits)
    {
        if (NumberingPlan.OfNumber(digits) is not { } plan)
        {
            return null;
        }

        var rest = digits[plan.CallingCode.Length..];
        return Compose(plan, ArgentineMobile.Rewrite(plan, rest) ?? plan.National(rest));
    }

    static string? Compose(NumberingPlan plan, string? national) =>
        national is not null && plan.CallingCode.Length + national.Length <= NumberingPlan.MostDigits
            ? $"+{plan.CallingCode}{national}"
            : null;
}
