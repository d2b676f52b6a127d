using Compliance.Failures;
using Compliance.Model;
using Compliance.Settings;

namespace Compliance.SubjectRequests;

/// <summary>What a decision must have for the request that it is about, beside the preview that it agrees with.</summary>
static class DecisionGate
{
    /// <returns>Null if it has all.</returns>
    public static Failure? Refusal(SubjectRequestDocument request, DecisionForm form, TenantSettings settings) =>
        request.IsBound && form is { Preview: null, Outcome: not (DecisionOutcome.Refuse or DecisionOutcome.Fee) }
            ? Failure.PreconditionRequired(
                "A decision that destroys, discloses or corrects must name, as preview, the tag of the preview that it was made on.")
        : ExcessRules.IsBarred(request.Type, request.Ground, form) ? Failure.Invalid("ground", ExcessRules.Free)
        : HumanReviews.Fault(request.Type, form) is { } review ? Failure.Invalid("review", review)
        : Balancing.IsMissing(request.Type, request.Ground, request.State is not SubjectRequestState.AwaitingIdentity, form)
            ? Failure.Invalid("compellingGrounds", Balancing.Rule)
        : form.Parties.Count > 0 && request.Type
            is not (SubjectRequestType.Erasure or SubjectRequestType.Withdrawal or SubjectRequestType.Objection)
            ? Failure.Invalid("parties", "can only be given for a request that may erase")
        : Mandates.Heirs(request, form, settings);
}
