using System.Text;

namespace Compliance.Identities;

/// <summary>
/// Folds names generously, because a name only narrows what stronger identities found: NFKC; case and diacritics removed (Latin, Greek and
/// Cyrillic marks; vowel signs of other scripts stay); letters with strokes and ligatures replaced by plain letters; hyphens read as
/// spaces; apostrophes and dots dropped; <c>Okafor, Amelia</c> read as <c>amelia okafor</c>.
/// </summary>
static class NameNormalizer
{
    const int MostCharacters = 256;

    static readonly Dictionary<char, string> Plain = new()
    {
        ['ß'] = "ss", ['æ'] = "ae", ['œ'] = "oe", ['ø'] = "o", ['ł'] = "l", ['đ'] = "d",
        ['ð'] = "d", ['þ'] = "th", ['ı'] = "i", ['ħ'] = "h",
    };

    /// <returns>Null if no name remains.</returns>
    public static string? Normalize(string text)
    {
        if (UnicodeText.Fold(text) is not { Length: > 0 and <= MostCharacters } folded)
        {
            return null;
        }

        var name = new StringBuilder(folded.Length);
        foreach (var character in FoldLetters(InOrder(folded)))
        {
            if (character is '-' or ',' or '_' or '/' or '‐' or '–' or '—')
            {
                name.Append(' ');
            }
            else if (character is not ('\'' or '’' or '‘' or 'ʼ' or '.' or '"'))
            {
                name.Append(character);
            }
        }

        var words = name.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : string.Join(' ', words);
    }

    /// <summary>
    /// Removes case, marks and strokes from letters; everything else stays. The text must be valid Unicode
    /// (<see cref="UnicodeText.Fold"/>).
    /// </summary>
    public static string FoldLetters(string text)
    {
        var plainly = new StringBuilder(text.Length);
        foreach (var character in UnicodeText.FoldCase(text).Normalize(NormalizationForm.FormD))
        {
            if (Plain.TryGetValue(character, out var plain))
            {
                plainly.Append(plain);
            }
            else if (character is not (>= '\u0300' and <= '\u036F'))
            {
                plainly.Append(character);
            }
        }

        return plainly.ToString().Normalize(NormalizationForm.FormC);
    }

    static string InOrder(string name) => name.Split(',') is [var family, var given] ? $"{given} {family}" : name;
}
