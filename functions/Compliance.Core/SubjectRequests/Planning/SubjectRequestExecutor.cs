using Compliance.Audit;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Executes a plan, page by page.</summary>
public sealed class SubjectRequestExecutor(
    SubjectRequestChange changes,
    PlanPageStore pages,
    RecordingErasure erasure,
    VerdictExecutor verdicts,
    PartyErasing parties,
    PackageAssembly assembly,
    ExportOrderReader orders,
    SubjectRequestCorrections corrections,
    SubjectRequestRegister register,
    IConsentRecords consents,
    TenantSettingsStore settings,
    TimeProvider clock)
{
    /// <summary>Recordings of one page processed concurrently.</summary>
    const int AtOnce = 8;

    /// <summary>Acts on one page. Repeating it finds what is done and returns the same outcomes.</summary>
    public async Task ActAsync(
        TenantStore store, SubjectRequestId id, int page, Actor actor, ISealingTerminator sealing, CancellationToken cancellationToken)
    {
        var plan = await pages.PlanAsync(store, id, page, cancellationToken);
        var outcomes = new RecordingOutcome?[plan.Count];

        // What a plan that is carried out again has erased already is not erased again: its marks may be gone by now.
        var gone = (await pages.OutcomesAsync(store, id, page, cancellationToken) ?? [])
            .Where(x => x.Outcome is OutcomeKind.Erased or OutcomeKind.PartlyErased)
            .ToDictionary(x => x.RecordingId);
        foreach (var (place, item) in plan.Index())
        {
            outcomes[place] = gone.GetValueOrDefault(item.RecordingId);
        }

        var order = plan.Any(x => x.Verdict.Outcome is OutcomeKind.Exported) ? await orders.ReadAsync(store, id, cancellationToken) : null;
        var correcting = plan.Any(x => x.Verdict.Outcome is OutcomeKind.Corrected)
            ? await CorrectionsAsync(store, id, sealing, cancellationToken)
            : null;
        var erasing = plan.Any(x => x.Verdict.Outcome is OutcomeKind.PartlyErased)
            ? await parties.OfAsync(store, await FindAsync(store, id, cancellationToken), sealing, cancellationToken)
            : null;
        var leaving = plan.Index().Where(x => outcomes[x.Index] is null && x.Item.Verdict.Outcome is OutcomeKind.Erased).ToArray();
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
            plan.Index().Where(x => outcomes[x.Index] is null),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (x, token) => outcomes[x.Index] = await verdicts.ActAsync(
                store, id, x.Item, order, correcting, erasing, actor, token));
        await pages.PutOutcomesAsync(store, id, page, [.. outcomes.Select(x => x!)], cancellationToken);
    }

    async Task<PageCorrections> CorrectionsAsync(
        TenantStore store, SubjectRequestId id, ISealingTerminator sealing, CancellationToken cancellationToken)
    {
        var stored = await FindAsync(store, id, cancellationToken);
        return new PageCorrections(
            id,
            stored.Document.Clock.ReceivedAt,
            stored.Document.Corrections?.Mac,
            stored.Document.Decision!.By,
            await corrections.FindAsync(store, stored, cancellationToken),
            x => sealing.InstanceOf(store.Scope, x),
            (await settings.ReadAsync(store.Scope, cancellationToken)).Settings);
    }

    async Task<StoredSubjectRequest> FindAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        await register.FindAsync(store, id, cancellationToken) ?? throw new InvalidOperationException("The request is gone.");

    /// <summary>Called once all pages have been acted on: completes the package, if one was requested.</summary>
    public async Task ActedAsync(TenantStore store, SubjectRequestId id, int count, Actor actor, CancellationToken cancellationToken)
    {
        await assembly.CompleteAsync(store, id, cancellationToken);
        var step = await EraseConsentsAsync(store, id, count, cancellationToken);
        await changes.ApplyAsync(
            store,
            id,
            new Announcement(actor, SubjectRequestEvents.Acted),
            document => document.Run is { Step: RunStep.Act } state && state.Pages == count
                ? Stepped(document with { Run = state with { Step = RunStep.LookAgain } }, step).At(clock.GetUtcNow(), "acted", "success")
                : document,
            cancellationToken);
    }

    SubjectRequestDocument Stepped(SubjectRequestDocument document, string? consents) =>
        consents is null ? document : document.At(clock.GetUtcNow(), "consents", consents);

    /// <summary>Of a person who is erased, the consent records too, unless a recording of theirs is kept.</summary>
    /// <returns><c>erased</c> or <c>kept</c>; null where there are none, or the request is another.</returns>
    async Task<string?> EraseConsentsAsync(TenantStore store, SubjectRequestId id, int count, CancellationToken cancellationToken)
    {
        var stored = await FindAsync(store, id, cancellationToken);
        if (stored.Document.Type is not SubjectRequestType.Erasure)
        {
            return null;
        }

        var outcomes = await pages.AllOutcomesAsync(store, id, count, cancellationToken);
        var (erased, kept) = await consents.EraseAsync(
            store,
            stored,
            outcomes.Any(x => x.Outcome is not (OutcomeKind.Erased or OutcomeKind.NotFound)),
            (await settings.ReadAsync(store.Scope, cancellationToken)).Settings,
            cancellationToken);
        return erased > 0 ? "erased" : kept > 0 ? "kept" : null;
    }
}
