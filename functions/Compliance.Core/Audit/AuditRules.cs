using System.Text.RegularExpressions;

namespace Compliance.Audit;

/// <summary>
/// What an audit entry may contain. Each field has an alphabet without <c>@</c> and spaces. Nowhere may there be seven or more consecutive
/// digits, with or without separators (telephone, account and card numbers), except inside UUIDs, 32 or more hex digits, ETags
/// (<c>0x…</c>) and RFC 3339 times. Sizes in bytes are therefore excluded; counts fit.
/// </summary>
public static partial class AuditRules
{
    const int MaximumDetails = 16;

    const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    const int Timeout = 1000;

    internal static string Event(string value) => Check(value, EventShape(), nameof(AuditEntry.Event));

    internal static string Operation(string value) => Check(value, OperationShape(), nameof(AuditEntry.Operation));

    internal static string Principal(string value) => Check(value, PrincipalShape(), nameof(AuditEntry.Principal));

    internal static string Outcome(string value) => Check(value, OutcomeShape(), nameof(AuditEntry.Outcome));

    internal static string Origin(string value) => Check(value, OriginShape(), nameof(AuditEntry.Origin));

    /// <summary>Whether an entry may name this as its resource.</summary>
    internal static bool IsResource(string value) => IsOpaque(value, ResourceShape());

    internal static string Resource(string value) => Check(value, ResourceShape(), nameof(AuditEntry.Resource));

    internal static IReadOnlyDictionary<string, string>? Details(IReadOnlyDictionary<string, string>? details)
    {
        if (details is null or { Count: 0 })
        {
            return null;
        }

        if (details.Count > MaximumDetails)
        {
            throw Refusal(nameof(AuditEntry.Details));
        }

        // Copied in ordinal order: what was checked is what is written, and the same facts give the same line.
        var copy = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in details)
        {
            copy.Add(Check(name, DetailName(), nameof(AuditEntry.Details)), Check(value, DetailValue(), nameof(AuditEntry.Details)));
        }

        return copy;
    }

    static string Check(string? value, Regex shape, string field) =>
        value is not null && IsOpaque(value, shape) ? value : throw Refusal(field);

    static bool IsOpaque(string value, Regex shape) =>
        shape.IsMatch(value) && !NumberShape().IsMatch(OpaqueShape().Replace(value, "#"));

    static ArgumentException Refusal(string field) =>
        new($"An audit entry's {field} is not opaque (the value is withheld).", field);

    [GeneratedRegex(@"\A[a-z][A-Za-z0-9]{0,39}(\.[a-z][A-Za-z0-9]{0,39}){1,3}\z", Options, Timeout)]
    private static partial Regex EventShape();

    [GeneratedRegex(@"\A[A-Za-z0-9._:|/~-]{1,300}\z", Options, Timeout)]
    private static partial Regex OperationShape();

    [GeneratedRegex(@"\A(p-[0-9a-f]{32}|system|anonymous)\z", Options, Timeout)]
    private static partial Regex PrincipalShape();

    [GeneratedRegex(@"\A(success|refused|failed)\z", Options, Timeout)]
    private static partial Regex OutcomeShape();

    [GeneratedRegex(@"\A([A-Z]{3,7} /?)?[A-Za-z][A-Za-z0-9{}*:./_-]{0,199}\z", Options, Timeout)]
    private static partial Regex OriginShape();

    [GeneratedRegex(@"\A/?[A-Za-z][A-Za-z0-9]{0,63}(/[A-Za-z0-9._~{}*:-]{1,128}){0,9}\z", Options, Timeout)]
    private static partial Regex ResourceShape();

    [GeneratedRegex(@"\A[a-z][A-Za-z0-9]{0,39}\z", Options, Timeout)]
    private static partial Regex DetailName();

    [GeneratedRegex(@"\A[A-Za-z0-9._:,|/~-]{0,200}\z", Options, Timeout)]
    private static partial Regex DetailValue();

    [GeneratedRegex(
        @"(?<![0-9A-Za-z])([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,64}|0x[0-9A-Fa-f]{8,32}"
            + @"|[12][0-9]{3}-[01][0-9]-[0-3][0-9](T[0-2][0-9]:[0-5][0-9](:[0-5][0-9](\.[0-9]{1,7})?)?Z)?)(?![0-9A-Za-z])",
        Options,
        Timeout)]
    private static partial Regex OpaqueShape();

    [GeneratedRegex(@"[0-9]([._:,|/~-]{0,2}[0-9]){6}", Options, Timeout)]
    private static partial Regex NumberShape();
}
