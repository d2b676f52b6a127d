using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Reads the facts that only some letters have: a fee, a review, repetition, the end of a restriction.</summary>
public sealed class LetterParts(SubjectRequestTexts texts, AutomatedDecisionRegister decisions)
{
    internal async Task<AnswerFee?> FeeAsync(TenantStore store, StoredSubjectRequest stored, CancellationToken cancellationToken) =>
        stored.Document.Fee is { } fee
            ? new AnswerFee(
                fee.Amount,
                fee.Currency,
                fee.Ground,
                fee.AskedAt,
                (await texts.FindAsync<DecisionForm>(
                    store, stored.Id, DecisionRecorder.NameOf(fee.Mac), cancellationToken))?.Reason ?? "")
            : null;

    /// <summary>Only where repetition is what makes the request excessive.</summary>
    internal static DateTimeOffset? RepeatsSince(SubjectRequestDocument document, AnswerKind kind, DecisionForm? decision) => kind switch
    {
        AnswerKind.FeeWanted when document.Fee is { Ground: ExcessGround.Excessive } => document.Repeats?.ReceivedAt,
        AnswerKind.Refused when decision is { Ground: ExcessGround.Excessive } => document.Repeats?.ReceivedAt,
        _ => null,
    };

    internal async Task<AnswerReview> ReviewAsync(
        TenantStore store, SubjectRequestDocument document, HumanReview review, CancellationToken cancellationToken) => new(
        (await decisions.FindAsync(store, review.AutomatedDecisionId, cancellationToken)).IsSuccess(out var stored, out _)
            ? stored.Document.Current.Decision.Name
            : review.AutomatedDecisionId.ToString(),
        review.Reviewer,
        review.Outcome,
        review.Reasons) { Stopped = document.Timeline.Any(x => x.Step == "stopped") };

    internal async Task<AnswerLifting> LiftingAsync(TenantStore store, StoredSubjectRequest stored, CancellationToken cancellationToken) => new(
        stored.Document.LiftToldAt,
        (await texts.FindAsync<LiftForm>(store, stored.Id, LiftForm.Name, cancellationToken))?.Reason);
}
