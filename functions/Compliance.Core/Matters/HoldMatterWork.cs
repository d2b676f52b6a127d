using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Matters;

/// <summary>
/// Brings recordings to what matters say, a page at a time: places holds, and releases them. The matter's document has the progress; any
/// step may run twice, in any host.
/// </summary>
public sealed class HoldMatterWork(
    HoldMatterStore matters,
    HoldMatterSearch search,
    RecordingHolds holds,
    SubjectRequestKeys keys,
    HoldMatterAudit audit,
    TimeProvider clock)
{
    /// <summary>The most recordings per step.</summary>
    const int StepSize = 100;

    const int AtOnce = 8;

    /// <summary>Does one step of one matter.</summary>
    /// <returns>Whether there may be more to do.</returns>
    public async Task<bool> TurnAsync(TenantStore store, Actor actor, CancellationToken cancellationToken)
    {
        await foreach (var digest in matters.ListInWorkAsync(store, cancellationToken))
        {
            if (await matters.FindAsync(store, digest, cancellationToken).OrLeftOutAsync() is { Value.IsInWork: true } stored)
            {
                await StepAsync(store, actor, stored, cancellationToken);
                return true;
            }
        }

        return false;
    }

    async Task StepAsync(
        TenantStore store, Actor actor, Versioned<HoldMatterDocument> stored, CancellationToken cancellationToken)
    {
        var matter = stored.Value;
        var next = matter switch
        {
            { Progress.Phase: HoldMatterPhase.Future } => await ProvideAsync(store, matter, cancellationToken),
            { State: HoldMatterState.Releasing, Progress.Phase: HoldMatterPhase.Done } => await EndAsync(store, actor, matter, cancellationToken),
            { State: HoldMatterState.Releasing } => await ReleaseAsync(store, actor, matter, x => x.Revision < matter.Revision, cancellationToken),
            { Progress.Phase: HoldMatterPhase.Search } => await SearchAsync(store, actor, matter, cancellationToken),
            { Progress.Phase: HoldMatterPhase.Named } => await NamedAsync(store, actor, matter, cancellationToken),
            { Progress.Phase: HoldMatterPhase.Narrow } => await NarrowAsync(store, actor, matter, cancellationToken),
            _ => await PlacedAsync(store, actor, matter, cancellationToken),
        };

        // Another order came between: the next step does that.
        await matters.TryWriteAsync(store, next, stored.ETag, cancellationToken);
    }

    /// <summary>Before the search: a call that is announced from now on finds the matter, and one before is found by the search.</summary>
    async Task<HoldMatterDocument> ProvideAsync(TenantStore store, HoldMatterDocument matter, CancellationToken cancellationToken)
    {
        await matters.StandAsync(store, matter, clock.GetUtcNow(), cancellationToken);
        return matter with { Progress = new(HoldMatterPhase.Search), Held = 0, NotHeldCount = 0, NotHeld = [] };
    }

    async Task<HoldMatterDocument> SearchAsync(
        TenantStore store, Actor actor, HoldMatterDocument matter, CancellationToken cancellationToken)
    {
        var found = matter.Scope.Selects
            ? await search.CandidatesAsync(store, matter.Scope, matter.Progress.After, cancellationToken).Take(StepSize).ToListAsync(cancellationToken)
            : [];
        return found.Count == 0
            ? matter with { Progress = new(HoldMatterPhase.Named) }
            : (await PlaceAsync(store, actor, matter, [.. found.Select(x => x.Id).Distinct()], named: false, cancellationToken)) with
            {
                Progress = new(HoldMatterPhase.Search, found[^1].Place),
            };
    }

    async Task<HoldMatterDocument> NamedAsync(
        TenantStore store, Actor actor, HoldMatterDocument matter, CancellationToken cancellationToken)
    {
        RecordingId[] page = [.. After(matter.Scope.Recordings.OrderBy(x => x.ToString(), StringComparer.Ordinal), matter).Take(StepSize)];
        return page.Length == 0
            ? matter with { Progress = new(HoldMatterPhase.Narrow) }
            : (await PlaceAsync(store, actor, matter, page, named: true, cancellationToken)) with
            {
                Progress = new(HoldMatterPhase.Named, page[^1].ToString()),
            };
    }

    /// <param name="named">Whether the matter names them: what can't be held is then reported.</param>
    async Task<HoldMatterDocument> PlaceAsync(
        TenantStore store,
        Actor actor,
        HoldMatterDocument matter,
        IReadOnlyList<RecordingId> page,
        bool named,
        CancellationToken cancellationToken)
    {
        var results = new (bool Held, NotHeld? Not)[page.Count];
        await EachAsync(page, async (i, id, token) =>
        {
            if (!named && !await search.CoversAsync(store, matter.Scope, id, token))
            {
                return;
            }

            // The mark first: what is held can be found.
            await matters.HoldAsync(store, matter.Name, id, token);
            var placed = await holds.PlaceAsync(store, actor, id, matter.HoldId, matter.Hold(clock.GetUtcNow()), token);
            if (placed.IsSuccess(out _, out var failure))
            {
                results[i] = (true, null);
                return;
            }

            // A hold that was placed on this recording alone may stand for the same matter.
            if (!await search.HasHoldAsync(store, id, matter, _ => true, token))
            {
                await matters.LeaveAsync(store, matter.Name, id, token);
            }

            results[i] = (false, new NotHeld(id, ReasonOf(failure)));
        }, cancellationToken);
        NotHeld[] not = [.. results.Select(x => x.Not).OfType<NotHeld>()];
        return matter with
        {
            Held = matter.Held + results.Count(x => x.Held),
            NotHeldCount = matter.NotHeldCount + not.Length,
            NotHeld = [.. matter.NotHeld.Concat(not).Take(HoldMatterDocument.MostNotHeld)],
        };
    }

    /// <summary>Releases what the matter's own hold covered before and covers no more.</summary>
    Task<HoldMatterDocument> NarrowAsync(TenantStore store, Actor actor, HoldMatterDocument matter, CancellationToken cancellationToken) =>
        ReleaseAsync(
            store, actor, matter, x => x.HoldId == matter.HoldId.ToString() && x.Revision < matter.Revision, cancellationToken);

    /// <summary>
    /// Releases the matter's holds that satisfy the filter, from a page of what is held for it. The filter takes no hold of a later order: a
    /// matter that was put back releases nothing.
    /// </summary>
    async Task<HoldMatterDocument> ReleaseAsync(
        TenantStore store, Actor actor, HoldMatterDocument matter, Func<HoldState, bool> which, CancellationToken cancellationToken)
    {
        var page = await matters.HeldAsync(store, matter.Name, cancellationToken)
            .Where(x => string.CompareOrdinal(x.ToString(), matter.Progress.After) > 0 || matter.Progress.After is null)
            .Take(StepSize).ToListAsync(cancellationToken);
        await EachAsync(page, async (place, id, token) =>
        {
            if (!await search.HasHoldAsync(store, id, matter, which, token))
            {
                return;
            }

            // Before the release: whoever finds the mark looks for what waited.
            await matters.EndAsync(store, id, token);
            var released = await holds.ReleaseAsync(store, actor, id, matter.Name, which, token);
            if (!released.IsSuccess(out var document, out var refused) || document.Holds.All(x => x.Matter != matter.Matter))
            {
                await matters.LeaveAsync(store, matter.Name, id, token);
            }
        }, cancellationToken);
        return matter with
        {
            Progress = page.Count == 0 ? new(HoldMatterPhase.Done) : matter.Progress with { After = page[^1].ToString() },
        };
    }

    /// <summary>All that it covers is held.</summary>
    async Task<HoldMatterDocument> PlacedAsync(TenantStore store, Actor actor, HoldMatterDocument matter, CancellationToken cancellationToken)
    {
        var placed = matter with
        {
            State = HoldMatterState.Standing,
            Held = await matters.HeldAsync(store, matter.Name, cancellationToken).CountAsync(cancellationToken),
        };
        await audit.DoneAsync(store.Scope, actor, HoldMatterAudit.Placed, placed, cancellationToken);
        return placed;
    }

    /// <summary>No hold of it is left: what was written about it goes, and whom it was about.</summary>
    async Task<HoldMatterDocument> EndAsync(TenantStore store, Actor actor, HoldMatterDocument matter, CancellationToken cancellationToken)
    {
        await keys.DestroyAsync(store, matter.Id, cancellationToken);
        var released = matter with
        {
            State = HoldMatterState.Released,
            ReleasedAt = clock.GetUtcNow(),
            Scope = HoldMatterScope.None,
            People = [],
            FormMac = null,
            Future = false,
            Held = 0,
            NotHeld = [],
            NotHeldCount = 0,
        };
        await audit.DoneAsync(store.Scope, actor, HoldMatterAudit.Released, released, cancellationToken);
        return released;
    }

    static IEnumerable<RecordingId> After(IEnumerable<RecordingId> ids, HoldMatterDocument matter) =>
        matter.Progress.After is { } after ? ids.Where(x => string.CompareOrdinal(x.ToString(), after) > 0) : ids;

    static string ReasonOf(Failure failure) => failure.Kind switch
    {
        FailureKind.NotFound => "notFound",
        FailureKind.Gone => "erased",
        FailureKind.FailedVerification => "notAuthentic",
        _ => "refused",
    };

    static Task EachAsync(
        IReadOnlyList<RecordingId> page, Func<int, RecordingId, CancellationToken, Task> act, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            page.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (x, token) => await act(x.Index, x.Item, token));
}
