using Compliance.Audit;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Writes a request's plan: what is done with each recording.</summary>
public sealed class SubjectRequestPlanner(
    SubjectRequestRegister register,
    SubjectRequestChange changes,
    SubjectRequestPreviewer previews,
    SubjectRequestTexts texts,
    PlanPageStore pages,
    TenantSettingsStore settings,
    TimeProvider clock)
{
    /// <summary>Writes the first plan.</summary>
    public async Task PlanAsync(TenantStore store, SubjectRequestId id, Actor actor, CancellationToken cancellationToken)
    {
        if (await register.FindAsync(store, id, cancellationToken) is not { Document.Run.Step: RunStep.Plan } stored)
        {
            return;
        }

        var (count, total) = await WriteAsync(store, stored, from: 0, new HashSet<RecordingId>(), strongOnly: false, cancellationToken);
        await changes.ApplyAsync(
            store,
            id,
            new Announcement(actor, SubjectRequestEvents.Located),
            document => document.Run.Step is not RunStep.Plan
                ? document
                : (document with { Run = document.Run with { Step = RunStep.Act, Pages = count, Total = total } })
                    .At(clock.GetUtcNow(), "located", total == 1 ? "1 recording" : $"{total} recordings"),
            cancellationToken);
    }

    /// <summary>
    /// Runs once everything has been acted on. Recordings of the same person that are not in the plan, because they were still being
    /// created, are added and acted on as well, or shown as open if nobody decided on them. If there are none, the work is complete.
    /// </summary>
    public async Task ReplanAsync(TenantStore store, SubjectRequestId id, Actor actor, CancellationToken cancellationToken)
    {
        if (await register.FindAsync(store, id, cancellationToken) is not { Document.Run: { Step: RunStep.LookAgain } state } stored)
        {
            return;
        }

        var known = new HashSet<RecordingId>();
        for (var page = 0; page < state.Pages; page++)
        {
            known.UnionWith((await pages.PlanAsync(store, id, page, cancellationToken)).Select(x => x.RecordingId));
        }

        var (count, more) = await WriteAsync(store, stored, state.Pages, known, strongOnly: true, cancellationToken);
        await changes.ApplyAsync(
            store,
            id,
            new Announcement(actor, SubjectRequestEvents.Located),
            document => document.Run != state ? document
                : more == 0 ? (document with { Run = state with { Step = RunStep.Certify, Settled = state.Pages } })
                    .At(clock.GetUtcNow(), "lookedAgain", "nothing found")
                : (document with
                {
                    Run = state with { Step = RunStep.Act, Settled = state.Pages, Pages = state.Pages + count, Total = state.Total + more },
                }).At(clock.GetUtcNow(), "lookedAgain", $"{more} more"),
            cancellationToken);
    }

    /// <returns>The number of pages and recordings written.</returns>
    async Task<(int Pages, int Items)> WriteAsync(
        TenantStore store,
        StoredSubjectRequest stored,
        int from,
        HashSet<RecordingId> known,
        bool strongOnly,
        CancellationToken cancellationToken)
    {
        var (id, document) = (stored.Id, stored.Document);
        var decision = document.Decision ?? throw new InvalidOperationException("A request without a decision cannot run.");
        var form = await texts.FindAsync<DecisionForm>(store, id, DecisionRecorder.NameOf(decision.Mac), cancellationToken)
            ?? throw new ManifestException("The request's decision is gone.");
        var agreed = decision.Agreed ? await AgreedAsync(store, id, decision, cancellationToken) : null;
        var current = (await settings.ReadAsync(store.Scope, cancellationToken)).Settings;
        var (page, items) = (from, new List<PlanItem>());
        var total = 0;
        await foreach (var found in previews.PlanAsync(store, id, document, current, form, cancellationToken, everywhere: true))
        {
            var decided = agreed?.Contains(found.RecordingId) ?? IsBefore(found, decision);
            if (known.Contains(found.RecordingId) || ((strongOnly || !decided) && !IsErasure(found) && found.State is not null))
            {
                continue;
            }

            total++;
            items.Add(decided || found.State is null ? found : Open(found));
            if (items.Count == PlanPageStore.Size)
            {
                await pages.PutPlanAsync(store, id, page++, items, cancellationToken);
                items.Clear();
            }
        }

        if (items.Count > 0)
        {
            await pages.PutPlanAsync(store, id, page++, items, cancellationToken);
        }

        return (page - from, total);
    }

    async Task<HashSet<RecordingId>> AgreedAsync(
        TenantStore store, SubjectRequestId id, DecisionState decision, CancellationToken cancellationToken) =>
        (await texts.FindAsync<AgreedRecordings>(store, id, DecisionRecorder.AgreedName(decision.Mac), cancellationToken)
            ?? throw new ManifestException("The preview that the decision refers to is gone.")).Recordings.ToHashSet();

    /// <summary>A later call of the same person is a new recording, on which nobody has decided.</summary>
    static bool IsBefore(PlanItem item, DecisionState decision) => item.AnnouncedAt <= decision.ActAt;

    static bool IsErasure(PlanItem item) =>
        item is { Match: MatchStrength.Strong, Verdict.Outcome: OutcomeKind.Erased or OutcomeKind.PartlyErased };

    /// <summary>
    /// What would be erased had it been decided on. It is named, and stays: the person is not to believe that it is gone.
    /// </summary>
    static PlanItem Open(PlanItem found) => found with
    {
        Verdict = new RecordingVerdict(OutcomeKind.Open, Basis: null, ReviewAt: null, VerdictReasons.AfterDecision, []),
    };
}
