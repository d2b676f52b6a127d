using System.Text.RegularExpressions;
using Compliance.Identities;

namespace Compliance.SubjectRequests;

/// <summary>Words that people wrote, on their way into a letter: one line, without what could be a number to call or to pay with.</summary>
static partial class LetterText
{
    const string LeftOut = "(left out)";

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

    /// <summary>As a sentence: it ends like one.</summary>
    public static string Sentence(string words) => Clean(words) is var clean && clean is [.., '.' or '!' or '?'] ? clean : clean + ".";

    [GeneratedRegex(@"[\p{C}\s]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blank();

    [GeneratedRegex(@"\S*@\S*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"\+?\(?\p{Nd}(?:[^\p{L}\p{N}]{0,3}\p{Nd}){5,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
