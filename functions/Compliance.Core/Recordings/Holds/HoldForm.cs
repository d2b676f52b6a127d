using System.Text.RegularExpressions;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Forms;

namespace Compliance.Recordings;

/// <summary>
/// A hold's id, chosen by the client: 1-64 of <c>[A-Za-z0-9._~-]</c>, opaque (<see cref="Compliance.Identities.OpaqueText"/>).
/// </summary>
public readonly partial record struct HoldId
{
    /// <summary>Begins the ids of holds that a matter places.</summary>
    const string MatterPrefix = "matter-";

    readonly string? value;

    HoldId(string value) => this.value = value;

    /// <summary>Represents the id in the audit log, which accepts no text that could be a number of another kind.</summary>
    public string Digest => AuditDigest.Of(ToString());

    public static Outcome<HoldId> Parse(string text)
    {
        var errors = new FieldErrors();
        if (text.StartsWith(MatterPrefix, StringComparison.Ordinal))
        {
            errors.Add("holdId", $"must not begin with {MatterPrefix}: such a hold is placed and released with its matter");
        }
        else if (text.Length > 0 && Pattern().IsMatch(text))
        {
            new FieldRules(errors).Opaque("holdId", text, []);
        }
        else
        {
            errors.Add("holdId", "must be 1-64 of [A-Za-z0-9._~-]");
        }

        return errors.Any ? Failure.Invalid(errors) : new HoldId(text);
    }

    /// <param name="opening">How many times the matter was opened: the id of a released hold is not used again.</param>
    internal static HoldId Of(MatterName matter, int opening) => new($"{MatterPrefix}{matter.Digest}-{opening}");

    /// <summary>Of an id that was checked when it was stored.</summary>
    internal static HoldId Stored(string text) => new(text);

    public override string ToString() => value ?? throw new InvalidOperationException("An empty HoldId was used.");

    [GeneratedRegex(@"\A(?!\.{1,2}\z)[A-Za-z0-9._~-]{1,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}

/// <summary>
/// The body of <c>PUT …/holds/{holdId}</c> (openapi.yaml). The matter is stored in clear with the recording, so it must not name anybody.
/// </summary>
public sealed record HoldForm
{
    /// <summary>The tenant's reference of the claim or case.</summary>
    public required string Matter { get; init; }

    /// <summary>When to review the hold. It ends only by release.</summary>
    public DateTimeOffset? ReviewAt { get; init; }

    public static Outcome<HoldForm> Parse(ReadOnlyMemory<byte> utf8, DateTimeOffset now) =>
        CheckedBody.Parse<HoldForm>(utf8, (form, errors) =>
        {
            MatterName.Check("matter", form.Matter, errors);
            new FieldRules(errors).Require(form.ReviewAt is not { } at || at > now, "reviewAt", "must be in the future");
        });
}
