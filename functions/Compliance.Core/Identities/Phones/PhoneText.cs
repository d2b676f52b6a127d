using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Compliance.Identities;

/// <summary>A phone number as written: its digits, and whether a plus sign precedes them.</summary>
/// <param name="Digits">ASCII digits, without separators, extension and what surrounds the number.</param>
readonly partial record struct PhoneText(string Digits, bool International)
{
    const int MostCharacters = 200;
    const int MostDigits = 24;

    /// <returns>Null if the text contains anything that a phone number does not, such as letters.</returns>
    public static PhoneText? Read(string text)
    {
        if (text.Length > MostCharacters || UnicodeText.Fold(text) is not { } folded)
        {
            return null;
        }

        var (number, context) = PhoneUri.Unwrap(UnicodeText.FoldDigits(folded));
        number = Label().Replace(Extension().Replace(Fraction().Replace(number, "${number}"), ""), "");
        var local = ReadDigits(number);
        return local is { International: false } && context.StartsWith('+') ? ReadDigits(context + local.Value.Digits) : local;
    }

    static PhoneText? ReadDigits(string number)
    {
        var digits = new StringBuilder(number.Length);
        var plus = false;
        foreach (var character in number)
        {
            if (char.IsAsciiDigit(character))
            {
                digits.Append(character);
            }
            else if (character == '+' && !plus && digits.Length == 0)
            {
                plus = true;
            }
            else if (!IsSeparator(character))
            {
                return null;
            }
        }

        return digits.Length is 0 or > MostDigits ? null : new PhoneText(digits.ToString(), plus);
    }

    static bool IsSeparator(char character) =>
        " .-/()[]_~'·•−".Contains(character, StringComparison.Ordinal)
        || char.GetUnicodeCategory(character) is UnicodeCategory.DashPunctuation;

    /// <summary>The word for an extension in several languages, and its digits.</summary>
    [GeneratedRegex(
        @"[\s,;.]*(?:[#,;]|x|e?xt(?:ension|n)?|extensi[oó]n|int(?:erno)?|poste|anexo|ramal|wewn?|wewnętrzny|dw|durchwahl|nebenstelle|"
            + @"kl(?:apka|inka)?|linka|toestel|tst|anknytning|ankn|lokal(?:nummer)?|alanumero|mellék|m[ée]ll|dahili|εσωτ|доб|вн|内線|分机|內線)"
            + @"[\s.:=]*[0-9]{1,8}\s*#?\s*\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Extension();

    /// <summary>A word before or behind the number that says which one it is: <c>mobile:</c>, <c>(work)</c>.</summary>
    [GeneratedRegex(
        @"\A\p{L}[\p{L} .]{0,15}:\s*|\s*[(\[]\p{L}[\p{L} .]{0,15}[)\]]\s*\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();

    /// <summary>A number that a spreadsheet took for a decimal fraction.</summary>
    [GeneratedRegex(@"\A(?<number>\+?[0-9]{7,15})\.0+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fraction();
}
