using System.Text.RegularExpressions;

namespace Compliance.Identities;

/// <summary>
/// Machine-written ids and times, whose digits are neither phone nor card numbers. Each is delimited by characters that cannot belong to
/// it. An all-decimal UUID counts only if it is nil or has RFC 9562's variant: a card number can be formatted to look like one.
/// </summary>
static partial class MachineIds
{
    /// <summary>Replaces what was removed; no run of digits continues across it.</summary>
    public const char Gap = '\n';

    const int FewestMixedCharacters = 12;
    const int FewestSwitches = 4;

    public static string Remove(string text)
    {
        text = Uuid().Replace(text, x => IsUuid(x.Value) ? Gap.ToString() : x.Value);
        text = Time().Replace(text, Gap.ToString());
        return Word().Replace(text, x => IsMixed(x.Value) && !DigitRuns.HoldsCard(x.Value) ? Gap.ToString() : x.Value);
    }

    static bool IsUuid(string text)
    {
        var digits = text.Replace("-", "", StringComparison.Ordinal);
        return digits.Any(char.IsAsciiLetter)
            || digits.Trim('0').Length == 0
            || (digits[12] is >= '1' and <= '8' && digits[16] is '8' or '9');
    }

    /// <summary>Alternating letters and digits, as in hexadecimal and base-32 ids; nobody writes a number like that.</summary>
    static bool IsMixed(string word)
    {
        var switches = 0;
        for (var i = 1; i < word.Length; i++)
        {
            switches += char.IsAsciiDigit(word[i]) != char.IsAsciiDigit(word[i - 1]) ? 1 : 0;
        }

        return word.Length >= FewestMixedCharacters && switches >= FewestSwitches;
    }

    [GeneratedRegex(
        "(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|[0-9A-Fa-f]{32})(?![0-9A-Za-z])",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Uuid();

    /// <summary>
    /// Year first, with or without a time; day first with separators; Unix time from 2010 to 2033 in seconds or milliseconds.
    /// </summary>
    [GeneratedRegex(
        """
        (?<![0-9+])(?:
          (?:19|20)[0-9]{2}(?<a>[-._]?)(?:0[1-9]|1[0-2])\k<a>(?:0[1-9]|[12][0-9]|3[01])
            (?:[Tt\x20_.-]?(?:[01][0-9]|2[0-3])(?<b>[-._:]?)[0-5][0-9]
              (?:\k<b>[0-5][0-9](?:[.,]?(?:[0-9]{6}|[0-9]{3}))?)?(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?
          | (?:0?[1-9]|[12][0-9]|3[01])(?<c>[-._/])(?:0?[1-9]|1[0-2])\k<c>(?:19|20)[0-9]{2}
          | 1(?:2[6-9]|[3-9][0-9])[0-9]{7}(?:[0-9]{3})?
        )(?![0-9])
        """,
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Time();

    [GeneratedRegex("[0-9A-Za-z]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
