using System.Text.RegularExpressions;

namespace Compliance.Identities;

/// <summary>
/// Runs of digits separated by at most three characters, read as a whole and in every sequence of their groups. A year at the beginning of
/// a run (<c>2026-000123</c>) is not part of a phone number.
/// </summary>
static partial class DigitRuns
{
    const int FewestCardDigits = 13;
    const int MostCardDigits = 19;
    const int MostPhoneDigits = 15;
    const int FewestDialledDigits = 7;
    const int FewestBareDigits = 9;

    /// <returns>The fault, or null.</returns>
    public static string? Check(string text)
    {
        foreach (Match run in Run().Matches(MachineIds.Remove(text)))
        {
            var groups = Group().Matches(run.Value).Select(x => x.Value).ToArray();
            var international = run.Value[0] == '+';
            if (Sequences(groups).Any(IsCard))
            {
                return "must not contain a number that could be a payment card's";
            }

            var leading = !international && groups.Length > 1 && IsYear(groups[0]) ? 1 : 0;
            if (IsLocal(groups) || (international && IsPhone(string.Concat(groups), dialled: true))
                || Sequences(groups[leading..]).Any(x => IsPhone(x, dialled: false)))
            {
                return "must not contain a number that could be a phone's";
            }
        }

        return null;
    }

    /// <summary>True if an unbroken run of digits could be a card number.</summary>
    public static bool HoldsCard(string word) => Group().Matches(word).Any(x => IsCard(x.Value));

    static IEnumerable<string> Sequences(string[] groups)
    {
        for (var first = 0; first < groups.Length; first++)
        {
            var digits = "";
            for (var last = first; last < groups.Length && digits.Length <= MostCardDigits; last++)
            {
                digits += groups[last];
                yield return digits;
            }
        }
    }

    static bool IsPhone(string digits, bool dialled)
    {
        var significant = digits.TrimStart('0').Length;
        var prefixed = dialled || digits.Length - significant is 1 or 2;
        return significant <= MostPhoneDigits && significant >= (prefixed ? FewestDialledDigits : FewestBareDigits);
    }

    static bool IsLocal(string[] groups) => groups is [{ Length: 3 } exchange, { Length: 4 }] && exchange[0] >= '2';

    static bool IsYear(string group) => group.Length == 4 && group[..2] is "19" or "20";

    /// <summary>ISO/IEC 7812-1 Annex B. All zeros are not a card number.</summary>
    static bool IsCard(string digits)
    {
        if (digits.Length is < FewestCardDigits or > MostCardDigits || digits.Trim('0').Length == 0)
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : (digit * 2 / 10) + (digit * 2 % 10);
        }

        return sum % 10 == 0;
    }

    [GeneratedRegex(@"\+?\(?[0-9]+(?:[^\p{L}\p{N}\n]{1,3}[0-9]+)*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Run();

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Group();
}
