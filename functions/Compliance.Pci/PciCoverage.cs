using System.Text.Json.Serialization;

namespace Compliance.Pci;

/// <summary>Outcome of the whole examination.</summary>
[JsonConverter(typeof(CamelCaseEnum<PciOutcome>))]
public enum PciOutcome
{
    /// <summary>Everything was examined and nothing was found.</summary>
    Clean,
    Masked,
    PartlyExamined,
    Quarantined,
}

/// <summary>How well one medium was examined.</summary>
[JsonConverter(typeof(CamelCaseEnum<CoverageLevel>))]
public enum CoverageLevel
{
    Examined,

    /// <summary>Not examined, but the media or its metadata shows that the recorder was paused.</summary>
    ProvedByPause,
    NotExamined,
    Absent,
}

/// <summary>Coverage per medium. <see cref="PciOutcome.Clean"/> is impossible while one of them is
/// <see cref="CoverageLevel.NotExamined"/>.</summary>
/// <param name="SpeechBy">What recognised the speech, if it was examined without a transcript; otherwise null.</param>
/// <param name="Reasons">For people: what was not examined, and why, a sentence each. Null if everything was.</param>
public sealed record PciCoverage(
    CoverageLevel Text,
    CoverageLevel Dtmf,
    CoverageLevel Speech,
    CoverageLevel Screen,
    CoverageLevel Keystrokes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SpeechBy = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Reasons = null)
{
    [JsonIgnore]
    public bool Complete =>
        Text is not CoverageLevel.NotExamined && Dtmf is not CoverageLevel.NotExamined && Speech is not CoverageLevel.NotExamined
        && Screen is not CoverageLevel.NotExamined && Keystrokes is not CoverageLevel.NotExamined;
}
