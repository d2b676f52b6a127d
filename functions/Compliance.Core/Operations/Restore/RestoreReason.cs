using System.Text.RegularExpressions;

namespace Compliance.Operations;

/// <summary>Why a tenant opens although its log contradicts its witness: <c>[a-z][a-z-]{2,99}</c>, because the log states it.</summary>
public readonly partial record struct RestoreReason
{
    readonly string text;

    RestoreReason(string text) => this.text = text;

    public static bool TryParse(string? text, out RestoreReason reason)
    {
        reason = text is not null && Shape().IsMatch(text) ? new RestoreReason(text) : default;
        return reason.text is not null;
    }

    public override string ToString() => text ?? "";

    [GeneratedRegex(@"\A[a-z][a-z-]{2,99}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shape();
}
