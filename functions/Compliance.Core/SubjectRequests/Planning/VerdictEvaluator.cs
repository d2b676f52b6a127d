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
        if (CaseOf(id, request.Type, match, now) is not var (item, manifest))
        {
            return null;
        }

        var (choice, choiceReason) = ChoiceOf(match, choices);
        return item with
        {
            Ground = Ground.Read(request.Type, request.Ground, new Compliance.Failures.FieldErrors()),
            Choice = choice,
            ChoiceReason = choiceReason,
            Decision = choices?.Outcome ?? DecisionOutcome.Approve,
            Review = choices?.Review?.Outcome,
            PartyChoice = choices?.Parties.FirstOrDefault(x => x.RecordingId == match.RecordingId),
            Named = request.Purposes,
            Corrections = request.Corrections is { } given
                ? new RecordingCorrections(given.Recordings.FirstOrDefault(x => x.RecordingId == match.RecordingId))
                : null,
            CorrectedSince = manifest.CorrectedAt >= request.Clock.ReceivedAt,
        };
    }

    /// <summary>Of somebody who left: as if they had asked for erasure, and it had been approved.</summary>
    public static RecordingVerdict OfLeaver(SubjectRequestId id, SubjectMatch match, AgentVoice voice, DateTimeOffset now) =>
        CaseOf(id, SubjectRequestType.Erasure, match, now) is var (item, _)
            ? RecordingDecisions.Decide(
                item with { Choice = DeciderChoice.Included, Decision = DecisionOutcome.Approve, AgentVoice = voice })
            : new RecordingVerdict(OutcomeKind.Open, Basis: null, ReviewAt: null, VerdictReasons.Unverifiable, []);

    /// <summary>What is the recording's own.</summary>
    static (RecordingCase Item, RecordingManifest Manifest)? CaseOf(
        SubjectRequestId id, SubjectRequestType type, SubjectMatch match, DateTimeOffset now)
    {
        if (match is not { Document: { Manifest: not null } document, State: { } state })
        {
            return null;
        }

        // Read without its key: the blind index that found it offers no stronger guarantee, and ten thousand keys would take ten thousand
        // vault calls.
        var manifest = StateJson.Read<RecordingManifest>(Encoding.UTF8.GetBytes(document.Manifest));
        return (new RecordingCase
        {
            Type = type,
            State = state,
            Match = match.Match,
            Holds = document.Holds,
            Restriction = document.RestrictionWithout(id),
            Purposes = WithDuty(manifest),
            Duty = DutyOf(manifest.Retention),
            Parties = CallParties.Of(match, manifest.Files),
            Stops = [.. document.Stops.Where(x => x.Request != id)],
            DeleteAfter = manifest.Retention.DeleteAfter,
            Now = now,
        }, manifest);
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
