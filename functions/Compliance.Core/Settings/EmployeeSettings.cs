namespace Compliance.Settings;

/// <summary>What becomes of the voice of a member of staff whose identity is erased.</summary>
public enum AgentVoice
{
    /// <summary>It stays under the customer's purposes.</summary>
    Keep,

    /// <summary>It is silenced, and what they said is taken out of transcripts.</summary>
    Silence,
}

/// <summary>Countries whose law lets an employer watch employees by technical means only under an agreement with their representatives.</summary>
static class WorksCouncilLaw
{
    // Austria: ArbVG § 96(1)(3), § 96a. Germany: BetrVG § 87(1)(6). Italy: Law 300/1970, Art. 4. Netherlands: WOR Art. 27(1)(l).
    static readonly string[] Countries = ["AT", "DE", "IT", "NL"];

    public static bool AppliesIn(string country) => Countries.Contains(country, StringComparer.Ordinal);
}

/// <summary>A works agreement or another rule on the employees' data (GDPR Art. 88).</summary>
/// <param name="Reference">How the tenant calls it, in one line. Not personal data.</param>
/// <param name="ValidFrom">Its first day, in the tenant's time zone.</param>
public sealed record WorksAgreementSettings(string Reference, DateOnly ValidFrom)
{
    /// <summary>Its last day. Default null: until it is taken out of the settings.</summary>
    public DateOnly? ValidUntil { get; init; }
}
