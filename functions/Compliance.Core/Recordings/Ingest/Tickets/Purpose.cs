namespace Compliance.Recordings;

/// <summary>One purpose a recording is kept for (GDPR Art. 5(1)(b)) and its basis.</summary>
public sealed record Purpose
{
    /// <summary>The tenant's word: <c>quality</c>. Stands once in a ticket.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("purpose")]
    public required string Name { get; init; }

    public required LawfulBasis Basis { get; init; }

    /// <summary>Version of the notice the person was given (GDPR Art. 13).</summary>
    public string? NoticeVersion { get; init; }

    /// <summary>Where consent shows (GDPR Art. 7(1)): <c>spoken, turn 2</c>.</summary>
    public string? Evidence { get; init; }

    /// <summary>Kept no longer than this; the tenant's retention rules where absent.</summary>
    public DateTimeOffset? RetainUntil { get; init; }

    /// <summary>A duty to keep stands until then (GDPR Art. 17(3)(b)).</summary>
    public DateTimeOffset? RetainAtLeastUntil { get; init; }
}

/// <summary>GDPR Art. 6(1)(a)-(f), in their order.</summary>
public enum LawfulBasis
{
    Consent,
    Contract,
    LegalObligation,
    VitalInterests,
    PublicTask,
    LegitimateInterests,
}
