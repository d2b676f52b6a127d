using Compliance.Failures;
using Compliance.Forms;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>What came of a review.</summary>
public enum ReviewOutcome
{
    /// <summary>The automated decision stands.</summary>
    Upheld,

    /// <summary>It was changed, or withdrawn.</summary>
    Changed,
}

/// <summary>
/// A person reviewed an automated decision that its data subject contests (GDPR Art. 22(3)). Reviewer and reasons are told to the person;
/// they are sealed with the decision.
/// </summary>
public sealed record HumanReview
{
    /// <summary>The entry of the register.</summary>
    public required AutomatedDecisionId AutomatedDecisionId { get; init; }

    /// <summary>One of the reviewers that the register names for it.</summary>
    public required string Reviewer { get; init; }

    public required ReviewOutcome Outcome { get; init; }

    public required string Reasons { get; init => field = CardFreeText.Of(value); }

    public override string ToString() => $"HumanReview({Outcome}, redacted)";
}

/// <summary>A review as the request and its certificate show it.</summary>
/// <param name="By">The pseudonym of whoever recorded it.</param>
public sealed record ReviewView(AutomatedDecisionId AutomatedDecisionId, ReviewOutcome Outcome, DateTimeOffset At, string By)
{
    /// <returns>Null for a request that nobody reviewed.</returns>
    public static ReviewView? Of(SubjectRequestDocument request) => request.Decision is { Review: { } review } decision
        ? new ReviewView(review.AutomatedDecisionId, review.Outcome, decision.At, decision.By)
        : null;
}

/// <summary>The rules of a review.</summary>
public sealed class HumanReviews(AutomatedDecisionRegister register)
{
    internal const string Rule =
        "is required to approve a request about automated decisions, as a person's answer to whoever contests one (GDPR Art. 22(3)), and "
        + "can be given nowhere else";

    /// <summary>Whether a decision has a review exactly where the type of the request takes one.</summary>
    internal static string? Fault(SubjectRequestType type, DecisionForm decision)
    {
        var isDue = type is SubjectRequestType.AutomatedDecision
            && decision.Outcome is not (DecisionOutcome.Refuse or DecisionOutcome.Fee);
        return isDue == decision.Review is not null ? null : Rule;
    }

    internal static void Check(string at, HumanReview? review, FieldRules rules)
    {
        if (review is not null)
        {
            rules.Line($"{at}reviewer", review.Reviewer, FieldLimits.TextCharacters);
            rules.Note($"{at}reasons", review.Reasons);
        }
    }

    /// <summary>Whether the register has the entry, and names the reviewer.</summary>
    /// <param name="at">The path of the review in the body: <c>review.</c></param>
    /// <returns>Null if it does.</returns>
    public async Task<Failure?> CheckAsync(TenantStore store, string at, HumanReview? review, CancellationToken cancellationToken)
    {
        if (review is null)
        {
            return null;
        }

        if (!(await register.FindAsync(store, review.AutomatedDecisionId, cancellationToken)).IsSuccess(out var stored, out _))
        {
            return Failure.Invalid($"{at}automatedDecisionId", "is not in the register of automated decisions");
        }

        return stored.Document.Current.Decision.Reviewers.Contains(review.Reviewer, StringComparer.Ordinal)
            ? null
            : Failure.Invalid($"{at}reviewer", "must be one of the reviewers that the register names for this decision");
    }
}
