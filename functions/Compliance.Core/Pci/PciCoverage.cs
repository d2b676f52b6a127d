using System.Text.Json.Serialization;

namespace Compliance.Pci;

/// <summary>What the whole examination came to.</summary>
[JsonConverter(typeof(CamelCaseEnum<PciOutcome>))]
public enum PciOutcome
{
    /// <summary>Everything there is was examined, and nothing was found.</summary>
    Clean,
    Masked,
    PartlyExamined,
    Quarantined,
}

/// <summary>How well one medium was looked at.</summary>
[JsonConverter(typeof(CamelCaseEnum<CoverageLevel>))]
public enum CoverageLevel
{
    Examined,

    /// <summary>Not read, but the recorder was paused, which the media or its metadata shows.</summary>
    ProvedByPause,
    NotExamined,
    Absent,
}

/// <summary>Coverage by medium. <see cref="PciOutcome.Clean"/> is impossible while one is <see
/// cref="CoverageLevel.NotExamined"/>.</summary>
public sealed record PciCoverage(
    CoverageLevel Text,
    CoverageLevel Dtmf,
    CoverageLevel Speech,
    CoverageLevel Screen,
    CoverageLevel Keystrokes)
{
    [JsonIgnore]
    public bool Complete =>
        Text is not CoverageLevel.NotExamined && Dtmf is not CoverageLevel.NotExamined && Speech is not CoverageLevel.NotExamined
        && Screen is not CoverageLevel.NotExamined && Keystrokes is not CoverageLevel.NotExamined;
}
