namespace Compliance.Identities;

/// <summary>
/// Normalises phone numbers to E.164, from international spellings (<c>+44</c>, <c>0044</c>, the country's own international prefix,
/// <c>(0)</c>, <c>tel:</c>, <c>sip:</c>), from national ones, and from bare digits. libphonenumber decides between several readings;
/// numbers outside today's ranges are accepted by their length, because a number that was once in use must keep matching.
/// </summary>
sealed class PhoneNormalizer(string country)
{
    const string UsualInternationalPrefix = "00";

    /// <summary>North America's: it is in the data of others too.</summary>
    const string AmericanInternationalPrefix = "011";

    /// <summary>
    /// A home number with fewer digits is a short code or an extension, in countries where trunk prefixes make part of a number dialable.
    /// </summary>
    const int FewestHomeDigits = 7;

    /// <summary>A number without any prefix and with fewer digits is not read as that of another country.</summary>
    const int FewestForeignDigits = 10;

    /// <summary>With fewer digits, a national reading is likelier than one of another country.</summary>
    const int FewestBareDigits = 11;

    /// <summary>No national number that people write without its trunk prefix is so long.</summary>
    const int MostNationalDigits = 11;

    readonly NumberingPlan home = NumberingPlan.OfCountry(country)
        ?? throw new ArgumentException("The numbering plan of this country is not known.", nameof(country));

    /// <returns><c>+</c> and 7-15 digits; null if no reading is a phone number.</returns>
    public string? Normalize(string text)
    {
        if (PhoneText.Read(text) is not { } written || PhonePlaceholders.Contains(written.Digits))
        {
            return null;
        }

        var number = written.International ? International(written.Digits) : Dialled(written.Digits);
        return number is null ? null : RenumberedPhones.Today(number);
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

        return Likelier(digits, National(digits), Bare(digits)) ?? American(digits);
    }

    /// <summary>The national reading or the international one without any prefix.</summary>
    string? Likelier(string digits, string? national, string? bare)
    {
        if (national is null || bare is null || home.TrunkPrefixes.Any(x => digits.StartsWith(x, StringComparison.Ordinal)))
        {
            return national ?? bare;
        }

        if (digits.StartsWith(home.CallingCode, StringComparison.Ordinal))
        {
            return !PhoneFacts.IsMobile(national) && (PhoneFacts.IsValid(bare) || !PhoneFacts.IsValid(national)) ? bare : national;
        }

        var foreign = digits.Length >= FewestBareDigits && !PhoneFacts.IsMobile(national) && PhoneFacts.IsPossible(bare)
            && (PhoneFacts.IsValid(bare) || digits.Length > MostNationalDigits || !PhoneFacts.IsValid(national));
        return foreign ? bare : national;
    }

    string? National(string digits) =>
        home.TrunkPrefixes.Count > 0 && digits.Length < FewestHomeDigits
            ? null
            : Compose(home, ArgentineMobile.Rewrite(home, digits) ?? home.National(digits));

    string? Bare(string digits) =>
        digits.StartsWith(home.CallingCode, StringComparison.Ordinal) && International(digits) is { } number ? number
        : digits.Length >= FewestForeignDigits ? International(digits)
        : null;

    static string? American(string digits) =>
        digits.StartsWith(AmericanInternationalPrefix, StringComparison.Ordinal)
            ? International(digits[AmericanInternationalPrefix.Length..]) : null;

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
        national is not null && !PhonePlaceholders.IsOneDigit(national)
        && plan.CallingCode.Length + national.Length <= NumberingPlan.MostDigits
            ? $"+{plan.CallingCode}{national}"
            : null;
}
