namespace Compliance.Settings;

/// <summary>What becomes of the voice of a member of staff whose identity is erased.</summary>
public enum AgentVoice
{
    /// <summary>It stays under the customer's purposes.</summary>
    Keep,

    /// <summary>It is silenced, and what they said is taken out of transcripts.</summary>
    Silence,
}

/// <summary>A works agreement or another rule on the employees' data (GDPR Art. 88).</summary>
/// <param name="Reference">How the tenant calls it, in one line. Not personal data.</param>
/// <param name="ValidFrom">Its first day, in the tenant's time zone.</param>
public sealed record WorksAgreementSettings(string Reference, DateOnly ValidFrom)
{
    /// <summary>Its last day. Default null: until it is taken out of the settings.</summary>
    public DateOnly? ValidUntil { get; init; }
}
