using System.Globalization;
using System.Text;

namespace Compliance.Identities;

/// <summary>
/// Unicode folding shared by all kinds of identity: compatibility forms (NFKC), decimal digits of any script, white space, invisible marks.
/// </summary>
static class UnicodeText
{
    /// <summary>NFKC; trimmed; runs of white space become one space; format characters (zero width, direction marks) are dropped.</summary>
    /// <returns>Null if the text is not valid Unicode or contains a control character.</returns>
    public static string? Fold(string text)
    {
        if (Normalize(text, NormalizationForm.FormKC) is not { } normal)
        {
            return null;
        }

        var folded = new StringBuilder(normal.Length);
        foreach (var rune in normal.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                if (folded is not [] and not [.., ' '])
                {
                    folded.Append(' ');
                }
            }
            else if (Rune.IsControl(rune))
            {
                return null;
            }
            else if (Rune.GetUnicodeCategory(rune) is not UnicodeCategory.Format)
            {
                folded.Append(rune);
            }
        }

        return folded.ToString().TrimEnd();
    }

    /// <summary>Replaces the decimal digits of every script with ASCII digits.</summary>
    public static string FoldDigits(string text)
    {
        if (text.All(char.IsAscii))
        {
            return text;
        }

        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber)
            {
                folded.Append((char)('0' + (int)Rune.GetNumericValue(rune)));
            }
            else
            {
                folded.Append(rune);
            }
        }

        return folded.ToString();
    }

    /// <summary>
    /// Case folding that also unifies final and medial forms (σ and ς) and the letters that Turkish case makes of I and i: to upper case,
    /// then to lower, culture-invariant.
    /// </summary>
    public static string FoldCase(string text) => text.Replace("i\u0307", "i", StringComparison.Ordinal).Replace('İ', 'i').Replace('ı', 'i')
        .ToUpperInvariant().ToLowerInvariant();

    public static string? Normalize(string text, NormalizationForm form)
    {
        try
        {
            return text.Normalize(form);
        }
        catch (ArgumentException)
        {
            // An unpaired surrogate: invalid Unicode, so it cannot be part of an identity.
            return null;
        }
    }
}
