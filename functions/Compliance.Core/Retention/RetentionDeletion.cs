using Compliance.Audit;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Retention;

/// <summary>
/// Deletes what a tenant may not keep any longer (GDPR Art. 5(1)(e)), a page at a time. Each deletion is an erasure: the key is destroyed,
/// then all that the stores have. A run that deleted something ends in a signed certificate, and recipients are told. Any step may run
/// twice.
/// </summary>
public sealed class RetentionDeletion(
    RetentionRunStore runs,
    DueRecordings due,
    RecordingErasure erasure,
    ErasureRecheck recheck,
    PlanPageStore pages,
    SubjectRequestTexts texts,
    SubjectRequestKeys keys,
    RecipientNotifier recipients,
    SubjectRequestCertifier certification,
    TenantSettingsStore settings,
    TimeProvider clock)
{
    /// <summary>By then recipients have answered or were given up, and no backup has what was deleted.</summary>
    static readonly TimeSpan KeyKept = TimeSpan.FromDays(90);

    /// <summary>Does one step.</summary>
    /// <returns>Whether there is more to do.</returns>
    public async Task<bool> TurnAsync(
        TenantStore store, Actor actor, ISealingTerminator sealing, CancellationToken cancellationToken)
    {
        if (await runs.FindOpenAsync(store, cancellationToken) is not var (id, stored))
        {
            await ForgetAsync(store, cancellationToken);
            return await BeginAsync(store, cancellationToken);
        }

        var run = stored.Value;
        if (run.Page.Count > 0)
        {
            run = await DeleteAsync(store, id, run, actor, sealing, cancellationToken);
        }
        else if (await NextAsync(store, run.LookedTo, cancellationToken) is var (page, place))
        {
            run = run with { Page = page, LookedTo = place };
        }
        else
        {
            run = await EndAsync(store, id, run, actor, cancellationToken);
        }

        await runs.TryWriteAsync(store, id, run, stored.ETag, cancellationToken);
        return run.EndedAt is null;
    }

    /// <summary>Destroys the keys of runs that ended long ago. Their certificates stay.</summary>
    async Task ForgetAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await foreach (var id in runs.ListKeptAsync(store, cancellationToken))
        {
            if (await runs.FindAsync(store, id, cancellationToken) is not { Value: { ForgottenAt: null } run } stored
                || run.EndedAt + KeyKept > now)
            {
                return;
            }

            await keys.DestroyAsync(store, id, cancellationToken);
            await runs.TryWriteAsync(store, id, run with { ForgottenAt = now }, stored.ETag, cancellationToken);
        }
    }

    async Task<bool> BeginAsync(TenantStore store, CancellationToken cancellationToken)
    {
        if (await NextAsync(store, after: null, cancellationToken) is not var (page, place))
        {
            return false;
        }

        var id = SubjectRequestId.New(clock);
        await texts.BeginAsync(store, id, cancellationToken);

        // Nobody asked for it: recipients that fetch what they are told of get call ids and no identities.
        await texts.PutAsync(
            store, id, SubjectRequestPerson.Name, new SubjectRequestPerson([], Reason: null, Reference: null, []), cancellationToken);
        var run = new RetentionRun { StartedAt = clock.GetUtcNow(), Page = page, LookedTo = place };
        await runs.TryWriteAsync(store, id, run, read: null, cancellationToken);
        return true;
    }

    async Task<(IReadOnlyList<RecordingId> Page, string Place)?> NextAsync(
        TenantStore store, string? after, CancellationToken cancellationToken)
    {
        var found = await due.ListAsync(store, after, cancellationToken)
            .Where(x => x.Kept is null).Take(PlanPageStore.Size).ToListAsync(cancellationToken);
        return found.Count == 0 ? null : ([.. found.Select(x => x.Id)], found[^1].Position);
    }

    async Task<RetentionRun> DeleteAsync(
        TenantStore store,
        SubjectRequestId id,
        RetentionRun run,
        Actor actor,
        ISealingTerminator sealing,
        CancellationToken cancellationToken)
    {
        var order = new ErasureOrder(id, actor, SubjectRequestLinks.Certificate(store.Tenant, id), RetentionDecisions.Basis)
        {
            Unless = KeptAfterAll,
        };
        var outcomes = await erasure.EraseAsync(store, [.. run.Page.Select(x => (x, order))], sealing, cancellationToken);
        await pages.PutOutcomesAsync(store, id, run.Pages, outcomes, cancellationToken);
        await recheck.LookAgainAsync(store, id, run.Pages, sealing, cancellationToken);
        var deleted = outcomes.Count(x => x.Outcome is OutcomeKind.Erased);
        return run with
        {
            Page = [],
            Pages = run.Pages + 1,
            Deleted = run.Deleted + deleted,
            Kept = run.Kept + outcomes.Count(x => x.Outcome is OutcomeKind.Retained),
        };
    }

    /// <summary>Decides again on the very version that is about to be erased: a restriction may have come between.</summary>
    RecordingOutcome? KeptAfterAll(StoredRecording stored) =>
        DueRecordings.RetentionOf(stored) is var (retention, at)
        && RetentionDecisions.WhyKept(stored.Document, retention, at, clock.GetUtcNow()) is { } kept
            ? new RecordingOutcome(stored.Id, OutcomeKind.Retained, BasisOf(kept.Reason), kept.Until)
            : null;

    static string? BasisOf(RetentionReason reason) => reason switch
    {
        RetentionReason.Held => "17(3)(e)",
        RetentionReason.Restricted => "18(2)",
        RetentionReason.Duty => "17(3)(b)",
        _ => null,
    };

    async Task<RetentionRun> EndAsync(
        TenantStore store, SubjectRequestId id, RetentionRun run, Actor actor, CancellationToken cancellationToken)
    {
        if (run.Deleted > 0)
        {
            var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
            await recipients.PostAsync(store, id, RecipientAction.Erased, current, cancellationToken);
        }

        await certification.IssueAsync(
            store, id, new CertifiedWork(Type: null, run.StartedAt, DecidedAt: null, FourEyes: null, run.Pages), number: 1, actor,
            cancellationToken);
        return run with { EndedAt = clock.GetUtcNow() };
    }
}
