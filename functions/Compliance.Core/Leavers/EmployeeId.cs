using System.Text.RegularExpressions;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Identities;
using Compliance.Model;

namespace Compliance.Leavers;

/// <summary>
/// The tenant's own, opaque id of an employee in addresses: 1-64 of <c>[A-Za-z0-9._~-]</c>. Not the agent id that tickets carry, which names a
/// person: addresses are logged.
/// </summary>
public readonly partial record struct EmployeeId
{
    const string Rule = "must be an opaque id of 1-64 letters, digits or ._~-";

    readonly string? value;

    EmployeeId(string value) => this.value = value;

    /// <summary>Names the leaver's document, outcomes and certificates.</summary>
    public SubjectRequestId Request => new(Guid.ParseExact(AuditDigest.Of($"leaver/{this}"), "N"));

    public static Outcome<EmployeeId> Parse(string text)
    {
        var errors = new FieldErrors();
        Check(text, errors);
        return errors.Any ? Failure.Invalid(errors) : new EmployeeId(text);
    }

    /// <summary>Of an id that was checked when it was stored.</summary>
    internal static EmployeeId Stored(string text) => new(text);

    internal static void Check(string text, FieldErrors errors)
    {
        if (!Pattern().IsMatch(text) || text is "." or "..")
        {
            errors.Add("id", Rule);
        }
        else if (OpaqueText.Check(text, []) is { } fault)
        {
            errors.Add("id", fault);
        }
    }

    public override string ToString() => value ?? throw new InvalidOperationException("An empty EmployeeId was used.");

    [GeneratedRegex(@"\A[A-Za-z0-9._~-]{1,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
