using Compliance.Audit;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Leavers;

/// <summary>
/// Pseudonymises employees some time after they left, on every call they took until then, as their own request would (GDPR Art. 5(1)(e),
/// 88): name and id, and the voice where the tenant's agreement says so. Holds and duties win, and what they keep is looked at again. Each
/// run that did something ends in a certificate. Any step may run twice.
/// </summary>
public sealed class LeaverRule(
    LeaverStore leavers,
    LeaverCalls calls,
    PartyErasing parties,
    PlanPageStore pages,
    SubjectRequestCertifier certification,
    TenantSettingsStore settings,
    TimeProvider clock)
{
    /// <summary>Days until what was kept or not ready is looked at again at the latest.</summary>
    const int KeptDays = 7;

    /// <summary>Days until calls that were announced late are looked for.</summary>
    const int LateDays = 30;

    /// <summary>Does one step.</summary>
    /// <returns>Whether there is more to do.</returns>
    public async Task<bool> TurnAsync(TenantStore store, Actor actor, ISealingTerminator sealing, CancellationToken cancellationToken)
    {
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        if (await NextAsync(store, current, cancellationToken) is not { Value: var leaver } stored)
        {
            return false;
        }

        var run = leaver.Run ?? LeaverRun.Begin(clock.GetUtcNow());
        var next = run.Planned > run.Pages
            ? leaver with { Run = await ActAsync(store, leaver, run, actor, sealing, cancellationToken) }
            : await PlanAsync(store, leaver, run, current, cancellationToken) is { } planned ? leaver with { Run = planned }
            : await EndAsync(store, leaver, run, current, actor, cancellationToken);
        await leavers.TryWriteAsync(store, next with { Fault = null }, stored.ETag, cancellationToken);
        return true;
    }

    /// <summary>The one at work is tried again tomorrow, after the others.</summary>
    public async Task PutOffAsync(TenantStore store, string fault, CancellationToken cancellationToken)
    {
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        if (await NextAsync(store, current, cancellationToken) is { Value: var leaver } stored)
        {
            await leavers.TryWriteAsync(
                store, leaver with { Fault = fault, LookAt = Today(current).AddDays(1) }, stored.ETag, cancellationToken);
        }
    }

    async Task<Versioned<LeaverDocument>?> NextAsync(TenantStore store, TenantSettings current, CancellationToken cancellationToken)
    {
        var today = Today(current);
        await foreach (var id in leavers.ListDueAsync(store, current, today, cancellationToken)
            .Concat(leavers.ListFailedAsync(store, current, today, cancellationToken)).WithCancellation(cancellationToken))
        {
            // One that is not authentic is reported by health and by the nightly check.
            if (await leavers.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <returns>Null if there is nothing more.</returns>
    async Task<LeaverRun?> PlanAsync(
        TenantStore store, LeaverDocument leaver, LeaverRun run, TenantSettings current, CancellationToken cancellationToken)
    {
        if (leaver.TakenBack || await calls.NextAsync(store, leaver, run.LookedTo, current, cancellationToken) is not { } page)
        {
            return null;
        }

        await pages.PutPlanAsync(store, leaver.Id, run.Planned, page.Items, cancellationToken);
        return run with { Planned = run.Planned + 1, LookedTo = page.Place, NotReady = run.NotReady + page.Unverifiable };
    }

    async Task<LeaverRun> ActAsync(
        TenantStore store,
        LeaverDocument leaver,
        LeaverRun run,
        Actor actor,
        ISealingTerminator sealing,
        CancellationToken cancellationToken)
    {
        var order = new PageParties(leaver.Id, leaver.Tokens, [leaver.Id], x => sealing.InstanceOf(store.Scope, x));
        var outcomes = new List<RecordingOutcome>();
        foreach (var item in await pages.PlanAsync(store, leaver.Id, run.Pages, cancellationToken))
        {
            outcomes.Add(item.Verdict.Outcome is OutcomeKind.PartlyErased
                ? await parties.EraseAsync(store, item, order, actor, cancellationToken)
                : new RecordingOutcome(item.RecordingId, item.Verdict.Outcome, item.Verdict.Basis, item.Verdict.ReviewAt));
        }

        await pages.PutOutcomesAsync(store, leaver.Id, run.Pages, outcomes, cancellationToken);
        var kept = new Dictionary<string, int>(run.Kept, StringComparer.Ordinal);
        foreach (var outcome in outcomes.Where(x => x is { Outcome: OutcomeKind.Retained, Basis: not null }))
        {
            kept[outcome.Basis!] = kept.GetValueOrDefault(outcome.Basis!) + 1;
        }

        return run with
        {
            Pages = run.Pages + 1,
            Pseudonymised = run.Pseudonymised + outcomes.Count(x => x.Outcome is OutcomeKind.PartlyErased),
            Kept = kept,
            NotReady = run.NotReady + outcomes.Count(x => x.Outcome is OutcomeKind.NeedsReview),
            ReviewAt = outcomes.Select(x => x.ReviewAt).Append(run.ReviewAt).Min(),
        };
    }

    async Task<LeaverDocument> EndAsync(
        TenantStore store, LeaverDocument leaver, LeaverRun run, TenantSettings current, Actor actor, CancellationToken cancellationToken)
    {
        var certificates = leaver.Certificates;
        if (run.Pseudonymised > 0)
        {
            await certification.IssueAsync(
                store, leaver.Id, new CertifiedWork(Type: null, run.StartedAt, DecidedAt: null, FourEyes: null, run.Pages), ++certificates,
                actor, cancellationToken);
        }

        var ended = leaver with
        {
            Run = null,
            LookedAt = clock.GetUtcNow(),
            Pseudonymised = leaver.Pseudonymised + run.Pseudonymised,
            Kept = run.Kept,
            NotReady = run.NotReady,
            Certificates = certificates,
        };
        ended = ended with { LookAt = LookAt(ended, run, current) };
        return ended.LookAt is null ? ended with { Tokens = [] } : ended;
    }

    DateOnly? LookAt(LeaverDocument leaver, LeaverRun run, TenantSettings current)
    {
        var today = Today(current);
        if (leaver.TakenBack)
        {
            return null;
        }

        if (!leaver.IsOpen)
        {
            return today.AddDays(LateDays) is var later && later <= leaver.DueAt(current).AddDays(LeaverDocument.LateDays) ? later : null;
        }

        var (soonest, latest) = (today.AddDays(1), today.AddDays(KeptDays));
        return run.ReviewAt is { } review && LeaverDocument.DayIn(current, review).AddDays(1) is var free && free < latest
            ? (free > soonest ? free : soonest)
            : latest;
    }

    DateOnly Today(TenantSettings current) => LeaverDocument.DayIn(current, clock.GetUtcNow());
}
