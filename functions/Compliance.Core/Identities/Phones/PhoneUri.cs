using System.Text.RegularExpressions;

namespace Compliance.Identities;

/// <summary>
/// Takes a phone number out of what systems put around it: <c>tel:</c> (RFC 3966), <c>sip:</c> and <c>sips:</c> (RFC 3261) with display
/// name and parameters, <c>whatsapp:</c>, a user with a host, a spreadsheet's text formula.
/// </summary>
static partial class PhoneUri
{
    const string ContextParameter = "phone-context=";

    /// <returns>The number, and the context that a <c>tel:</c> URI gives a local one; empty if it gives none.</returns>
    public static (string Number, string Context) Unwrap(string text)
    {
        var inner = Formula().Match(text) is { Success: true } formula ? formula.Groups["text"].Value
            : Bracketed().Match(text) is { Success: true } bracketed ? bracketed.Groups["address"].Value
            : text;
        if (Scheme().Match(inner) is not { Success: true } scheme)
        {
            return (inner, "");
        }

        var rest = inner[scheme.Length..];
        var parts = rest.Split(';', '?');
        var user = parts[0].Split('@')[0];
        var context = parts.Skip(1).FirstOrDefault(x => x.StartsWith(ContextParameter, StringComparison.OrdinalIgnoreCase));
        return (Uri.UnescapeDataString(user), context?[ContextParameter.Length..] ?? "");
    }

    /// <summary>A scheme, or nothing before a user that is digits and has a host.</summary>
    [GeneratedRegex(
        @"\A(?:(?:tel|sips?|whatsapp|callto|sms|h323|pstn):(?://)?|(?:https?://)?wa\.me/|(?=\+?[0-9()\-. ]{5,24}@[\w.\-\[\]:]+(?:;|\z)))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Scheme();

    /// <summary>A display name, then the address in angle brackets, then header parameters.</summary>
    [GeneratedRegex(
        """\A(?:"[^"]*"\s*|[^<>"]*)<(?<address>[^<>]+)>(?:;.*)?\z""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bracketed();

    [GeneratedRegex("""\A=?"(?<text>[^"]+)"\z""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Formula();
}
