using Compliance.Model;
using Compliance.Pci;
using Compliance.Settings;

namespace Compliance.Recordings;

/// <summary>A page of <c>GET …/pci/finds</c>, newest calls first.</summary>
/// <param name="Continuation">Opaque; null at the end.</param>
/// <param name="Unverifiable">Recordings left out of this page because what is stored of them failed authentication.</param>
public sealed record PciFindPage(IReadOnlyList<PciFindView> Items, string? Continuation, int Unverifiable);

/// <summary>One find, for an incident response (PCI DSS 12.10.7). Counts and opaque ids; never a digit.</summary>
/// <param name="FindId">Stable: <c>{recordingId}/{number}</c>.</param>
/// <param name="FoundAt">When the gate found it.</param>
/// <param name="Gate">The version of the gate that found it.</param>
/// <param name="FormerGate">The version that had examined it before; null if none had.</param>
/// <param name="Cause">One of <see cref="PciFindCause"/>; <paramref name="Explanation"/> says it to a person.</param>
/// <param name="Kinds">Findings by kind.</param>
/// <param name="WithSad">Whether sensitive authentication data was found with it.</param>
public sealed record PciFindView(
    string FindId,
    RecordingId RecordingId,
    DateTimeOffset StartedAt,
    string? Queue,
    DateTimeOffset FoundAt,
    PciFindOrigin Origin,
    int Gate,
    int? FormerGate,
    string? File,
    PciFindSource Source,
    IReadOnlyList<PciFindForm> Forms,
    IReadOnlyDictionary<PciFindingKind, int> Kinds,
    IReadOnlyList<string> Schemes,
    bool WithSad,
    PciFindFix Fix,
    string Cause,
    string Explanation)
{
    internal static PciFindView Of(OpenedRecording recording, PciFind find, TenantSettings settings)
    {
        var (id, document, facts) = (recording.Stored.Id, recording.Document, recording.Manifest.Facts);
        var cause = PciFindCause.Of(find, settings.PciPolicyFor(facts.Queue).TakesPayments);
        return new PciFindView(
            $"{id}/{find.Number}",
            id,
            facts.StartedAt,
            facts.Queue,
            find.At,
            find.Origin,
            find.Gate,
            find.Former,
            find.File,
            find.Source,
            find.Forms,
            find.Kinds,
            find.Schemes,
            find.HasSad,
            FixOf(find, document),
            cause,
            PciFindCause.Explain(cause, find));
    }

    /// <summary>A decision of the privacy team may have followed.</summary>
    static PciFindFix FixOf(PciFind find, RecordingDocument document) => find.Fix is not PciFindFix.Withheld ? find.Fix
        : document.State is RecordingState.Sealed ? PciFindFix.Released
        : document.Quarantine is { Destroyed: true } ? PciFindFix.Destroyed
        : PciFindFix.Withheld;
}
