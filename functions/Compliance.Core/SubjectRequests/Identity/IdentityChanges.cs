using Compliance.Audit;
using Compliance.Model;
using Compliance.Settings;

namespace Compliance.SubjectRequests;

/// <summary>
/// The effect of an identity check on a request: it proceeds, or its clock is suspended until more is known (GDPR Art. 12(6)).
/// </summary>
static class IdentityChanges
{
    /// <returns>Null if the state does not allow it.</returns>
    public static SubjectRequestDocument? TryApply(
        SubjectRequestDocument document, IdentityForm form, Actor actor, DateTimeOffset now, TenantSettings settings)
    {
        var known = form.Outcome is not IdentityOutcome.Insufficient;
        if (!SubjectRequestTransitions.TryApply(
            document.State, known ? SubjectRequestOperation.Verify : SubjectRequestOperation.AskMore, out var to))
        {
            return null;
        }

        var at = form.At ?? now;
        var clock = known
            ? document.Clock.Resume(at, LegalCalendar.Of(settings))
            : document.Clock.Suspend(at, LegalCalendar.Of(settings));
        var identity = new IdentityState(form.Outcome, form.Method, at, actor.Pseudonym);
        var behalf = document.OnBehalf is { } filed && form.Mandate is not null ? filed with { VerifiedAt = at } : document.OnBehalf;
        var changed = (document with { State = to, Identity = identity, OnBehalf = behalf, Clock = clock })
            .At(now, "identity", Word(form.Outcome));
        return known && changed.Decision is { } waiting ? DecisionRecorder.Apply(changed, waiting, now, settings) : changed;
    }

    /// <summary>Whether the same result was recorded before.</summary>
    public static bool IsSame(SubjectRequestDocument document, IdentityForm form) =>
        document.Identity is { } known
        && known.Outcome == form.Outcome
        && known.Method == form.Method
        && (form.At is null || form.At == known.At);

    static string Word(IdentityOutcome outcome) => outcome switch
    {
        IdentityOutcome.Verified => "verified",
        IdentityOutcome.Insufficient => "insufficient",
        IdentityOutcome.NotNeeded => "notNeeded",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };
}
