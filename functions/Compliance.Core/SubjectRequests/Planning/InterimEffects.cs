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
    RecordingEffects recordings,
    TenantSettingsStore settings,
    TimeProvider clock)
{
    const int AtOnce = 8;

    /// <summary>Brings the recordings to the phase that the register calls for.</summary>
    public async Task<StoredSubjectRequest> SettleAsync(
        TenantStore store, StoredSubjectRequest stored, Actor actor, CancellationToken cancellationToken)
    {
        // It may be cancelled, refused or answered while its recordings are touched.
        while (InterimPhases.Of(stored.Document) is var wanted && wanted != stored.Document.Interim)
        {
            if (!(await BringAsync(store, stored, wanted, actor, cancellationToken)).IsSuccess(out var brought, out _))
            {
                break;
            }

            stored = brought;
        }

        return stored;
    }

    async Task<Outcome<StoredSubjectRequest>> BringAsync(
        TenantStore store, StoredSubjectRequest stored, InterimPhase wanted, Actor actor, CancellationToken cancellationToken)
    {
        var touched = wanted is InterimPhase.InForce
            ? await PutInForceAsync(store, stored, actor, cancellationToken)
            : await LeaveAsync(store, stored, actor, wanted, cancellationToken);
        var (@event, step) = wanted is InterimPhase.InForce
            ? (SubjectRequestEvents.Stopped, IsRestricting(stored.Document) ? "restricted" : "stopped")
            : (SubjectRequestEvents.Settled, wanted is InterimPhase.Undone ? "undone" : "settled");
        return await changes.ApplyAsync(
            store,
            stored.Id,
            new Announcement(actor, @event),
            document => document.Interim == wanted ? document
                : touched == 0 ? document with { Interim = wanted }
                : (document with { Interim = wanted }).At(
                    clock.GetUtcNow(), step, touched == 1 ? "1 recording" : $"{touched} recordings"),
            cancellationToken);
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
        return await EachAsync(
            effects.Keys,
            (recording, token) => recordings.StopAsync(store, actor, recording, stored.Id, effects[recording], token),
            cancellationToken);
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

        var late = await LateAsync(store, stored, wanted, cancellationToken);
        var listed = await pages.InterimAsync(store, id, cancellationToken);
        RecordingId[] touched = [.. listed.Union(decided.Keys).Union(late.Keys)];
        return await EachAsync(touched, (recording, token) =>
        {
            var found = decided.TryGetValue(recording, out var decision);
            var stops = found ? VerdictStops.Of(decision.Verdict) : late.GetValueOrDefault(recording, InterimEffect.None.Stops);
            var ground = found ? Remaining(decision.Verdict, decision.Outcome, stored.Document) : null;
            if (found && decision.Outcome is OutcomeKind.Stopped && stored.Document.LiftToldAt is null)
            {
                return Task.FromResult<Failure?>(null);
            }

            return recordings.LeaveAsync(store, actor, recording, id, stops, ground, token);
        }, cancellationToken);
    }

    static bool IsRestricting(SubjectRequestDocument request) =>
        request.Clock.Effect is TakesEffect.UntilDecided && request.Type is not SubjectRequestType.AutomatedDecision;

    /// <summary>Recordings that the request reached when they were announced, and what goes on for them.</summary>
    async Task<Dictionary<RecordingId, IReadOnlyDictionary<string, PurposeState>>> LateAsync(
        TenantStore store, StoredSubjectRequest stored, InterimPhase wanted, CancellationToken cancellationToken)
    {
        var (id, late) = (stored.Id, new Dictionary<RecordingId, IReadOnlyDictionary<string, PurposeState>>());
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        var stands = wanted is InterimPhase.Settled && StandingDecisions.Apply(stored.Document);
        await foreach (var match in previews.MatchesAsync(store, id, current, cancellationToken, everywhere: true))
        {
            if (match.Document is { } document && RecordingEffects.IsReached(document, id))
            {
                late[match.RecordingId] = stands
                    && VerdictEvaluator.CaseOf(id, stored.Document, match, choices: null, clock.GetUtcNow()) is { } item
                    ? StandingDecisions.Of(item, await recordings.ConsentedAsync(store, stored, match.RecordingId, cancellationToken))
                    : InterimEffect.None.Stops;
            }
        }

        return late;
    }

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
