using System.Text.RegularExpressions;
using Compliance.Identities;

namespace Compliance.SubjectRequests;

/// <summary>Prepares words that people wrote for a letter: one line, without anything that could be a phone or card number.</summary>
static partial class LetterText
{
    const string LeftOut = "[…]";

    public static string Clean(string words)
    {
        var line = Blank().Replace(words, " ").Trim();
        if (OpaqueText.Check(line, []) is null)
        {
            return line;
        }

        var cleaned = Number().Replace(Address().Replace(line, LeftOut), LeftOut);
        return OpaqueText.Check(cleaned, []) is null ? cleaned : LeftOut;
    }

    /// <summary>The words with the final punctuation of a sentence.</summary>
    public static string Sentence(string words) => Clean(words) is var clean && clean is [.., '.' or '!' or '?'] ? clean : clean + ".";

    [GeneratedRegex(@"[\p{C}\s]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blank();

    [GeneratedRegex(@"\S*@\S*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"\+?\(?\p{Nd}(?:[^\p{L}\p{N}]{0,3}\p{Nd}){5,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
