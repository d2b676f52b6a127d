using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>
/// Objection (GDPR Art. 21). Against direct marketing it is absolute. Against processing for a public task or legitimate interests the
/// controller may show compelling grounds; until that is decided, processing is restricted to storage (Art. 18(1)(d)).
/// </summary>
static class ObjectionDecisions
{
    public static RecordingVerdict Decide(RecordingCase item)
    {
        var marketingOnly = item.Ground?.Text is "21(2)" or "21(3)";
        var purposes = item.Purposes.Select(x => Decide(item, x, marketingOnly)).ToList();
        if (purposes.TrueForAll(x => x.Reason == VerdictReasons.GroundDoesNotReach))
        {
            return new(
                OutcomeKind.Retained,
                item.Ground?.Text ?? "21(1)",
                purposes.Min(x => x.ReviewAt),
                VerdictReasons.GroundDoesNotReach,
                purposes);
        }

        return purposes.Exists(x => x.Reason == VerdictReasons.ObjectionPending)
            ? new(OutcomeKind.Restricted, "18(1)(d)", ReviewAt: null, VerdictReasons.ObjectionPending, purposes)
            : ErasureDecisions.Conclude(item, purposes);
    }

    static PurposeVerdict Decide(RecordingCase item, Purpose purpose, bool marketingOnly)
    {
        var stored = ErasureDecisions.Duty(item, purpose, ends: true);
        if (stored is not null && ErasureDecisions.IsStopped(item, purpose))
        {
            return stored;
        }

        if ((stored is null ? ErasureDecisions.Over(item, purpose) : null) is { } over)
        {
            return over;
        }

        if (PurposeTable.IsMarketing(purpose))
        {
            return stored ?? new(purpose.Name, PurposeFate.Ends, "17(1)(c)", ReviewAt: null, VerdictReasons.MarketingObjected);
        }

        if (marketingOnly || purpose.Basis is not (LawfulBasis.LegitimateInterests or LawfulBasis.PublicTask))
        {
            return ErasureDecisions.GoesOn(item, purpose);
        }

        return item.Decision switch
        {
            null => new(purpose.Name, PurposeFate.Restricted, "18(1)(d)", ReviewAt: null, VerdictReasons.ObjectionPending),
            DecisionOutcome.Refuse => new(
                purpose.Name,
                PurposeFate.Kept,
                item.Ground?.Text is "21(6)" ? "21(6)" : "21(1)",
                ErasureDecisions.EndOf(item, purpose),
                VerdictReasons.CompellingGrounds),
            _ => stored ?? new(purpose.Name, PurposeFate.Ends, "17(1)(c)", ReviewAt: null, VerdictReasons.Objected),
        };
    }
}
