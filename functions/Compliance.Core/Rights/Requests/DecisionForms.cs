using Compliance.Recordings;
using Compliance.Settings;

namespace Compliance.Rights.Requests;

/// <summary>How a decision is kept: its effect in the register, its words sealed under the request key.</summary>
static class DecisionForms
{
    /// <summary>The sealed text's name: two decisions at once do not write over each other.</summary>
    public static string NameOf(string mac) => $"decision-{RequestTexts.Short(mac)}";

    /// <summary>The sealed list of recordings that the previewed decision acts on.</summary>
    public static string AgreedName(string mac) => $"agreed-{RequestTexts.Short(mac)}";

    public static DecisionState State(DecisionForm form, string mac, Actor actor, DateTimeOffset now, bool agreed = false) =>
        new(form.Outcome, mac, actor.Pseudonym, now, now, agreed);

    /// <summary>The document as its decision leaves it; null where the state forbids it.</summary>
    public static RequestDocument? Apply(RequestDocument document, DecisionState decision, DateTimeOffset now, TenantSettings settings)
    {
        var wait = document.Type is RequestType.Erasure ? TimeSpan.FromHours(settings.CoolingOffHours) : TimeSpan.Zero;
        var operation = decision.Outcome is DecisionOutcome.Refuse ? RequestOperation.Refuse
            : wait > TimeSpan.Zero ? RequestOperation.ApproveLater
            : RequestOperation.Approve;
        return RequestTransitions.TryApply(document.State, operation, out var to)
            ? (document with { State = to, Decision = decision with { ActAt = now + wait } })
                .At(now, "decision", Word(decision.Outcome))
            : null;
    }

    static string Word(DecisionOutcome outcome) => outcome switch
    {
        DecisionOutcome.Approve => "approve",
        DecisionOutcome.Refuse => "refuse",
        DecisionOutcome.Partial => "partial",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };
}
