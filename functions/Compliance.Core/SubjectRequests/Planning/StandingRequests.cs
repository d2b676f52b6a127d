using Compliance.Audit;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Finds the requests of the people on a recording in the blind index, and applies what stands of them. The recording was indexed before,
/// and a request is indexed before it looks for recordings: of the two, the later one finds the other.
/// </summary>
public sealed class StandingRequests(
    ISubjectRequests index,
    SubjectRequestRegister register,
    SubjectRequestPreviewer previews,
    PlanPageStore pages,
    RecordingEffects effects,
    TenantSettingsStore settings,
    TimeProvider clock) : IStandingRequests
{
    static readonly Actor Origin = Actor.System("StandingRequests");

    public async Task ApplyAsync(
        TenantStore store, RecordingId id, IReadOnlyCollection<string> people, CancellationToken cancellationToken)
    {
        foreach (var request in await index.FindAsync(store, [.. people], cancellationToken))
        {
            if (await register.FindAsync(store, request, cancellationToken).OrLeftOutAsync() is { } stored)
            {
                await ReachAsync(store, stored, id, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Brings one recording that came after the request to what the request's phase calls for. Whatever the request moves to meanwhile, the
    /// recording is brought there, too.
    /// </summary>
    async Task ReachAsync(
        TenantStore store, StoredSubjectRequest stored, RecordingId recording, CancellationToken cancellationToken)
    {
        for (var seen = stored; ;)
        {
            var phase = InterimPhases.Of(seen.Document);
            if (phase is InterimPhase.InForce || StandingDecisions.Apply(seen.Document))
            {
                await ReachAsync(store, seen, phase, recording, cancellationToken);
            }
            else if (!ReferenceEquals(seen, stored))
            {
                await effects.LeaveAsync(store, Origin, recording, seen.Id, InterimEffect.None.Stops, except: null, cancellationToken);
            }

            var now = await register.FindAsync(store, stored.Id, cancellationToken);
            if (now is null || InterimPhases.Of(now.Document) == phase)
            {
                return;
            }

            seen = now;
        }
    }

    async Task ReachAsync(
        TenantStore store, StoredSubjectRequest stored, InterimPhase phase, RecordingId recording, CancellationToken cancellationToken)
    {
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        var match = await previews.MatchesAsync(store, stored.Id, current, cancellationToken)
            .FirstOrDefaultAsync(x => x.RecordingId == recording, cancellationToken);
        if (match is not { Match: MatchStrength.Strong }
            || VerdictEvaluator.CaseOf(stored.Id, stored.Document, match, choices: null, clock.GetUtcNow()) is not { } item)
        {
            return;
        }

        if (phase is InterimPhase.InForce)
        {
            await effects.StopAsync(store, Origin, recording, stored.Id, InterimDecisions.Of(item), cancellationToken);
            return;
        }

        // What was decided of a recording stays as it was decided.
        var decided = await pages.AllOutcomesAsync(store, stored.Id, stored.Document.Run.Pages, cancellationToken);
        if (decided.Any(x => x.RecordingId == recording))
        {
            return;
        }

        var stops = StandingDecisions.Of(item, await effects.ConsentedAsync(store, stored, recording, cancellationToken));
        await effects.StopAsync(store, Origin, recording, stored.Id, new InterimEffect(stops, Restriction: null), cancellationToken);
        await effects.LeaveAsync(store, Origin, recording, stored.Id, stops, except: null, cancellationToken);
    }
}
