namespace Compliance.Settings;

/// <summary>What a purpose on the basis of consent needs before a call is recorded for it (GDPR Art. 7(1)).</summary>
public enum ConsentRecords
{
    /// <summary>The ticket's word.</summary>
    Asserted,

    /// <summary>A valid consent record of every caller.</summary>
    Required,
}
