using System.Text.Json.Serialization;

namespace Compliance.Pci;

/// <summary>Whether a quarantined recording may ever be read again.</summary>
[JsonConverter(typeof(CamelCaseEnum<QuarantineClass>))]
public enum QuarantineClass
{
    /// <summary>Confirmed card data that can't be taken out: destroyed, findings kept (PCI DSS 3.3.1).</summary>
    CardData,
    Integrity,
}

/// <summary>Why a recording is not sealed.</summary>
/// <param name="Reason">One of <see cref="QuarantineReason"/>.</param>
public sealed record GateQuarantine(string Reason, QuarantineClass Class);

/// <summary>Reasons of the gate, as the API shows them.</summary>
public static class QuarantineReason
{
    /// <summary>Says that it is WAV and can't be read.</summary>
    public const string UnreadableMedia = "unreadableMedia";

    /// <summary>Has pause windows and can't be masked.</summary>
    public const string UnmaskableMedia = "unmaskableMedia";

    /// <summary>Holds confirmed card data and can't be masked.</summary>
    public const string CardDataInMedia = "cardDataInMedia";

    /// <summary>A text file that is too large, too deep or not what its type says.</summary>
    public const string UnreadableText = "unreadableText";

    /// <summary>More card data than one plan holds.</summary>
    public const string TooManyFindings = "tooManyFindings";

    /// <summary>Not examined, where the queue's rule forbids that.</summary>
    public const string NotExamined = "notExamined";
}

/// <summary>A stretch of media that is silenced on all channels, in seconds.</summary>
public sealed record GateMask(double Start, double End, PciFindingKind Reason);

/// <summary>Bytes of a text file that are replaced. Never holds what was there.</summary>
public sealed record GateEdit(long Offset, int Length, string Replacement);

/// <summary>What is done to one file: masks keep its length, edits do not.</summary>
/// <param name="Wav">Where its samples lie; null for everything but WAV that is masked.</param>
public sealed record GateFilePlan(int Ordinal, string Name, WavLayout? Wav, IReadOnlyList<GateMask> Masks, IReadOnlyList<GateEdit> Edits);

/// <summary>The gate's answer: small, serialisable, free of card data, and the same for the same input, so that a step that
/// died may simply run again.</summary>
/// <param name="AwaitTranscript">Nothing forbids sealing, but the queue's rule is to wait for a transcript first.</param>
/// <param name="Files">Only files that change.</param>
public sealed record GatePlan(
    PciOutcome Outcome,
    PciCoverage Coverage,
    IReadOnlyList<PciFinding> Findings,
    IReadOnlyList<GateFilePlan> Files,
    GateQuarantine? Quarantine,
    bool AwaitTranscript)
{
    /// <summary>Stretches silenced in one file, as the API's <c>masked</c> lists them.</summary>
    public IReadOnlyList<GateMask> MasksOf(int ordinal) => Files.FirstOrDefault(x => x.Ordinal == ordinal)?.Masks ?? [];
}
