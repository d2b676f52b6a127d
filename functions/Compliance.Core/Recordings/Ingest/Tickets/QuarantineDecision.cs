using Compliance.Failures;
using Compliance.Forms;

namespace Compliance.Recordings;

/// <summary>The privacy team's decision on a quarantined recording (openapi.yaml, <c>POST …/quarantine</c>).</summary>
public sealed record QuarantineDecision
{
    public required QuarantineAction Action { get; init; }

    public required string Reason { get; init; }

    public static Outcome<QuarantineDecision> Parse(ReadOnlyMemory<byte> utf8) =>
        CheckedBody.Parse<QuarantineDecision>(utf8, (decision, errors) => new FieldRules(errors).Note("reason", decision.Reason));

    public override string ToString() => $"QuarantineDecision({Action})";
}

public enum QuarantineAction
{
    /// <summary>The gate runs again.</summary>
    Reprocess,

    /// <summary>Seals it as it is; not possible with card data.</summary>
    Release,

    Destroy,
}
