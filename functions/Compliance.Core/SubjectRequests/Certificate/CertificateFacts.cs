using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>What a certificate states of the recordings of a request, or of a run of the retention.</summary>
public sealed class CertificateFacts(
    PlanPageStore outcomePages, DestructionProof destruction, SubjectRequestLedger ledger, RecipientNotifier recipients)
{
    internal async Task<(
        IReadOnlyList<DestroyedRecording> Destroyed,
        IReadOnlyList<KeptRecording> Kept,
        IReadOnlyList<RecipientStatus> Recipients,
        IReadOnlyList<ClearCopy> Copies)> CollectAsync(
            TenantStore store, SubjectRequestId id, int pages, CancellationToken cancellationToken)
    {
        var outcomes = await outcomePages.AllOutcomesAsync(store, id, pages, cancellationToken);
        await destruction.LookAsync(store, outcomes, cancellationToken);
        return (
            [.. outcomes.Where(x => x.Outcome is OutcomeKind.Erased || x.Media is not null).Select(Destroyed)],
            [
                .. outcomes.Where(IsKept)
                    .Select(x => new KeptRecording(x.RecordingId, x.Outcome, x.Basis, x.ReviewAt) { Part = PartOf(x) }),
            ],
            await recipients.ListAsync(store, id, cancellationToken),
            await CopiesAsync(store, id, cancellationToken));
    }

    /// <summary>What nobody said to be this person's, or was gone already, is no part of what was decided.</summary>
    static bool IsKept(RecordingOutcome outcome) =>
        outcome.Media is null
        && outcome.Outcome is not (OutcomeKind.Erased or OutcomeKind.NeedsReview or OutcomeKind.NotFound)
        && outcome is not { Outcome: OutcomeKind.Resolved, Basis: RecordingDecisions.Unidentified };

    async Task<IReadOnlyList<ClearCopy>> CopiesAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken)
    {
        var copies = new List<ClearCopy>();
        var whole = (await ledger.ReadAsync(store, id, cancellationToken)).Select(x => (x.RecordingId, x.Reads, x.Packages));
        var parts = (await ledger.ReadPartsAsync(store, id, cancellationToken))
            .Select(x => (x.RecordingId, x.Reads, Packages: (IReadOnlyList<PackageCopy>?)x.Packages));
        foreach (var entry in whole.Concat(parts).OrderBy(x => x.RecordingId, StringComparer.Ordinal))
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

    static DestroyedPart? PartOf(RecordingOutcome outcome) => outcome.Part is { } part
        ? new(
            CertificateMethod.KeyDestroyed,
            part is ErasedPart.All ? CertificateMethod.Part : CertificateMethod.Identity,
            outcome.ShreddedAt,
            outcome.FinalAt)
        : null;

    static DestroyedRecording Destroyed(RecordingOutcome outcome) => new(
        outcome.RecordingId,
        CertificateMethod.KeyDestroyed,
        outcome.Media is { } media ? [.. media.Select(CertificateMethod.Medium)] : CertificateMethod.Everything,
        outcome.Basis,
        outcome.ShreddedAt,
        outcome.FinalAt);
}
