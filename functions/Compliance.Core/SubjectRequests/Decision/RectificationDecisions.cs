using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>
/// Rectification (GDPR Art. 16). A hold does not prevent it: what is superseded stays until the last hold is released. Words of transcripts
/// are corrected where the recording is sealed.
/// </summary>
static class RectificationDecisions
{
    const string Article = "16";

    public static RecordingVerdict Decide(RecordingCase item) => item.Corrections switch
    {
        { Own: { } own } => Carry(item, own),
        _ when item.CorrectedSince => Corrected(item, VerdictReasons.MetadataCorrected),
        { Own: null } => new(OutcomeKind.Retained, Basis: null, ReviewAt: null, VerdictReasons.NothingToCorrect, []),
        null => Waits(VerdictReasons.CorrectionMissing),
    };

    static RecordingVerdict Carry(RecordingCase item, CorrectedRecording own) => (own, item.State) switch
    {
        ({ Turns: true }, RecordingState.Quarantined) => Waits(VerdictReasons.InQuarantine),
        ({ Turns: true }, not RecordingState.Sealed) => Waits(VerdictReasons.NotReady),
        ({ Turns: true }, _) => Corrected(item, VerdictReasons.TranscriptCorrected),
        ({ Metadata: true }, _) => Corrected(item, VerdictReasons.MetadataCorrected),
        _ => Corrected(item, VerdictReasons.StatementAdded),
    };

    static RecordingVerdict Waits(string reason) => new(OutcomeKind.NeedsReview, Article, ReviewAt: null, reason, []);

    static RecordingVerdict Corrected(RecordingCase item, string reason) => new(
        OutcomeKind.Corrected,
        Article,
        ReviewAt: null,
        reason,
        [.. item.Purposes.Select(x => new PurposeVerdict(x.Name, PurposeFate.Corrected, Article, ReviewAt: null, reason))]);
}
