using Compliance.Audit;
using Compliance.Settings;

namespace Compliance.SubjectRequests;

/// <summary>
/// Whether whoever approved what destroys or discloses is another person than whoever filed the request or verified the identity (GDPR
/// Art. 5(2), 32(4)).
/// </summary>
public enum FourEyes
{
    /// <summary>The decision neither destroys nor discloses anything.</summary>
    NotRequired,

    /// <summary>A second person approved.</summary>
    Kept,

    /// <summary>One person did both, as the tenant's setting <see cref="TenantSettings.FilerMayApprove"/> allowed.</summary>
    Relaxed,
}

static class FourEyesRule
{
    /// <returns>Null where the rule forbids the decision to this person.</returns>
    public static FourEyes? Of(SubjectRequestDocument request, DecisionOutcome decision, Actor actor, TenantSettings settings)
    {
        if (decision is DecisionOutcome.Refuse or DecisionOutcome.Fee || !request.IsBound)
        {
            return FourEyes.NotRequired;
        }

        return !Earlier(request).Contains(actor.Pseudonym, StringComparer.Ordinal) ? FourEyes.Kept
            : settings.FilerMayApprove ? FourEyes.Relaxed
            : null;
    }

    /// <summary>Who had a part in it: filed it, verified the identity, gave the corrections, or named who receives the package.</summary>
    static IEnumerable<string?> Earlier(SubjectRequestDocument request) =>
        [request.FiledBy, request.Identity?.By, request.Corrections?.By, request.Transfer?.By];
}
