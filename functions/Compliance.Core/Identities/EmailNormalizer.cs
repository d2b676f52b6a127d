using System.Buffers;
using System.Globalization;

namespace Compliance.Identities;

/// <summary>
/// E-mail addresses without case: NFKC, lower case, the domain as ASCII (IDNA). Local parts are otherwise as written; what one provider
/// does with dots or <c>+tags</c> is not known of another, and two people must never become one.
/// </summary>
static class EmailNormalizer
{
    const int MostCharacters = 254;
    const int MostLocalCharacters = 64;

    static readonly SearchValues<char> NotLocal = SearchValues.Create(" @<>()[],;:\\\"");

    static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <returns>Null where the text is no address.</returns>
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
            // How the platform says that a name cannot be a host name.
            return null;
        }
    }
}
