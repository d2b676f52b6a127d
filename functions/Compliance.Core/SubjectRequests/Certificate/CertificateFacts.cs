using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>What a certificate states of a request's recordings.</summary>
public sealed class CertificateFacts(
    PlanPageStore pages, DestructionProof destruction, SubjectRequestLedger ledger, RecipientNotifier recipients)
{
    internal async Task<(
        IReadOnlyList<DestroyedRecording> Destroyed,
        IReadOnlyList<KeptRecording> Kept,
        IReadOnlyList<RecipientStatus> Recipients,
        IReadOnlyList<ClearCopy> Copies)> CollectAsync(TenantStore store, StoredSubjectRequest stored, CancellationToken cancellationToken)
    {
        var outcomes = await pages.AllOutcomesAsync(store, stored.Id, stored.Document.Run.Pages, cancellationToken);
        await destruction.LookAsync(store, outcomes, cancellationToken);
        return (
            [.. outcomes.Where(x => x.Outcome is OutcomeKind.Erased).Select(Destroyed)],
            [
                .. outcomes.Where(IsKept)
                    .Select(x => new KeptRecording(x.RecordingId, x.Outcome, x.Basis, x.ReviewAt)),
            ],
            await recipients.ListAsync(store, stored.Id, cancellationToken),
            await CopiesAsync(store, stored.Id, cancellationToken));
    }

    /// <summary>What nobody said to be this person's, or was gone already, is no part of what was decided.</summary>
    static bool IsKept(RecordingOutcome outcome) =>
        outcome.Outcome is not (OutcomeKind.Erased or OutcomeKind.NeedsReview or OutcomeKind.NotFound)
        && outcome is not { Outcome: OutcomeKind.Resolved, Basis: RecordingDecisions.Unidentified };

    async Task<IReadOnlyList<ClearCopy>> CopiesAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken)
    {
        var copies = new List<ClearCopy>();
        foreach (var entry in (await ledger.ReadAsync(store, id, cancellationToken)).OrderBy(x => x.RecordingId, StringComparer.Ordinal))
        {
            var recording = RecordingId.Parse(entry.RecordingId);
            if (entry.Reads is { } reads)
            {
                copies.Add(new ClearCopy(recording, ClearCopyKind.Read, reads.Readers, reads.LastAt));
            }

            if (entry.Packages is { Count: > 0 } packages)
            {
                copies.Add(new ClearCopy(recording, ClearCopyKind.Package, packages.Count, packages.Max(x => x.LastAt)));
            }
        }

        return copies;
    }

    static DestroyedRecording Destroyed(RecordingOutcome outcome) => new(
        outcome.RecordingId,
        CertificateMethod.KeyDestroyed,
        CertificateMethod.Everything,
        outcome.Basis,
        outcome.ShreddedAt,
        outcome.FinalAt);
}
