using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Looks, right before a certificate is signed, at what it is about to state: in the keys account, that each key is gone in every form and
/// the erasure mark is there; in the data account, that no sealed blob, version or snapshot is left. Three requests per recording, no vault
/// call.
/// </summary>
public sealed class DestructionProof(KeyRing keys, RecordingStateStore states, BlobRemoval removal, TimeProvider clock)
{
    const int AtOnce = 16;

    /// <exception cref="LeftBehindException">An outcome says erased, and the stores do not. Nothing may be certified.</exception>
    public async Task LookAsync(TenantStore store, IEnumerable<RecordingOutcome> outcomes, CancellationToken cancellationToken) =>
        await Parallel.ForEachAsync(
            outcomes.Where(x => x.Outcome is OutcomeKind.Erased or OutcomeKind.PartlyErased),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (outcome, token) =>
            {
                if (!await (outcome.Outcome is OutcomeKind.Erased
                    ? IsDestroyedAsync(store, outcome, token)
                    : IsSupersededAsync(store, outcome.RecordingId, token)))
                {
                    throw new LeftBehindException();
                }
            });

    async Task<bool> IsDestroyedAsync(TenantStore store, RecordingOutcome outcome, CancellationToken cancellationToken)
    {
        var id = outcome.RecordingId;
        try
        {
            return !await keys.IsKeptAsync(store, id, cancellationToken)
                && await IsMarkedAsync(store, outcome, cancellationToken)
                && !await removal.ListAsync(store.Recordings, RecordingBlobRemoval.Prefix(id), cancellationToken)
                    .AnyAsync(cancellationToken);
        }
        catch (UnauthenticDocumentException forged)
        {
            throw new LeftBehindException("The mark of an erased recording is not authentic.", forged);
        }
    }

    /// <summary>Of a recording that a part was erased of: only the generation that readers see, and its key, are there.</summary>
    async Task<bool> IsSupersededAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        if (await states.FindAsync(store, id, cancellationToken) is not
            { Document: { State: not (RecordingState.Erasing or RecordingState.Erased), HeldGeneration: null } document })
        {
            return true;
        }

        var oldest = HeldGeneration.Oldest(document);
        return (await keys.FindRecordAsync(store, id, cancellationToken))?.Keys.All(x => x.Generation >= oldest) is true
            && !await removal.ListAsync(store.Recordings, RecordingBlobRemoval.Prefix(id), cancellationToken)
                .AnyAsync(x => OrphanedBlobs.GenerationOf(x.Name) < document.Generation, cancellationToken);
    }

    /// <summary>A mark is removed days after the erasure became final, which a request that had failed may exceed.</summary>
    async Task<bool> IsMarkedAsync(TenantStore store, RecordingOutcome outcome, CancellationToken cancellationToken) =>
        await KeyRingTombstones.FindAsync(store, outcome.RecordingId, cancellationToken) is not null
        || outcome.FinalAt <= clock.GetUtcNow();
}
