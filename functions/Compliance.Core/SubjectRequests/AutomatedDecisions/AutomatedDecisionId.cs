using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Compliance.Json;

namespace Compliance.SubjectRequests;

/// <summary>
/// An entry of the register of automated decisions, as the tenant names it: <c>[a-z][a-z0-9-]{0,39}</c> with fewer than seven digits. May
/// appear in addresses, in the audit log and in certificates.
/// </summary>
[JsonConverter(typeof(AutomatedDecisionIdConverter))]
public readonly partial record struct AutomatedDecisionId
{
    public const string Rule = "must be 1-40 of a-z, 0-9 and -, beginning with a letter, with fewer than seven digits";

    readonly string? value;

    AutomatedDecisionId(string value) => this.value = value;

    public static bool TryParse([NotNullWhen(true)] string? text, out AutomatedDecisionId id)
    {
        var ok = text is not null && Pattern().IsMatch(text) && text.Count(char.IsAsciiDigit) < 7;
        id = ok ? new AutomatedDecisionId(text!) : default;
        return ok;
    }

    public override string ToString() => value ?? throw new InvalidOperationException("An empty AutomatedDecisionId was used.");

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}

sealed class AutomatedDecisionIdConverter()
    : StrongStringConverter<AutomatedDecisionId>(AutomatedDecisionId.TryParse, AutomatedDecisionId.Rule);
