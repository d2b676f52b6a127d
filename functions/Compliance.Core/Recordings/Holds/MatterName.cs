using Compliance.Audit;
using Compliance.Failures;
using Compliance.Forms;

namespace Compliance.Recordings;

/// <summary>
/// The tenant's reference of a claim or case for which recordings are held: one line of 1-128 characters, opaque
/// (<see cref="Compliance.Identities.OpaqueText"/>), because it is stored in clear with each recording.
/// </summary>
public readonly record struct MatterName
{
    const int Most = 128;

    readonly string? value;

    MatterName(string value) => this.value = value;

    /// <summary>32 hex digits that represent it in blob names and in the audit log.</summary>
    public string Digest => AuditDigest.Of(ToString());

    public static Outcome<MatterName> Parse(string text)
    {
        var errors = new FieldErrors();
        Check("matter", text, errors);
        return errors.Any ? Failure.Invalid(errors) : new MatterName(text);
    }

    /// <summary>Of a name that was checked when it was stored.</summary>
    internal static MatterName Stored(string text) => new(text);

    internal static void Check(string field, string? text, FieldErrors errors)
    {
        var rules = new FieldRules(errors);
        rules.Line(field, text, Most);
        rules.Opaque(field, text, []);
    }

    public override string ToString() => value ?? throw new InvalidOperationException("An empty MatterName was used.");
}
