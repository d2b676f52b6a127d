using Compliance.Audit;
using Compliance.Failures;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Stops purposes and restricts processing when a request is received, before its identity is verified and before anybody decides; undoes
/// that, or replaces it with the decision. Strong matches only: weak ones follow once a decision includes them. Every step may be repeated.
/// </summary>
public sealed class InterimEffects(
    SubjectRequestChange changes,
    SubjectRequestPreviewer previews,
    PlanPageStore pages,
    RecordingPurposes purposes,
    RecordingRestrictions restrictions,
    AutomatedDecisionStops decisions,
    TenantSettingsStore settings,
    TimeProvider clock)
{
    const int AtOnce = 8;

    static readonly Dictionary<string, PurposeState> Nothing = new(StringComparer.Ordinal);

    /// <summary>Brings the recordings to the phase that the register calls for.</summary>
    public async Task<StoredSubjectRequest> SettleAsync(
        TenantStore store, StoredSubjectRequest stored, Actor actor, CancellationToken cancellationToken)
    {
        var wanted = InterimPhases.Of(stored.Document);
        if (wanted == stored.Document.Interim)
        {
            return stored;
        }

        var touched = wanted is InterimPhase.InForce
            ? await PutInForceAsync(store, stored, actor, cancellationToken)
            : await LeaveAsync(store, stored, actor, wanted, cancellationToken);
        var (@event, step) = wanted is InterimPhase.InForce
            ? (SubjectRequestEvents.Stopped, IsRestricting(stored.Document) ? "restricted" : "stopped")
            : (SubjectRequestEvents.Settled, wanted is InterimPhase.Undone ? "undone" : "settled");
        var changed = await changes.ApplyAsync(
            store,
            stored.Id,
            new Announcement(actor, @event),
            document => document.Interim == wanted ? document
                : touched == 0 ? document with { Interim = wanted }
                : (document with { Interim = wanted }).At(
                    clock.GetUtcNow(), step, touched == 1 ? "1 recording" : $"{touched} recordings"),
            cancellationToken);
        return changed.IsSuccess(out var settled, out _) ? settled : stored;
    }

    async Task<int> PutInForceAsync(
        TenantStore store, StoredSubjectRequest stored, Actor actor, CancellationToken cancellationToken)
    {
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        var now = clock.GetUtcNow();
        var effects = new Dictionary<RecordingId, InterimEffect>();
        await foreach (var match in previews.MatchesAsync(store, stored.Id, current, cancellationToken, everywhere: true))
        {
            if (match.Match is MatchStrength.Strong
                && VerdictEvaluator.CaseOf(stored.Id, stored.Document, match, choices: null, now) is { } item
                && InterimDecisions.Of(item) is { IsNone: false } effect)
            {
                effects[match.RecordingId] = effect;
            }
        }

        // Listed before they are touched, so that whatever was touched can be undone.
        var listed = await pages.InterimAsync(store, stored.Id, cancellationToken);
        await pages.PutInterimAsync(store, stored.Id, [.. listed.Union(effects.Keys)], cancellationToken);
        return await EachAsync(effects.Keys, async (recording, token) =>
        {
            var effect = effects[recording];
            var stopped = effect.Stops.Count == 0
                ? default(Unit)
                : await purposes.StopAsync(store, actor, recording, stored.Id, effect.Stops, token);
            if (effect.StopsDecisions)
            {
                return (await decisions.StopAsync(store, actor, recording, stored.Id, token)).Failure;
            }

            return stopped.Failure is null && effect.Restriction is { } ground
                ? (await restrictions.RestrictAsync(store, actor, recording, stored.Id, ground, token)).Failure
                : stopped.Failure;
        }, cancellationToken);
    }

    /// <summary>Leaves what was decided, where it was decided, and nothing elsewhere.</summary>
    async Task<int> LeaveAsync(
        TenantStore store, StoredSubjectRequest stored, Actor actor, InterimPhase wanted, CancellationToken cancellationToken)
    {
        var (id, run) = (stored.Id, stored.Document.Run);
        var decided = new Dictionary<RecordingId, (RecordingVerdict Verdict, OutcomeKind Outcome)>();
        for (var page = 0; wanted is InterimPhase.Settled && page < run.Pages; page++)
        {
            var outcomes = await pages.OutcomesAsync(store, id, page, cancellationToken) ?? [];
            foreach (var (item, outcome) in (await pages.PlanAsync(store, id, page, cancellationToken)).Zip(outcomes))
            {
                decided[item.RecordingId] = (item.Verdict, outcome.Outcome);
            }
        }

        var listed = await pages.InterimAsync(store, id, cancellationToken);
        RecordingId[] touched = [.. listed.Union(decided.Keys)];
        return await EachAsync(touched, async (recording, token) =>
        {
            var found = decided.TryGetValue(recording, out var decision);
            var stops = found ? VerdictStops.Of(decision.Verdict) : Nothing;
            var left = await purposes.LeaveAsync(store, actor, recording, id, stops, token);
            var ground = found ? Remaining(decision.Verdict, decision.Outcome, stored.Document) : null;
            if (stored.Document.Type is SubjectRequestType.AutomatedDecision)
            {
                return found && decision.Outcome is OutcomeKind.Stopped && stored.Document.LiftToldAt is null
                    ? null
                    : (await decisions.AllowAsync(store, actor, recording, id, token)).Failure;
            }

            return left.Failure ?? (await restrictions.LiftAsync(store, actor, recording, id, token, except: ground)).Failure;
        }, cancellationToken);
    }

    static bool IsRestricting(SubjectRequestDocument request) =>
        request.Clock.Effect is TakesEffect.UntilDecided && request.Type is not SubjectRequestType.AutomatedDecision;

    /// <summary>The ground that remains; a correction that nobody has made yet leaves the accuracy contested.</summary>
    static string? Remaining(RecordingVerdict verdict, OutcomeKind outcome, SubjectRequestDocument request) => outcome switch
    {
        _ when request.LiftToldAt is not null => null,
        OutcomeKind.Restricted => RestrictionGround.Of(verdict.Basis),
        OutcomeKind.NeedsReview when request.Type is SubjectRequestType.Rectification => "18(1)(a)",
        _ => null,
    };

    /// <summary>
    /// A recording that is being erased, or fails authentication and is given to nobody, has nothing to stop and holds up no other.
    /// </summary>
    /// <returns>How many were changed, or were so already.</returns>
    static async Task<int> EachAsync(
        IEnumerable<RecordingId> recordings, Func<RecordingId, CancellationToken, Task<Failure?>> act, CancellationToken cancellationToken)
    {
        var changed = 0;
        await Parallel.ForEachAsync(
            recordings,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (recording, token) =>
            {
                if (await act(recording, token) is null)
                {
                    Interlocked.Increment(ref changed);
                }
            });
        return changed;
    }
}
