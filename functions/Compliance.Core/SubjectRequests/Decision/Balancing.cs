using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>
/// Whoever refuses an objection shows compelling legitimate grounds that override the person's interests (GDPR Art. 21(1)), or that the task
/// is in the public interest (Art. 21(6)). They are recorded with the decision and told to the person.
/// </summary>
static class Balancing
{
    public const string Rule = "is required to refuse an objection: what overrides the person's interests (GDPR Art. 21(1), (6))";

    /// <summary>
    /// Nothing is weighed where the person is not identified (GDPR Art. 12(2)), where the objection is unfounded or excessive (12(5)(b)),
    /// and where it is to direct marketing (Art. 21(2)-(3)).
    /// </summary>
    public static bool IsMissing(SubjectRequestType type, string? ground, bool identified, DecisionForm decision) =>
        (type, decision.Outcome) is (SubjectRequestType.Objection, DecisionOutcome.Refuse)
        && identified
        && decision.CompellingGrounds is null
        && ground is not ("21(2)" or "21(3)")
        && decision.Ground is null
        && decision.Reason?.Contains("12(5)(b)", StringComparison.Ordinal) is not true;
}

/// <summary>Who weighed an objection, and when. The grounds are sealed with the decision, and the letter has them.</summary>
/// <param name="By">The principal's pseudonym.</param>
public sealed record BalancingView(DateTimeOffset At, string By)
{
    /// <returns>Null for a request that was not weighed.</returns>
    public static BalancingView? Of(SubjectRequestDocument request) =>
        request is { State: SubjectRequestState.Refused, Type: SubjectRequestType.Objection, Decision: { Balanced: true } decision }
            ? new BalancingView(decision.At, decision.By)
            : null;
}
