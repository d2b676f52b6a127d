using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>What a package is made of, newest first.</summary>
public sealed class PackageCollection(
    PlanPageStore pages, PackageStore packages, PackageRedactionStore redactionStore, SubjectRequestTexts texts)
{
    /// <returns>Segments that are built, what the package says of the others, and what is kept back.</returns>
    public async Task<(List<PackagePart> Parts, List<PackageOmission> Omitted, RedactionSet Redactions)> CollectAsync(
        TenantStore store, StoredSubjectRequest stored, CancellationToken cancellationToken)
    {
        var redactions = await redactionStore.FindAsync(store, stored.Id, stored.Document.Package, cancellationToken);
        var build = PackageBuild.Of(stored.Id, stored.Document.Package);
        var (parts, omitted) = (new List<PackagePart>(), new List<PackageOmission>());
        var decision = stored.Document.Decision is { } made
            ? await texts.FindAsync<DecisionForm>(store, stored.Id, DecisionRecorder.NameOf(made.Mac), cancellationToken)
            : null;
        for (var page = 0; page < stored.Document.Run.Pages; page++)
        {
            var outcomes = (await pages.OutcomesAsync(store, stored.Id, page, cancellationToken)
                ?? throw new InvalidOperationException("A page of the plan has no outcomes.")).ToDictionary(x => x.RecordingId);
            foreach (var item in await pages.PlanAsync(store, stored.Id, page, cancellationToken))
            {
                var outcome = outcomes[item.RecordingId];
                var part = outcome.Outcome is OutcomeKind.Exported
                    ? await packages.FindPartAsync(store, build, item.RecordingId, redactions.SinceOf(item.RecordingId), cancellationToken)
                    : null;
                if (part is not null)
                {
                    parts.Add(part);
                }
                else if (PackageOmissionReport.IsTheirs(item))
                {
                    omitted.Add(PackageOmissionReport.Of(item, outcome, decision, redactions));
                }
            }
        }

        return (
            [.. parts.OrderByDescending(x => x.Recording.StartedAt)], [.. omitted.OrderByDescending(x => x.StartedAt)], redactions);
    }
}

/// <summary>Whether every recording of a package is there still.</summary>
public sealed class PackageErasureCheck(PlanPageStore pages, PackageSegments segments, PackageRemoval removal)
{
    const int AtOnce = 16;

    /// <summary>
    /// An erasure that began before the package was in the register did not see it there: it is seen here. Nobody had the package yet, and
    /// it is put together again without what is gone.
    /// </summary>
    public async Task LookAgainAsync(TenantStore store, StoredSubjectRequest stored, CancellationToken cancellationToken)
    {
        var outcomes = await pages.AllOutcomesAsync(store, stored.Id, stored.Document.Run.Pages, cancellationToken);
        foreach (var batch in outcomes.Where(x => x.Outcome is OutcomeKind.Exported).Chunk(AtOnce))
        {
            var there = await Task.WhenAll(batch.Select(x => segments.IsThereAsync(store, x.RecordingId, cancellationToken)));
            if (there.Contains(false))
            {
                await removal.DestroyAsync(store, stored.Id, PackageState.Erased, cancellationToken);
                return;
            }
        }
    }
}
