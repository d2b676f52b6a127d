using Compliance.Audit;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Retention;

/// <summary>
/// Deletes what a tenant may not keep any longer (GDPR Art. 5(1)(e)), a page at a time. Each deletion is an erasure: the key is destroyed,
/// then all that the stores have; of a medium that ends before its recording, the key of the generation that had it. A run that deleted
/// something ends in a signed certificate, and recipients are told. Any step may run twice.
/// </summary>
public sealed class RetentionDeletion(
    RetentionRunStore runs,
    DueRecordings due,
    RetentionGuard guard,
    RecordingErasure erasure,
    MediumRemoval media,
    RecordingReindex placing,
    ErasureRecheck recheck,
    PlanPageStore pages,
    SubjectRequestTexts texts,
    SubjectRequestKeys keys,
    EndedMedia ended,
    RecipientNotifier recipients,
    SubjectRequestCertifier certification,
    TenantSettingsStore settings,
    TimeProvider clock)
{
    /// <summary>By then recipients have answered or were given up, and no backup has what was deleted.</summary>
    static readonly TimeSpan KeyKept = TimeSpan.FromDays(90);

    /// <summary>Pages of one run: a certificate of so many recordings can be stored. The same night begins another run with what is left.</summary>
    internal int MostPages { get; set; } = 200;

    /// <summary>Does one step.</summary>
    /// <returns>Whether there is more to do.</returns>
    /// <exception cref="InvalidDataException">Rules or clock were put back. Nothing is destroyed.</exception>
    public async Task<bool> TurnAsync(
        TenantStore store, Actor actor, ISealingTerminator sealing, CancellationToken cancellationToken)
    {
        var current = await settings.ReadAsync(store.Scope, cancellationToken);
        if (await guard.FindAsync(store, current, cancellationToken) is { } standstill)
        {
            throw new InvalidDataException($"The retention stands still: {standstill}.");
        }

        if (await runs.FindOpenAsync(store, cancellationToken) is not var (id, stored))
        {
            await ForgetAsync(store, cancellationToken);
            return await BeginAsync(store, current, cancellationToken);
        }

        var run = stored.Value;
        if (run.Page.Count > 0)
        {
            run = await DeleteAsync(store, id, run, current.Settings, actor, sealing, cancellationToken);
        }
        else if (run.Pages < MostPages && await NextAsync(store, current.Settings, run.LookedTo, cancellationToken) is var (page, place))
        {
            run = run with { Page = page, LookedTo = place };
        }
        else
        {
            run = await EndAsync(store, id, run, current.Settings, actor, cancellationToken);
        }

        await runs.TryWriteAsync(store, id, run, stored.ETag, cancellationToken);
        return run.EndedAt is null || (run.Pages >= MostPages && run.Deleted + run.Reduced > 0);
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

    async Task<bool> BeginAsync(TenantStore store, SettingsVersion current, CancellationToken cancellationToken)
    {
        if (await NextAsync(store, current.Settings, after: null, cancellationToken) is not var (page, place))
        {
            return false;
        }

        var id = SubjectRequestId.New(clock);
        await texts.BeginAsync(store, id, cancellationToken);

        // Nobody asked for it: recipients that fetch what they are told of get call ids and no identities.
        await texts.PutAsync(
            store, id, SubjectRequestPerson.Name, new SubjectRequestPerson([], Reason: null, Reference: null, []), cancellationToken);
        var run = new RetentionRun { StartedAt = clock.GetUtcNow(), Settings = current.Version, Page = page, LookedTo = place };
        await runs.TryWriteAsync(store, id, run, read: null, cancellationToken);
        return true;
    }

    async Task<(IReadOnlyList<EndingRecording> Page, string Place)?> NextAsync(
        TenantStore store, TenantSettings current, string? after, CancellationToken cancellationToken)
    {
        var found = new List<DueRecording>();
        await foreach (var item in due.ListAsync(store, current, after, cancellationToken))
        {
            if (item.Verdict.Kept is { Reason: RetentionReason.NotDue or RetentionReason.Duty })
            {
                // Released, or under other rules: it is put on its new day, and this one is empty of it.
                await placing.WriteAsync(store, item.Id, current, cancellationToken);
            }
            else if (item.Verdict.Kept is null)
            {
                found.Add(item);
            }

            if (found.Count == PlanPageStore.Size)
            {
                break;
            }
        }

        return found.Count == 0 ? null : ([.. found.Select(x => new EndingRecording(x.Id, x.Verdict.Media))], found[^1].Position);
    }

    async Task<RetentionRun> DeleteAsync(
        TenantStore store,
        SubjectRequestId id,
        RetentionRun run,
        TenantSettings current,
        Actor actor,
        ISealingTerminator sealing,
        CancellationToken cancellationToken)
    {
        var order = new ErasureOrder(id, actor, SubjectRequestLinks.Certificate(store.Tenant, id), RetentionDecisions.Basis)
        {
            Unless = x => KeptAfterAll(x, current),
        };
        var outcomes = new List<RecordingOutcome>(await erasure.EraseAsync(
            store, [.. run.Page.Where(x => x.Media.Count == 0).Select(x => (x.Id, order))], sealing, cancellationToken));
        foreach (var reduced in run.Page.Where(x => x.Media.Count > 0))
        {
            outcomes.Add(await ReduceAsync(store, reduced, current, actor, sealing, cancellationToken));
        }

        await pages.PutOutcomesAsync(store, id, run.Pages, outcomes, cancellationToken);
        await ended.PutAsync(store, id, run.Pages, outcomes, cancellationToken);
        await recheck.LookAgainAsync(store, id, run.Pages, sealing, cancellationToken);
        return run with
        {
            Page = [],
            Pages = run.Pages + 1,
            Deleted = run.Deleted + outcomes.Count(x => x.Outcome is OutcomeKind.Erased),
            Reduced = run.Reduced + outcomes.Count(x => x.Media is not null),
            Kept = run.Kept + outcomes.Count(x => x is { Outcome: OutcomeKind.Retained, Media: null }),
        };
    }

    async Task<RecordingOutcome> ReduceAsync(
        TenantStore store,
        EndingRecording ending,
        TenantSettings current,
        Actor actor,
        ISealingTerminator sealing,
        CancellationToken cancellationToken)
    {
        StoredRecording? seen = null;
        bool StillEnds(StoredRecording stored)
        {
            seen = stored;
            return DueRecordings.VerdictOf(stored, current, clock.GetUtcNow()) is { Kept: null } verdict
                && !ending.Media.Except(verdict.Media).Any();
        }

        var instance = sealing.InstanceOf(store.Scope, ending.Id);
        if (!await media.RemoveAsync(store, ending.Id, actor, ending.Media, StillEnds, instance, cancellationToken))
        {
            return (seen is null ? null : KeptAfterAll(seen, current)) ?? new RecordingOutcome(ending.Id, OutcomeKind.Retained);
        }

        var shreddedAt = clock.GetUtcNow() + UnwrappedKeyCache.Lifetime;
        return new RecordingOutcome(
            ending.Id, OutcomeKind.Retained, RetentionDecisions.Basis, ReviewAt: null, shreddedAt, shreddedAt + TombstoneStore.LongestBackup)
        {
            Media = ending.Media,
        };
    }

    /// <summary>Decides again on the very version that is about to be erased: a restriction may have come between.</summary>
    RecordingOutcome? KeptAfterAll(StoredRecording stored, TenantSettings current) =>
        DueRecordings.VerdictOf(stored, current, clock.GetUtcNow()) is not { } verdict ? null
        : verdict.Kept is { } kept ? new(stored.Id, OutcomeKind.Retained, BasisOf(kept.Reason), kept.Until)
        : verdict.Media.Count > 0 ? new(stored.Id, OutcomeKind.Retained)
        : null;

    static string? BasisOf(RetentionReason reason) => reason switch
    {
        RetentionReason.Held => "17(3)(e)",
        RetentionReason.Restricted => "18(2)",
        RetentionReason.Duty => "17(3)(b)",
        _ => null,
    };

    async Task<RetentionRun> EndAsync(
        TenantStore store,
        SubjectRequestId id,
        RetentionRun run,
        TenantSettings current,
        Actor actor,
        CancellationToken cancellationToken)
    {
        if (run.Deleted + run.Reduced > 0)
        {
            await recipients.PostAsync(store, id, RecipientAction.Erased, current, cancellationToken);
        }

        await certification.IssueAsync(
            store, id, new CertifiedWork(Type: null, run.StartedAt, DecidedAt: null, FourEyes: null, run.Pages), number: 1, actor,
            cancellationToken);
        return run with { EndedAt = clock.GetUtcNow() };
    }
}
