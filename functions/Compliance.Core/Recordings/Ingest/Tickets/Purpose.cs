namespace Compliance.Recordings;

/// <summary>A purpose for which a recording is kept (GDPR Art. 5(1)(b)), and its lawful basis.</summary>
public record Purpose
{
    /// <summary>The tenant's name for it: <c>quality</c>. Unique within a ticket.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("purpose")]
    public required string Name { get; init; }

    public required LawfulBasis Basis { get; init; }

    /// <summary>Version of the notice the person was given (GDPR Art. 13).</summary>
    public string? NoticeVersion { get; init; }

    /// <summary>Where the consent can be found (GDPR Art. 7(1)): <c>spoken, turn 2</c>.</summary>
    public string? Evidence { get; init; }

    /// <summary>The latest date to keep it until; if absent, the tenant's retention applies.</summary>
    public DateTimeOffset? RetainUntil { get; init; }

    /// <summary>The end of a legal duty to keep it (GDPR Art. 17(3)(b)).</summary>
    public DateTimeOffset? RetainAtLeastUntil { get; init; }
}

/// <summary>GDPR Art. 6(1)(a)-(f), in that order.</summary>
public enum LawfulBasis
{
    Consent,
    Contract,
    LegalObligation,
    VitalInterests,
    PublicTask,
    LegitimateInterests,
}
