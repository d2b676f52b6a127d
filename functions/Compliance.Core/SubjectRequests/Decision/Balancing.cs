using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>
/// Whoever refuses an objection shows compelling legitimate grounds that override the person's interests (GDPR Art. 21(1)), or that the task
/// is in the public interest (Art. 21(6)). They are recorded with the decision and told to the person.
/// </summary>
public static class Balancing
{
    public const string Rule = "is required to refuse an objection: the grounds that override the person's interests (GDPR Art. 21(1), (6))";

    /// <summary>An objection to direct marketing is not weighed against anything (GDPR Art. 21(2)-(3)).</summary>
    public static bool IsNeeded(SubjectRequestType type, string? ground, DecisionOutcome outcome) =>
        (type, outcome) is (SubjectRequestType.Objection, DecisionOutcome.Refuse) && ground is not ("21(2)" or "21(3)");

    public static bool IsMissing(SubjectRequestType type, string? ground, DecisionForm decision) =>
        decision.CompellingGrounds is null && IsNeeded(type, ground, decision.Outcome);
}

/// <summary>Who weighed an objection, and when. The grounds are sealed with the decision, and the letter has them.</summary>
/// <param name="By">The principal's pseudonym.</param>
public sealed record BalancingView(DateTimeOffset At, string By)
{
    /// <returns>Null for a request that was not weighed.</returns>
    public static BalancingView? Of(SubjectRequestDocument request) =>
        request is { State: SubjectRequestState.Refused, Decision: { } decision }
        && Balancing.IsNeeded(request.Type, request.Ground, decision.Outcome)
            ? new BalancingView(decision.At, decision.By)
            : null;
}
