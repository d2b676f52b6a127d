using System.Text.Json.Serialization;

namespace Compliance.Pci;

/// <summary>Whether anyone may ever read a quarantined recording again.</summary>
[JsonConverter(typeof(CamelCaseEnum<QuarantineClass>))]
public enum QuarantineClass
{
    /// <summary>Confirmed card data that can't be removed: the content is destroyed, the findings are kept (PCI DSS 3.3.1).</summary>
    CardData,
    Integrity,
}

/// <summary>Why a recording is quarantined instead of sealed.</summary>
/// <param name="Reason">One of <see cref="QuarantineReason"/>.</param>
public sealed record GateQuarantine(string Reason, QuarantineClass Class);

/// <summary>Quarantine reasons of the gate, as the API shows them.</summary>
public static class QuarantineReason
{
    /// <summary>A file that claims to be WAV can't be read.</summary>
    public const string UnreadableMedia = "unreadableMedia";

    /// <summary>Media with pause windows can't be masked.</summary>
    public const string UnmaskableMedia = "unmaskableMedia";

    /// <summary>Media that can't be masked holds confirmed card data.</summary>
    public const string CardDataInMedia = "cardDataInMedia";

    /// <summary>A text file is too large, too deeply nested or not of the type it claims.</summary>
    public const string UnreadableText = "unreadableText";

    /// <summary>The files hold more card data than one plan can.</summary>
    public const string TooManyFindings = "tooManyFindings";

    /// <summary>A medium was not examined, and the rule of the queue forbids that.</summary>
    public const string NotExamined = "notExamined";
}

/// <summary>A period of media that is silenced on all channels, in seconds.</summary>
public sealed record GateMask(double Start, double End, PciFindingKind Reason);

/// <summary>Bytes of a text file to replace. Never holds the bytes that were there.</summary>
public sealed record GateEdit(long Offset, int Length, string Replacement);

/// <summary>Changes to one file. Masks preserve its length, and so do edits of media; edits of texts do not.</summary>
/// <param name="Wav">Location of the samples, for WAV that is masked; otherwise null.</param>
/// <param name="Encoding">In which replacements are written (<c>utf-16</c>); null for UTF-8.</param>
/// <param name="Inline">Sound inside a text file that is masked.</param>
/// <param name="Sound">Compressed sound that a WAV file of the same length in time replaces; otherwise null.</param>
public sealed record GateFilePlan(
    int Ordinal,
    string Name,
    WavLayout? Wav,
    IReadOnlyList<GateMask> Masks,
    IReadOnlyList<GateEdit> Edits,
    string? Encoding = null,
    GateSound? Sound = null,
    IReadOnlyList<GateInlinePlan>? Inline = null);

/// <summary>The gate's decision: small, serialisable and free of card data. Equal input gives an equal plan, so a step that
/// crashed can run again.</summary>
/// <param name="AwaitTranscript">Nothing forbids sealing, but the rule of the queue is to wait for a transcript first.</param>
/// <param name="Files">Only the files that change.</param>
public sealed record GatePlan(
    PciOutcome Outcome,
    PciCoverage Coverage,
    IReadOnlyList<PciFinding> Findings,
    IReadOnlyList<GateFilePlan> Files,
    GateQuarantine? Quarantine,
    bool AwaitTranscript)
{
    /// <summary>Periods silenced in one file, as the API's <c>masked</c> lists them.</summary>
    public IReadOnlyList<GateMask> MasksOf(int ordinal) => Files.FirstOrDefault(x => x.Ordinal == ordinal)?.Masks ?? [];

    /// <summary>What a file is once the plan is carried out.</summary>
    public string ContentTypeOf(int ordinal, string contentType) =>
        Files.FirstOrDefault(x => x.Ordinal == ordinal)?.Sound is null ? contentType : GateSound.ReplacementType;
}
