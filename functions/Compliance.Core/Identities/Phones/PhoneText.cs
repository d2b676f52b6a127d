using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Compliance.Identities;

/// <summary>A phone number as written: its digits, and whether a plus sign precedes them.</summary>
/// <param name="Digits">ASCII digits, without separators, extension and <c>tel:</c> parameters (RFC 3966).</param>
readonly partial record struct PhoneText(string Digits, bool International)
{
    const int MostCharacters = 96;
    const int MostDigits = 24;

    /// <returns>Null if the text contains anything that a phone number does not, such as letters.</returns>
    public static PhoneText? Read(string text)
    {
        if (text.Length > MostCharacters || UnicodeText.Fold(text) is not { } folded)
        {
            return null;
        }

        var number = UnicodeText.FoldDigits(folded);
        var context = "";
        if (number.StartsWith("tel:", StringComparison.OrdinalIgnoreCase))
        {
            var parts = number["tel:".Length..].Split(';');
            number = parts[0];
            context = parts.Skip(1).Where(x => x.StartsWith(ContextParameter, StringComparison.OrdinalIgnoreCase)).FirstOrDefault() ?? "";
        }

        var local = ReadDigits(Extension().Replace(number, ""));
        return local is { International: false } && context.StartsWith(ContextParameter + "+", StringComparison.OrdinalIgnoreCase)
            ? ReadDigits(context[ContextParameter.Length..] + local.Value.Digits)
            : local;
    }

    const string ContextParameter = "phone-context=";

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

    [GeneratedRegex(
        @"[\s,;.]*(?:[#,;]|x|ext(?:ension|n)?|poste|anexo|ramal|int|доб)[\s.:=]*[0-9]{1,8}\s*#?\s*\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Extension();
}
