using Compliance.Audit;
using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>How far a request's effects before its decision have come; see <see cref="InterimDecisions"/>.</summary>
public enum InterimPhase
{
    /// <summary>Nothing has been done, or nothing is to be done.</summary>
    None,

    /// <summary>Purposes are stopped, or processing is restricted, on strong matches.</summary>
    InForce,

    /// <summary>Undone: the request was cancelled or refused, or the identity is in doubt.</summary>
    Undone,

    /// <summary>Replaced by what was decided, after the person was told.</summary>
    Settled,
}

static class InterimPhases
{
    /// <summary>The phase that a request's register entry calls for.</summary>
    public static InterimPhase Of(SubjectRequestDocument document) => document switch
    {
        { Clock.Effect: TakesEffect.WithoutUndueDelay } => InterimPhase.None,

        // Nobody took it in: anybody could stop anybody's purposes. It waits until the person is known.
        { FiledBy: AuditEntry.Anonymous, State: SubjectRequestState.AwaitingIdentity } => InterimPhase.None,
        { State: SubjectRequestState.Cancelled } => InterimPhase.Undone,

        // Whoever rejects a request lifts its restriction only after telling the person (GDPR Art. 18(3)).
        { State: SubjectRequestState.Refused, Answer: not null } => InterimPhase.Undone,
        { State: SubjectRequestState.Completed } => InterimPhase.Settled,
        { State: SubjectRequestState.AwaitingIdentity, Identity.Outcome: IdentityOutcome.Insufficient } => InterimPhase.Undone,
        {
            State: SubjectRequestState.AwaitingIdentity or SubjectRequestState.AwaitingDecision or SubjectRequestState.AwaitingPayment
                or SubjectRequestState.CoolingOff
        } => InterimPhase.InForce,
        _ => document.Interim,
    };
}
