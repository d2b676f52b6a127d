using System.Text.RegularExpressions;

namespace Compliance.Identities;

/// <summary>
/// The rule that a callId, file name, queue or reference must identify nobody (openapi.yaml, Common rules), because these appear in URLs,
/// blob names and logs. After compatibility folding (NFKC, digits of any script) a text is rejected if it contains
/// <list type="number">
/// <item>an announced identity, whatever its case and separators (<see cref="AnnouncedText"/>), or text around an <c>@</c>;</item>
/// <item>a Luhn-valid number of 13-19 digits, grouped or not;</item>
/// <item>a run shaped like a phone number: 7-15 digits after <c>+</c>, <c>0</c> or <c>00</c>, 9-15 digits otherwise, grouped or not, or a
/// local <c>555-0100</c> (<see cref="DigitRuns"/>).</item>
/// </list>
/// Before the second and third check, machine-written ids are removed (<see cref="MachineIds"/>): UUIDs, dates and times, Unix seconds and
/// milliseconds, mixed hexadecimal and base-32 ids. So <c>call-1</c>, <c>DSR-2026-000123</c>, <c>20260302-091500</c> and
/// <c>1772442900.17</c> pass; <c>07700-900-000</c>, <c>4111 1111 1111 1111</c> and <c>amelia-okafor</c> do not. Agent ids are not searched:
/// they are the tenant's pseudonyms, and short ones would forbid ordinary words.
/// </summary>
public static partial class OpaqueText
{
    /// <summary>The fault, worded for an error response (it repeats nothing of the text), or null.</summary>
    public static string? Check(string value, IEnumerable<NormalizedIdentity> announced)
    {
        if (UnicodeText.Fold(value) is not { } folded)
        {
            return "must not contain control characters";
        }

        var text = UnicodeText.FoldDigits(folded);
        if (Address().IsMatch(text))
        {
            return "must not contain an e-mail address";
        }

        if (new AnnouncedText(text) is var names && announced.Any(names.Holds))
        {
            return "must not contain an identity of a person on the call";
        }

        return DigitRuns.Check(text);
    }

    [GeneratedRegex(@"[^\s@]@[^\s@]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
