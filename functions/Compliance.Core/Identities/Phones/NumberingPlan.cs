using System.Collections.Frozen;

namespace Compliance.Identities;

/// <summary>The rules of one calling code: how national numbers are dialled, and their length in digits without the trunk prefix.</summary>
sealed record NumberingPlan(
    string CallingCode,
    IReadOnlyList<string> TrunkPrefixes,
    IReadOnlyList<string> InternationalPrefixes,
    int Shortest,
    int Longest,
    bool KeepsZero)
{
    /// <summary>Most digits of a number, including the calling code (ITU-T E.164, 6.1).</summary>
    public const int MostDigits = 15;

    static readonly FrozenDictionary<string, NumberingPlan> ByCode;
    static readonly FrozenDictionary<string, NumberingPlan> ByCountry;

    static NumberingPlan()
    {
        var rows = NumberingPlanTable.Rows.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var parsed = rows.Select(x => x.Split('|')).Select(x => (Plan: Parse(x), Countries: Words(x[5]))).ToList();
        ByCode = parsed.ToFrozenDictionary(x => x.Plan.CallingCode, x => x.Plan, StringComparer.Ordinal);
        ByCountry = parsed.SelectMany(x => x.Countries, (x, country) => (country, x.Plan))
            .ToFrozenDictionary(x => x.country, x => x.Plan, StringComparer.OrdinalIgnoreCase);
    }

    public static IEnumerable<NumberingPlan> All => ByCode.Values;

    /// <param name="country">ISO 3166-1 alpha-2.</param>
    public static NumberingPlan? OfCountry(string country) => ByCountry.GetValueOrDefault(country);

    /// <summary>The plan of an international number. Calling codes are prefix-free, so at most one matches.</summary>
    /// <param name="digits">An international number without its plus sign.</param>
    public static NumberingPlan? OfNumber(string digits)
    {
        for (var length = 1; length <= Math.Min(3, digits.Length); length++)
        {
            if (ByCode.TryGetValue(digits[..length], out var plan))
            {
                return plan;
            }
        }

        return null;
    }

    public bool Fits(int digits) => digits >= Shortest && digits <= Longest;

    /// <summary>
    /// The national number without its trunk prefix. A prefix of zeros is dropped wherever national numbers never begin with one. Another
    /// prefix (Russia's 8, North America's 1) is dropped only if the number is too long with it. A 0 written out of habit, although the
    /// country has no such prefix, is dropped too.
    /// </summary>
    /// <returns>Null if no reading has a valid length.</returns>
    public string? National(string digits)
    {
        foreach (var prefix in TrunkPrefixes.Where(x => digits.StartsWith(x, StringComparison.Ordinal)))
        {
            var belongs = Fits(digits.Length) && (KeepsZero || prefix[0] != '0');
            if (!belongs && Fits(digits.Length - prefix.Length))
            {
                return digits[prefix.Length..];
            }
        }

        if (digits.StartsWith('0') && !(Fits(digits.Length) && KeepsZero))
        {
            return Fits(digits.Length - 1) ? digits[1..] : null;
        }

        return Fits(digits.Length) ? digits : null;
    }

    static NumberingPlan Parse(string[] row)
    {
        var lengths = row[3].Split('-');
        return new NumberingPlan(row[0], Words(row[1]), Words(row[2]), int.Parse(lengths[0]), int.Parse(lengths[1]), row[4] == "zero");
    }

    static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
