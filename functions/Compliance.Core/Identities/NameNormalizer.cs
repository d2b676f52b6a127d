using System.Collections.Frozen;
using System.Text;

namespace Compliance.Identities;

/// <summary>
/// Folds names generously, because a name only narrows what stronger identities found: NFKC; case and diacritics removed (Latin, Greek and
/// Cyrillic marks; vowel signs of other scripts stay); letters with strokes and ligatures replaced by plain letters; hyphens read as
/// spaces; apostrophes and dots dropped; <c>Okafor, Amelia</c> read as <c>amelia okafor</c>; an E after A, O or U left out, because it may
/// stand for an umlaut (<c>Mueller</c> is <c>Müller</c>).
/// </summary>
static class NameNormalizer
{
    const int MostCharacters = 256;

    static readonly FrozenSet<string> Placeholders = FrozenSet.ToFrozenSet(
        [
            "anonymous", "unknown", "withheld", "unavailable", "private", "restricted", "blocked", "none", "null", "n/a", "no name",
            "no caller id", "unknown caller", "private caller", "private number", "number withheld", "not provided",
        ],
        StringComparer.OrdinalIgnoreCase);

    static readonly Dictionary<char, string> Plain = new()
    {
        ['ß'] = "ss", ['æ'] = "a", ['œ'] = "o", ['ø'] = "o", ['ł'] = "l", ['đ'] = "d",
        ['ð'] = "d", ['þ'] = "th", ['ı'] = "i", ['ħ'] = "h",
    };

    /// <summary>True for what stands for "no name": it is nobody's.</summary>
    public static bool IsPlaceholder(string text) => Placeholders.Contains(text.Trim());

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
            else if (!IsDropped(character))
            {
                name.Append(character);
            }
        }

        var words = name.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 || IsPlaceholder(text) ? null : string.Join(' ', words);
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
            else if (character is not (>= '\u0300' and <= '\u036F') && !(character == 'e' && FollowsUmlautVowel(plainly)))
            {
                plainly.Append(character);
            }
        }

        return plainly.ToString().Normalize(NormalizationForm.FormC);
    }

    /// <summary>Looks through the signs that are dropped from names.</summary>
    static bool FollowsUmlautVowel(StringBuilder text)
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (!IsDropped(text[i]))
            {
                return text[i] is 'a' or 'o' or 'u';
            }
        }

        return false;
    }

    static bool IsDropped(char character) => character is '\'' or '’' or '‘' or 'ʼ' or '.' or '"';

    static string InOrder(string name) => name.Split(',') switch
    {
        [var family, var suffix, var given] when IsSuffix(suffix) => $"{given} {family} {suffix}",
        [var whole, var suffix] when IsSuffix(suffix) => $"{whole} {suffix}",
        [var family, var given, var suffix] => $"{given} {family} {suffix}",
        [var family, var given] => $"{given} {family}",
        _ => name,
    };

    static bool IsSuffix(string part) =>
        part.Trim(' ', '.').ToUpperInvariant() is "JR" or "SR" or "II" or "III" or "IV" or "PHD" or "MD" or "ESQ";
}
