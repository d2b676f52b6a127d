using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Takes a request up again, on the clock that it has: a failed one where it stopped; one that was carried out where something that it had
/// to keep, or that waited for a person, can be acted on now; one whose package another controller did not take. The decision that stands
/// covers that: it approved the request, and an exception delays it only as long as it applies.
/// </summary>
public sealed class SubjectRequestRetry(
    SubjectRequestRegister register,
    SubjectRequestChange changes,
    SubjectRequestTexts texts,
    SubjectRequestPreviewer previews,
    PlanPageStore pages,
    TimeProvider clock)
{
    public async Task<Outcome<StoredSubjectRequest>> RetryAsync(
        TenantStore store, Actor actor, SubjectRequestId id, TenantSettings settings, CancellationToken cancellationToken)
    {
        if (await register.FindAsync(store, id, cancellationToken) is not { } stored)
        {
            return Failure.NotFound("The request does not exist.");
        }

        if (stored.Document.EndedAt is not null)
        {
            return SubjectRequestTexts.Ended;
        }

        var announced = new Announcement(actor, SubjectRequestEvents.Retried);
        if (stored.Document is
            {
                State: SubjectRequestState.AwaitingAnswer or SubjectRequestState.Completed,
                Transfer.Stage: TransferStage.NeedsReview or TransferStage.Sending,
            })
        {
            return await changes.ReopenAsync(
                store,
                id,
                () => changes.ApplyAsync(store, id, announced, x => PackageTransfer.Again(x, clock.GetUtcNow()) ?? x, cancellationToken),
                cancellationToken);
        }

        if (!SubjectRequestTransitions.TryApply(stored.Document.State, SubjectRequestOperation.PlanAgain, out _))
        {
            return await changes.ApplyAsync(store, id, announced, Continue, cancellationToken);
        }

        return await TakeUpAsync(store, actor, stored, settings, cancellationToken);
    }

    /// <summary>Takes up what a request that was carried out had to keep, where that can be acted on now; conflict (409) otherwise.</summary>
    public async Task<Outcome<StoredSubjectRequest>> TakeUpAsync(
        TenantStore store, Actor actor, StoredSubjectRequest stored, TenantSettings settings, CancellationToken cancellationToken)
    {
        if (stored.Document.EndedAt is not null
            || !SubjectRequestTransitions.TryApply(stored.Document.State, SubjectRequestOperation.PlanAgain, out _)
            || await PlanAgainAsync(store, stored, settings, cancellationToken) is not { } first)
        {
            return Failure.Conflict("Nothing of the request failed, and what it kept is still to be kept.");
        }

        var announced = new Announcement(actor, SubjectRequestEvents.Retried);
        return await changes.ReopenAsync(
            store,
            stored.Id,
            () => changes.ApplyAsync(store, stored.Id, announced, document => Begin(document, first), cancellationToken),
            cancellationToken);
    }

    Outcome<SubjectRequestDocument> Continue(SubjectRequestDocument document)
    {
        if (document is { State: SubjectRequestState.Running, Run: { Failures: > 0 } or { Again: > 0 } })
        {
            return document;
        }

        return SubjectRequestTransitions.TryApply(document.State, SubjectRequestOperation.Retry, out var to)
            ? (document with { State = to }).At(clock.GetUtcNow(), "retried", "success")
            : Failure.Conflict("Only a failed request, or one that kept something, can be retried.");
    }

    /// <param name="first">The first page of the plan that changed.</param>
    Outcome<SubjectRequestDocument> Begin(SubjectRequestDocument document, int first) =>
        OutcomeWays.TakeUp(document, SubjectRequestOperation.PlanAgain, first, clock.GetUtcNow()) is { } taken
            ? taken
            : Continue(document);

    /// <summary>Plans what was left and can be acted on now. If the request is not begun again, the next try plans anew.</summary>
    /// <returns>The first page that changed; null if none did.</returns>
    async Task<int?> PlanAgainAsync(
        TenantStore store, StoredSubjectRequest stored, TenantSettings settings, CancellationToken cancellationToken)
    {
        var (id, document) = (stored.Id, stored.Document);
        if (document is not { Decision: { } decision, HasPackage: false })
        {
            return null;
        }

        var form = await texts.FindAsync<DecisionForm>(store, id, DecisionRecorder.NameOf(decision.Mac), cancellationToken)
            ?? throw new ManifestException("The request's decision is gone.");
        var now = new Dictionary<RecordingId, PlanItem>();
        await foreach (var item in previews.PlanAsync(store, id, document, settings, form, cancellationToken, everywhere: true))
        {
            now[item.RecordingId] = item;
        }

        int? first = null;
        for (var page = 0; page < document.Run.Pages; page++)
        {
            var left = (await pages.OutcomesAsync(store, id, page, cancellationToken) ?? []).Where(x => IsLeft(x.Outcome))
                .ToDictionary(x => x.RecordingId);
            var plan = await pages.PlanAsync(store, id, page, cancellationToken);
            var again = plan.Where(x => left.TryGetValue(x.RecordingId, out var outcome)
                && now.TryGetValue(x.RecordingId, out var found) && IsAnother(found.Verdict, x.Verdict, outcome))
                .Select(x => x.RecordingId).ToHashSet();
            if (again.Count > 0)
            {
                PlanItem[] changed = [.. plan.Select(x => again.Contains(x.RecordingId) ? now[x.RecordingId] : x)];
                await pages.PutPlanAsync(store, id, page, changed, cancellationToken);
                first ??= page;
            }
        }

        return first;
    }

    static bool IsLeft(OutcomeKind outcome) => OutcomeWays.On(outcome).Contains(SubjectRequestOperation.PlanAgain);

    /// <summary>
    /// Whether something else is to be done or said now. What was kept for a reason that is gone is taken up even if it is kept for another
    /// one: the person was told the first.
    /// </summary>
    static bool IsAnother(RecordingVerdict now, RecordingVerdict planned, RecordingOutcome before) => before.Outcome is OutcomeKind.Retained
        ? now.Outcome is not OutcomeKind.Retained || now.Basis != before.Basis
        : now.Outcome != before.Outcome
            && !IsTried(now, planned, before)
            && now.Outcome is OutcomeKind.Erased or OutcomeKind.PartlyErased or OutcomeKind.Restricted or OutcomeKind.Corrected;

    /// <summary>A part that could not be told apart when it was to be erased waits for a person, who chooses something else.</summary>
    static bool IsTried(RecordingVerdict now, RecordingVerdict planned, RecordingOutcome before) =>
        before.Outcome is OutcomeKind.NeedsReview
        && now.Outcome is OutcomeKind.PartlyErased && planned.Outcome is OutcomeKind.PartlyErased;
}
