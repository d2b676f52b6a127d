using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Compliance.Identities;

/// <summary>
/// Normalises e-mail addresses: NFKC, lower case, the domain in ASCII (IDNA) or an address literal (RFC 5321, 4.1.3). The local part is
/// otherwise kept as written: providers treat dots and <c>+tags</c> differently, and two people must never become one. What surrounds an
/// address (<c>mailto:</c> with its query, a display name, a separator at the end, quotes that it does not need) is left out.
/// </summary>
static class EmailNormalizer
{
    const int MostCharacters = 254;
    const int MostLocalCharacters = 64;

    const string Mailto = "mailto:";
    const string Version6 = "IPv6:";

    static readonly SearchValues<char> NotLocal = SearchValues.Create(" @<>()[],;:\\\"");

    static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <returns>Null if the text is not an address.</returns>
    public static string? Normalize(string text)
    {
        if (UnicodeText.Fold(text) is not { } folded)
        {
            return null;
        }

        var address = Bare(folded);
        var at = address.LastIndexOf('@');
        var local = at < 0 ? "" : Unquoted(address[..at]);
        if (local.Length is 0 or > MostLocalCharacters || !IsLocal(local)
            || (Literal(address[(at + 1)..]) ?? Domain(address[(at + 1)..])) is not { } domain)
        {
            return null;
        }

        var normal = $"{UnicodeText.FoldCase(local)}@{domain}";
        return normal.Length <= MostCharacters ? normal : null;
    }

    static string Bare(string text)
    {
        var address = text.TrimEnd(';', ',', ' ');
        if (address.EndsWith('>') && address.LastIndexOf('<') is >= 0 and var open)
        {
            address = address[(open + 1)..^1].Trim();
        }

        return address.StartsWith(Mailto, StringComparison.OrdinalIgnoreCase)
            ? Uri.UnescapeDataString(address[Mailto.Length..].Split('?')[0])
            : address;
    }

    static string Unquoted(string local) => local.Length > 2 && local[0] == '"' && local[^1] == '"' ? local[1..^1] : local;

    /// <summary>Mailboxes with dots in a row or at the end exist, although RFC 5321 forbids them.</summary>
    static bool IsLocal(ReadOnlySpan<char> local) => !local.ContainsAny(NotLocal) && local[0] != '.';

    static string? Literal(string text)
    {
        if (!text.StartsWith('[') || !text.EndsWith(']'))
        {
            return null;
        }

        var inside = text[1..^1];
        var version6 = inside.StartsWith(Version6, StringComparison.OrdinalIgnoreCase);
        return IPAddress.TryParse(version6 ? inside[Version6.Length..] : inside, out var address)
            && address.AddressFamily == (version6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork)
            ? $"[{(version6 ? "ipv6:" : "")}{address}]"
            : null;
    }

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
