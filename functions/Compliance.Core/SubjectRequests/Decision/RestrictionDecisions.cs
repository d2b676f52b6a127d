using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>
/// Restriction (GDPR Art. 18): storage only. Neither a hold nor a duty to keep prevents it, because both require storage. The default
/// ground is 18(1)(d) if a purpose is open to objection, otherwise 18(1)(a).
/// </summary>
static class RestrictionDecisions
{
    public static RecordingVerdict Decide(RecordingCase item)
    {
        var ground = GroundOf(item);
        var purposes = item.Purposes.Select(x => Decide(item, x, ground)).ToList();

        // A recording can be restricted only as a whole. One restricted purpose is enough; the verdict says which others could continue.
        return purposes.TrueForAll(x => x.Fate is not PurposeFate.Restricted)
            ? new(OutcomeKind.Retained, ground, purposes.Min(x => x.ReviewAt), VerdictReasons.GroundDoesNotReach, purposes)
            : new(OutcomeKind.Restricted, ground, ReviewAt: null, ReasonOf(ground), purposes);
    }

    /// <summary>The ground of a restriction that applies from receipt, because something is contested; null for the others.</summary>
    public static string? Contested(RecordingCase item) => GroundOf(item) switch
    {
        "18(1)(a)" => "18(1)(a)",
        "18(1)(d)" when item.Purposes.Any(IsOpenToObjection) => "18(1)(d)",
        _ => null,
    };

    static string GroundOf(RecordingCase item) =>
        item.Ground?.Text ?? (item.Purposes.Any(IsOpenToObjection) ? "18(1)(d)" : "18(1)(a)");

    static PurposeVerdict Decide(RecordingCase item, Purpose purpose, string ground) => ground != "18(1)(d)" || IsOpenToObjection(purpose)
        ? new(purpose.Name, PurposeFate.Restricted, ground, ReviewAt: null, ReasonOf(ground))
        : ErasureDecisions.Over(item, purpose) ?? ErasureDecisions.GoesOn(item, purpose);

    static bool IsOpenToObjection(Purpose purpose) =>
        purpose.Basis is LawfulBasis.LegitimateInterests or LawfulBasis.PublicTask || PurposeTable.IsMarketing(purpose);

    static string ReasonOf(string ground) => ground switch
    {
        "18(1)(a)" => VerdictReasons.AccuracyContested,
        "18(1)(b)" => VerdictReasons.ErasureOpposed,
        "18(1)(c)" => VerdictReasons.NeededForClaims,
        _ => VerdictReasons.ObjectionPending,
    };
}
