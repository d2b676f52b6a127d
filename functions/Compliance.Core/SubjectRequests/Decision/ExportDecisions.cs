using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>
/// Access (GDPR Art. 15) covers everything. Portability (Art. 20) covers data processed on consent or contract; the rest is listed. Holds
/// and restrictions prevent neither.
/// </summary>
static class ExportDecisions
{
    public static RecordingVerdict Decide(RecordingCase item) => item.State switch
    {
        RecordingState.AwaitingUpload or RecordingState.Sealing => Waits(item, VerdictReasons.NotReady),
        RecordingState.Quarantined => Waits(item, VerdictReasons.InQuarantine),
        _ when item.Type is SubjectRequestType.Access => Access(item),
        _ => Portability(item),
    };

    static RecordingVerdict Waits(RecordingCase item, string reason) =>
        new(OutcomeKind.NeedsReview, BasisOf(item), ReviewAt: null, reason, []);

    static RecordingVerdict Access(RecordingCase item) => new(
        OutcomeKind.Exported,
        BasisOf(item),
        ReviewAt: null,
        VerdictReasons.AccessGiven,
        [.. item.Purposes.Select(Given)]);

    static PurposeVerdict Given(Purpose purpose) =>
        new(purpose.Name, PurposeFate.Exported, "15(3)", ReviewAt: null, VerdictReasons.AccessGiven);

    static RecordingVerdict Portability(RecordingCase item)
    {
        var purposes = item.Purposes.Select(Decide).ToList();
        return purposes.Exists(x => x.Fate is PurposeFate.Exported)
            ? new(OutcomeKind.Exported, BasisOf(item), ReviewAt: null, VerdictReasons.DataHandedOver, purposes)
            : new(OutcomeKind.Retained, "20(1)(a)", ReviewAt: null, VerdictReasons.BasisNotPortable, purposes);
    }

    static PurposeVerdict Decide(Purpose purpose) => purpose.Basis is LawfulBasis.Consent or LawfulBasis.Contract
        ? new(purpose.Name, PurposeFate.Exported, "20(1)(a)", ReviewAt: null, VerdictReasons.DataHandedOver)
        : new(purpose.Name, PurposeFate.Kept, PurposeTable.ArticleOf(purpose.Basis), ReviewAt: null, VerdictReasons.BasisNotPortable);

    static string BasisOf(RecordingCase item) => item.Ground?.Text ?? (item.Type is SubjectRequestType.Access ? "15(3)" : "20(1)");
}
