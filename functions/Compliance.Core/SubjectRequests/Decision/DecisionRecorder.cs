using Compliance.Audit;
using Compliance.Model;
using Compliance.Settings;

namespace Compliance.SubjectRequests;

/// <summary>Records a decision: its effect in the register, its text sealed under the request key.</summary>
static class DecisionRecorder
{
    /// <summary>The sealed text's name. It depends on the decision, so two concurrent decisions do not overwrite each other.</summary>
    public static string NameOf(string mac) => $"decision-{SubjectRequestTexts.Short(mac)}";

    /// <summary>The sealed list of recordings that the previewed decision acts on.</summary>
    public static string AgreedName(string mac) => $"agreed-{SubjectRequestTexts.Short(mac)}";

    public static DecisionState State(DecisionForm form, string mac, Actor actor, DateTimeOffset now, FourEyes fourEyes) =>
        new(form.Outcome, mac, actor.Pseudonym, now, now, Agreed: form.Preview is not null, fourEyes)
        {
            Balanced = form.CompellingGrounds is not null,
            Review = form.Review is { } review ? new ReviewState(review.AutomatedDecisionId, review.Outcome) : null,
        };

    /// <summary>The document after the decision; null if its state does not allow one.</summary>
    public static SubjectRequestDocument? Apply(
        SubjectRequestDocument document, DecisionState decision, DateTimeOffset now, TenantSettings settings)
    {
        var wait = document.Type is SubjectRequestType.Erasure ? TimeSpan.FromHours(settings.CoolingOffHours) : TimeSpan.Zero;
        var operation = decision.Outcome is DecisionOutcome.Refuse ? SubjectRequestOperation.Refuse
            : wait > TimeSpan.Zero ? SubjectRequestOperation.ApproveLater
            : SubjectRequestOperation.Approve;
        return SubjectRequestTransitions.TryApply(document.State, operation, out var to)
            ? (document with { State = to, Decision = decision with { ActAt = now + wait } })
                .At(now, "decision", Word(decision.Outcome))
            : null;
    }

    static string Word(DecisionOutcome outcome) => outcome switch
    {
        DecisionOutcome.Approve => "approve",
        DecisionOutcome.Refuse => "refuse",
        DecisionOutcome.Partial => "partial",
        DecisionOutcome.Fee => "fee",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };
}
