using System.Collections.Concurrent;
using System.Text;
using Compliance.Audit;
using Compliance.Json;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Executes a plan, page by page.</summary>
public sealed class SubjectRequestExecutor(
    SubjectRequestRun run,
    PlanPageStore pages,
    SubjectRequestRegister register,
    RecordingStateStore states,
    RecordingErasure erasure,
    RecordingRestrictions restrictions,
    ErasureVerification verification,
    PackageSegments segments,
    PackageAssembly assembly,
    ExportOrderReader orders,
    SubjectRequestTexts texts,
    TimeProvider clock)
{
    /// <summary>Recordings of one page processed concurrently.</summary>
    const int AtOnce = 8;

    /// <summary>Acts on one page. Repeating it finds what is done and returns the same outcomes.</summary>
    public async Task ActAsync(
        TenantStore store, SubjectRequestId id, int page, Actor actor, ISealingTerminator sealing, CancellationToken cancellationToken)
    {
        var plan = await pages.PlanAsync(store, id, page, cancellationToken);
        var outcomes = new RecordingOutcome[plan.Count];
        var order = plan.Any(x => x.Verdict.Outcome is OutcomeKind.Exported) ? await orders.ReadAsync(store, id, cancellationToken) : null;
        var leaving = plan.Index().Where(x => x.Item.Verdict.Outcome is OutcomeKind.Erased).ToArray();
        var certificate = SubjectRequestLinks.Certificate(store.Tenant, id);
        var erased = await erasure.EraseAsync(
            store,
            [.. leaving.Select(x => (x.Item.RecordingId, new ErasureOrder(id, actor, certificate, x.Item.Verdict.Basis)))],
            sealing,
            cancellationToken);
        foreach (var (place, outcome) in leaving.Zip(erased, (x, y) => (x.Index, y)))
        {
            outcomes[place] = outcome;
        }

        await Parallel.ForEachAsync(
            plan.Index().Where(x => x.Item.Verdict.Outcome is not OutcomeKind.Erased),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (x, token) => outcomes[x.Index] = await ActAsync(store, id, x.Item, order, actor, token));
        await pages.PutOutcomesAsync(store, id, page, outcomes, cancellationToken);
    }

    /// <summary>Called once all pages have been acted on: completes the package, if one was requested.</summary>
    public async Task ActedAsync(TenantStore store, SubjectRequestId id, int count, Actor actor, CancellationToken cancellationToken)
    {
        if (await register.FindAsync(store, id, cancellationToken) is { Document.Type: SubjectRequestType.Access or SubjectRequestType.Portability })
        {
            await assembly.CompleteAsync(store, id, cancellationToken);
        }

        await run.ChangeAsync(
            store,
            id,
            actor,
            SubjectRequestEvents.Acted,
            document => document.Run is { Step: RunStep.Act } state && state.Pages == count
                ? (document with { Run = state with { Step = RunStep.LookAgain } }).At(clock.GetUtcNow(), "acted", "success")
                : null,
            cancellationToken);
    }

    /// <summary>Rebuilds a page of a package. Unchanged recordings stay, so an interrupted build continues where it stopped.</summary>
    public async Task RepackAsync(TenantStore store, SubjectRequestId id, int page, CancellationToken cancellationToken)
    {
        var plan = await pages.PlanAsync(store, id, page, cancellationToken);
        var outcomes = (await pages.OutcomesAsync(store, id, page, cancellationToken)
            ?? throw new InvalidOperationException("A page of the plan has no outcomes.")).ToArray();
        var order = await orders.ReadAsync(store, id, cancellationToken);
        await Parallel.ForEachAsync(
            plan.Index().Where(x => x.Item.Verdict.Outcome is OutcomeKind.Exported),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (x, token) => outcomes[x.Index] = await segments.ExportAsync(store, x.Item, order, token));
        await pages.PutOutcomesAsync(store, id, page, outcomes, cancellationToken);
        await pages.PutRepackedAsync(store, order.Build, page, outcomes.Length, cancellationToken);
    }

    /// <summary>Called once all pages are rebuilt: completes the package, and the request continues from where the rebuild began.</summary>
    public async Task RepackedAsync(TenantStore store, SubjectRequestId id, Actor actor, CancellationToken cancellationToken)
    {
        await assembly.CompleteAsync(store, id, cancellationToken);
        await run.ChangeAsync(store, id, actor, SubjectRequestEvents.Repacked, Repacked, cancellationToken);
    }

    /// <summary>
    /// Searches every store for what a page lists as erased. Anything that a step in progress has written since is removed, and the search
    /// is repeated.
    /// </summary>
    /// <exception cref="LeftBehindException">Something still exists, or exists again.</exception>
    public async Task LookAgainAsync(
        TenantStore store, SubjectRequestId id, int page, ISealingTerminator sealing, CancellationToken cancellationToken)
    {
        var outcomes = await pages.OutcomesAsync(store, id, page, cancellationToken)
            ?? throw new InvalidOperationException("A page of the plan has no outcomes.");
        RecordingOutcome[] erased = [.. outcomes.Where(x => x.Outcome is OutcomeKind.Erased)];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        var entries = new ConcurrentDictionary<RecordingId, LedgerEntry>();
        await Parallel.ForEachAsync(erased, options, async (outcome, token) =>
        {
            if (await texts.FindAsync<LedgerEntry>(store, id, LedgerEntry.NameOf(outcome.RecordingId), token) is { } entry)
            {
                entries[outcome.RecordingId] = entry;
            }
        });
        var indexed = await verification.IndexedAsync(store, entries.Values, cancellationToken);
        await Parallel.ForEachAsync(erased, options, async (outcome, token) =>
        {
            var entry = entries.GetValueOrDefault(outcome.RecordingId);
            if ((await verification.LookAgainAsync(store, outcome.RecordingId, entry, token, indexed)).Count == 0)
            {
                return;
            }

            await erasure.ResumeAsync(store, outcome.RecordingId, sealing, token);
            if ((await verification.LookAgainAsync(store, outcome.RecordingId, entry, token)).Count > 0)
            {
                throw new LeftBehindException();
            }
        });
    }

    /// <summary>Null until the package is complete, for example because an erasure intervened; the request is then looked at
    /// again.</summary>
    SubjectRequestDocument? Repacked(SubjectRequestDocument document)
    {
        if (document is not { State: SubjectRequestState.Running, Run.Step: RunStep.Repack, Package: { Contents: not null, DestroyedAt: null } })
        {
            return null;
        }

        var repacked = document.At(clock.GetUtcNow(), SubjectRequestEvents.Step(SubjectRequestEvents.Repacked), "success");
        return !document.Certified ? repacked with { Run = document.Run with { Step = RunStep.LookAgain } }
            : SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.Finish, out var to)
                ? repacked with { State = to, Run = document.Run with { Step = RunStep.Done } }
                : null;
    }

    async Task<RecordingOutcome> ActAsync(
        TenantStore store,
        SubjectRequestId id,
        PlanItem item,
        ExportOrder? export,
        Actor actor,
        CancellationToken cancellationToken)
    {
        var verdict = item.Verdict;
        switch (verdict.Outcome)
        {
            case OutcomeKind.Exported:
                return await segments.ExportAsync(store, item, export!, cancellationToken);

            case OutcomeKind.Restricted:
                var restricted = await restrictions.RestrictAsync(
                    store, actor, item.RecordingId, RestrictionGround.Of(verdict.Basis), cancellationToken);
                return restricted.IsSuccess(out _, out _)
                    ? new RecordingOutcome(item.RecordingId, OutcomeKind.Restricted, verdict.Basis, verdict.ReviewAt)
                    : new RecordingOutcome(item.RecordingId, OutcomeKind.NotFound);

            case OutcomeKind.Corrected when !await IsCorrectedAsync(store, id, item.RecordingId, cancellationToken):
                return new RecordingOutcome(item.RecordingId, OutcomeKind.NeedsReview, verdict.Basis);
        }

        return new RecordingOutcome(item.RecordingId, verdict.Outcome, verdict.Basis, verdict.ReviewAt);
    }

    /// <summary>Metadata is corrected by a person; the request only reports whether that has happened since it was received.</summary>
    async Task<bool> IsCorrectedAsync(TenantStore store, SubjectRequestId id, RecordingId recording, CancellationToken cancellationToken) =>
        await register.FindAsync(store, id, cancellationToken) is { } request
        && await states.FindAsync(store, recording, cancellationToken) is { Document.Manifest: { } manifest }
        && StateJson.Read<RecordingManifest>(Encoding.UTF8.GetBytes(manifest)).CorrectedAt >= request.Document.Clock.ReceivedAt;
}
