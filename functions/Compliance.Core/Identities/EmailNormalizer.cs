using System.Buffers;
using System.Globalization;

namespace Compliance.Identities;

/// <summary>
/// Normalises e-mail addresses: NFKC, lower case, the domain in ASCII (IDNA). The local part is otherwise kept as written: providers treat
/// dots and <c>+tags</c> differently, and two people must never become one.
/// </summary>
static class EmailNormalizer
{
    const int MostCharacters = 254;
    const int MostLocalCharacters = 64;

    static readonly SearchValues<char> NotLocal = SearchValues.Create(" @<>()[],;:\\\"");

    static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <returns>Null if the text is not an address.</returns>
    public static string? Normalize(string text)
    {
        if (UnicodeText.Fold(text) is not { } folded)
        {
            return null;
        }

        var address = folded.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? folded["mailto:".Length..] : folded;
        var at = address.LastIndexOf('@');
        if (at is < 1 or > MostLocalCharacters || !IsLocal(address.AsSpan(0, at)) || Domain(address[(at + 1)..]) is not { } domain)
        {
            return null;
        }

        var normal = $"{UnicodeText.FoldCase(address[..at])}@{domain}";
        return normal.Length <= MostCharacters ? normal : null;
    }

    static bool IsLocal(ReadOnlySpan<char> local) =>
        !local.ContainsAny(NotLocal) && local[0] != '.' && local[^1] != '.' && !local.Contains("..", StringComparison.Ordinal);

    static string? Domain(string text)
    {
        var domain = text.EndsWith('.') ? text[..^1] : text;
        try
        {
            return domain.Length == 0 ? null : Idn.GetAscii(domain).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            // This is how the platform reports that a name cannot be a host name.
            return null;
        }
    }
}
