using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>What a request does to one recording from its receipt until it is decided.</summary>
/// <param name="Stops">Purposes for which the recording is not used any more, by name.</param>
/// <param name="Restriction">The ground on which processing is restricted to storage; null if it is not.</param>
public sealed record InterimEffect(IReadOnlyDictionary<string, PurposeState> Stops, string? Restriction)
{
    public static InterimEffect None { get; } = new(new Dictionary<string, PurposeState>(StringComparer.Ordinal), Restriction: null);

    /// <summary>No automated decision is made from the recording.</summary>
    public bool StopsDecisions { get; init; }

    public bool IsNone => Stops.Count == 0 && Restriction is null && !StopsDecisions;
}

/// <summary>
/// Withdrawn consent (GDPR Art. 7(3)) and an objection to direct marketing (Art. 21(2)-(3)) need no decision: the purposes stop on
/// receipt. An objection on other grounds, which an erasure on Art. 17(1)(c) is as well, and contested accuracy restrict processing until they
/// are decided (Art. 18(1)(d), (a)). Whoever contests an automated decision is not subject to another one meanwhile (Art. 22(1)).
/// </summary>
static class InterimDecisions
{
    public static InterimEffect Of(RecordingCase item) =>
        item.State is RecordingState.Erasing or RecordingState.Erased ? InterimEffect.None : item.Type switch
        {
            // The purposes are those of the customer.
            SubjectRequestType.Withdrawal or SubjectRequestType.Erasure when item.Parties.IsStaff => InterimEffect.None,
            SubjectRequestType.Withdrawal => Stop(item, x => WithdrawalDecisions.Reaches(item, x), PurposeState.Withdrawn),
            SubjectRequestType.Erasure when item.Ground?.Text is "17(1)(b)" =>
                Stop(item, x => x.Basis is LawfulBasis.Consent, PurposeState.Withdrawn),
            SubjectRequestType.Erasure when item.Ground?.Text is "17(1)(c)" => Object(item),
            SubjectRequestType.Objection => Object(item),
            SubjectRequestType.Restriction when RestrictionDecisions.Contested(item) is { } ground => new(InterimEffect.None.Stops, ground),
            SubjectRequestType.Rectification => new(InterimEffect.None.Stops, "18(1)(a)"),
            SubjectRequestType.AutomatedDecision => InterimEffect.None with { StopsDecisions = true },
            _ => InterimEffect.None,
        };

    static InterimEffect Object(RecordingCase item) => Stop(item, PurposeTable.IsMarketing, PurposeState.Objected) with
    {
        Restriction = ObjectionDecisions.Decide(item with { Decision = null }).Outcome is OutcomeKind.Restricted ? "18(1)(d)" : null,
    };

    static InterimEffect Stop(RecordingCase item, Func<Purpose, bool> stops, PurposeState state) =>
        new(item.Purposes.Where(stops).ToDictionary(x => x.Name, _ => state, StringComparer.Ordinal), Restriction: null);
}
