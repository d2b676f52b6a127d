using System.Text;
using Compliance.Identities;
using Compliance.Json;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;

namespace Compliance.SubjectRequests;

/// <summary>Passes a match to the statutory table.</summary>
static class VerdictEvaluator
{
    /// <param name="choices">The decision; null before one, to show what an approval would do.</param>
    /// <param name="voice">The tenant's setting.</param>
    public static RecordingVerdict Of(
        SubjectRequestId id, SubjectRequestDocument request, SubjectMatch match, DecisionForm? choices, AgentVoice voice, DateTimeOffset now)
    {
        if (CaseOf(id, request, match, choices, now) is not { } item)
        {
            return new RecordingVerdict(OutcomeKind.Open, Basis: null, ReviewAt: null, VerdictReasons.Unverifiable, []);
        }

        // Words about a person stay with the decision, sealed, because the plan is pseudonymous.
        return RecordingDecisions.Decide(item with { AgentVoice = voice }) with { Words = null };
    }

    /// <returns>Null for a recording whose stored state failed authentication.</returns>
    public static RecordingCase? CaseOf(
        SubjectRequestId id, SubjectRequestDocument request, SubjectMatch match, DecisionForm? choices, DateTimeOffset now)
    {
        if (match is not { Document: { Manifest: not null } document, State: { } state })
        {
            return null;
        }

        var (choice, choiceReason) = ChoiceOf(match, choices);
        // Read without its key: the blind index that found it offers no stronger guarantee, and ten thousand keys would take ten thousand
        // vault calls.
        var manifest = StateJson.Read<RecordingManifest>(Encoding.UTF8.GetBytes(document.Manifest));
        return new RecordingCase
        {
            Type = request.Type,
            Ground = Ground.Read(request.Type, request.Ground, new Compliance.Failures.FieldErrors()),
            State = state,
            Match = match.Match,
            Choice = choice,
            ChoiceReason = choiceReason,
            Decision = choices?.Outcome ?? DecisionOutcome.Approve,
            Review = choices?.Review?.Outcome,
            Holds = document.Holds,
            Restriction = document.RestrictionWithout(id),
            Purposes = WithDuty(manifest),
            Duty = DutyOf(manifest.Retention),
            Parties = CallParties.Of(match, manifest.Files),
            PartyChoice = choices?.Parties.FirstOrDefault(x => x.RecordingId == match.RecordingId),
            Named = request.Purposes,
            Corrections = request.Corrections is { } given
                ? new RecordingCorrections(given.Recordings.FirstOrDefault(x => x.RecordingId == match.RecordingId))
                : null,
            CorrectedSince = manifest.CorrectedAt >= request.Clock.ReceivedAt,
            Stops = [.. document.Stops.Where(x => x.Request != id)],
            DeleteAfter = manifest.Retention.DeleteAfter,
            Now = now,
        };
    }

    /// <summary>
    /// A duty by a rule of the retention binds every purpose as if the ticket had named it. A legal obligation without a date is kept
    /// anyhow.
    /// </summary>
    static IReadOnlyList<Purpose> WithDuty(RecordingManifest manifest) =>
        DutyOf(manifest.Retention) is not { Until: var duty } ? manifest.Purposes :
        [
            .. manifest.Purposes.Select(x =>
                x is { Basis: LawfulBasis.LegalObligation, RetainAtLeastUntil: null } || x.RetainAtLeastUntil >= duty
                    ? x
                    : x with { RetainAtLeastUntil = duty }),
        ];

    static RuleDuty? DutyOf(RetentionState retention) =>
        retention is { Law: { } law, RetainAtLeastUntil: { } until } ? new(until, law) : null;

    static (DeciderChoice Choice, string? Reason) ChoiceOf(SubjectMatch match, DecisionForm? choices)
    {
        if (choices?.Exclude.FirstOrDefault(x => x.RecordingId == match.RecordingId) is { } excluded)
        {
            return (DeciderChoice.Excluded, excluded.Reason);
        }

        if (choices?.Include.Contains(match.RecordingId) is true)
        {
            return (DeciderChoice.Included, null);
        }

        // A partial decision that names only what it approves refuses all else that is the person's.
        return choices is { Outcome: DecisionOutcome.Partial, Exclude.Count: 0 } && match.Match is MatchStrength.Strong
            ? (DeciderChoice.Excluded, choices.Reason)
            : (DeciderChoice.None, null);
    }
}
