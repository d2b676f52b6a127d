using Compliance.Pci;

namespace Compliance.Recordings;

/// <summary>
/// Which superseded generations of a recording a legal hold preserves: evidence is not replaced by a silenced copy of itself.
/// </summary>
static class HeldGeneration
{
    /// <summary>The oldest generation whose key and files stay.</summary>
    public static int Oldest(RecordingDocument document) => document.HeldGeneration ?? document.KeyGeneration;

    /// <summary>
    /// <see cref="RecordingDocument.HeldGeneration"/> once a sealing takes effect. Nothing older is kept when the gate has just found card
    /// data in it: sensitive authentication data may not be stored, held or not (PCI DSS 3.3.1).
    /// </summary>
    /// <param name="document">As it was before.</param>
    /// <param name="inMetadata">Whether card data was found in the metadata that it was sealed with.</param>
    public static int? After(
        RecordingDocument document, RecordingOperation operation, SealingRunState run, GatePlan plan, bool inMetadata = false) =>
        document is { IsHeld: true, Generation: > 0 }
        && RecordingTransitions.UnderHold(operation) is HoldEffect.KeepsSuperseded
        && !inMetadata
        && !FindsCardData(run, plan)
            ? document.HeldGeneration ?? document.Generation
            : null;

    /// <summary>What is loud in a pause window is no card data yet; everything else that the gate finds is.</summary>
    static bool FindsCardData(SealingRunState run, GatePlan plan)
    {
        var sealedBefore = run.Sources.Where(x => x.FromGeneration is not null).Select(x => x.Name).ToHashSet(StringComparer.Ordinal);
        return plan.Quarantine is { Class: QuarantineClass.CardData }
            || plan.Findings.Any(x => x.Kind is not PciFindingKind.ContentInPauseWindow && sealedBefore.Contains(x.File));
    }
}
