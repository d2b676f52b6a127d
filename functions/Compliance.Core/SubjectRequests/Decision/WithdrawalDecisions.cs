using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>
/// Withdrawal of consent (GDPR Art. 7(3)), for all purposes that rest on it or for those that the request names. Other purposes continue;
/// where none does, the recording is erased (Art. 17(1)(b)).
/// </summary>
static class WithdrawalDecisions
{
    public static RecordingVerdict Decide(RecordingCase item)
    {
        var purposes = item.Purposes.Select(x => Decide(item, x)).ToList();
        return item.Purposes.Any(x => Reaches(item, x))
            ? ErasureDecisions.Conclude(item, purposes)
            : new(
                OutcomeKind.Retained,
                item.Ground?.Text ?? "7(3)",
                purposes.Min(x => x.ReviewAt),
                VerdictReasons.GroundDoesNotReach,
                purposes);
    }

    /// <summary>Whether the request withdraws the consent that the purpose rests on.</summary>
    public static bool Reaches(RecordingCase item, Purpose purpose) =>
        purpose.Basis is LawfulBasis.Consent
        && (item.Named.Count == 0 || item.Named.Contains(purpose.Name, StringComparer.Ordinal));

    static PurposeVerdict Decide(RecordingCase item, Purpose purpose) => Reaches(item, purpose)
        ? ErasureDecisions.Duty(item, purpose, ends: true)
            ?? new(purpose.Name, PurposeFate.Ends, "17(1)(b)", ReviewAt: null, VerdictReasons.ConsentWithdrawn)
        : ErasureDecisions.Duty(item, purpose, ErasureDecisions.IsStopped(item, purpose))
            ?? ErasureDecisions.Over(item, purpose)
            ?? ErasureDecisions.GoesOn(item, purpose);
}
