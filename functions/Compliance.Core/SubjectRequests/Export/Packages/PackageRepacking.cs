using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Puts a package together again: what is kept back changed, or a recording in it was erased.</summary>
public sealed class PackageRepacking(
    SubjectRequestChange changes,
    PlanPageStore pages,
    PackageSegments segments,
    PackageAssembly assembly,
    ExportOrderReader orders,
    TimeProvider clock)
{
    /// <summary>Recordings of one page at once.</summary>
    const int AtOnce = 8;

    /// <summary>Puts a page of a package together again: what is as it was stays, so that it goes on where it broke off.</summary>
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

    /// <summary>All pages are there again: the package is ended, and the request goes on from where that began.</summary>
    public async Task RepackedAsync(TenantStore store, SubjectRequestId id, Actor actor, CancellationToken cancellationToken)
    {
        await assembly.CompleteAsync(store, id, cancellationToken);
        await changes.ApplyAsync(store, id, new Announcement(actor, SubjectRequestEvents.Repacked), Repacked, cancellationToken);
    }

    /// <summary>Itself while the package is not there, as when an erasure came in between: then it is looked at anew.</summary>
    Outcome<SubjectRequestDocument> Repacked(SubjectRequestDocument document)
    {
        if (document is not { State: SubjectRequestState.Running, Run.Step: RunStep.Repack }
            || document.Package is not { Contents: not null, DestroyedAt: null })
        {
            return document;
        }

        var repacked = document.At(clock.GetUtcNow(), SubjectRequestEvents.Step(SubjectRequestEvents.Repacked), "success");
        return !document.Certified ? repacked with { Run = document.Run with { Step = RunStep.LookAgain } }
            : SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.Finish, out var to)
                ? repacked with { State = to, Run = document.Run with { Step = RunStep.Done } }
                : document;
    }
}
