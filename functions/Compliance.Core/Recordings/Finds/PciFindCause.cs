using System.Globalization;
using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>How card data came to be where it was found (PCI DSS 12.10.7).</summary>
public static class PciFindCause
{
    /// <summary>The recorder went on during a pause.</summary>
    public const string PauseIgnored = "pauseIgnored";

    /// <summary>The queue takes payments, and nobody paused the recording.</summary>
    public const string NotPaused = "notPaused";

    /// <summary>The queue takes no payments.</summary>
    public const string QueueTakesNoPayments = "queueTakesNoPayments";

    /// <summary>The sender wrote it into the metadata.</summary>
    public const string InMetadata = "inMetadata";

    /// <summary>It was sealed, because the gate of that time did not find it.</summary>
    public const string OlderGate = "olderGate";

    /// <summary>It was sealed, because the pauses or the rules were others at that time.</summary>
    public const string ChangedRules = "changedRules";

    internal static string Of(PciFind find, bool takesPayments) => find switch
    {
        { Former: { } former } => former < find.Gate ? OlderGate : ChangedRules,
        { Source: PciFindSource.Metadata } => InMetadata,
        _ when find.Kinds.ContainsKey(PciFindingKind.ContentInPauseWindow) => PauseIgnored,
        _ => takesPayments ? NotPaused : QueueTakesNoPayments,
    };

    internal static string Explain(string cause, PciFind find) => cause switch
    {
        PauseIgnored => "The recorder went on while the call was paused. The gate found it before anything was sealed.",
        NotPaused => "The queue takes payments, and the recording was not paused. The gate found it before anything was sealed.",
        QueueTakesNoPayments => "The caller gave it on a queue that takes no payments. The gate found it before anything was sealed.",
        InMetadata => "Whoever announced or corrected the recording wrote it into the metadata. The gate found it before it was stored.",
        OlderGate => string.Create(
            CultureInfo.InvariantCulture,
            $"It was sealed after gate version {find.Former} had not found it; version {find.Gate} did. ")
                + "The generation with it is destroyed.",
        ChangedRules => "It was sealed under other pauses or rules, and found when the same gate looked again. "
            + "The generation with it is destroyed, unless a legal hold keeps it and it is no card data.",
        _ => throw new ArgumentOutOfRangeException(nameof(cause)),
    };
}
