using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Which recordings have been erased, according to everything that survives: tombstones in the data account, their copies in the keys
/// account, the ledger, and certificates that somebody has kept.
/// </summary>
public sealed class ErasedSet(TombstoneStore tombstones, RecordingStateStore states, TimeProvider clock)
{
    /// <summary>Collects the set and adds missing tombstones in both accounts. Changes nothing else.</summary>
    /// <param name="certificates">Verified certificates of this tenant.</param>
    public async Task<IReadOnlySet<RecordingId>> LayAsync(
        TenantStore store, IReadOnlyList<CertificateStatement> certificates, CancellationToken cancellationToken)
    {
        var erased = await MarkedAsync(store, cancellationToken);
        await foreach (var (id, request) in LedgerAsync(store, cancellationToken))
        {
            await AddAsync(store, erased, id, request, cancellationToken);
        }

        foreach (var (id, request) in certificates.SelectMany(x => x.Destroyed.Where(d => d.IsWhole).Select(d => (d.RecordingId, x.RequestId))))
        {
            await AddAsync(store, erased, id, request, cancellationToken);
        }

        foreach (var tombstone in erased.Values)
        {
            await tombstones.PutAsync(store, tombstone, cancellationToken);
        }

        return erased.Keys.ToHashSet();
    }

    /// <summary>By the tombstones of both accounts.</summary>
    async Task<Dictionary<RecordingId, Tombstone>> MarkedAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var erased = new Dictionary<RecordingId, Tombstone>();
        await foreach (var (id, _) in tombstones.ListAsync(store, cancellationToken))
        {
            Take(id, await tombstones.FindAsync(store, id, cancellationToken).OrLeftOutAsync());
        }

        await foreach (var (id, _) in KeyRingTombstones.ListAsync(store, cancellationToken))
        {
            Take(id, await KeyRingTombstones.FindAsync(store, id, cancellationToken).OrLeftOutAsync());
        }

        return erased;

        void Take(RecordingId id, Tombstone? tombstone)
        {
            if (tombstone is not null)
            {
                erased.TryAdd(id, tombstone);
            }
        }
    }

    /// <summary>Of what was erased long ago the state says so, and no backup has its key.</summary>
    async Task AddAsync(
        TenantStore store,
        Dictionary<RecordingId, Tombstone> erased,
        RecordingId id,
        SubjectRequestId request,
        CancellationToken cancellationToken)
    {
        if (erased.ContainsKey(id))
        {
            return;
        }

        var document = (await states.FindAsync(store, id, cancellationToken).OrLeftOutAsync())?.Document;
        if (document is { State: RecordingState.Erased })
        {
            return;
        }

        erased[id] = new Tombstone(
            id.ToString(),
            request.ToString(),
            SubjectRequestLinks.Certificate(store.Tenant, request),
            clock.GetUtcNow(),
            document?.CallToken);
    }

    /// <summary>
    /// Recordings with an authentic ledger entry, which is written once a recording's state is <c>erasing</c>, before anything is destroyed.
    /// </summary>
    static async IAsyncEnumerable<(RecordingId Id, SubjectRequestId Request)> LedgerAsync(
        TenantStore store, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in store.Requests.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            if (blob.Name.Split('/') is [var request, var kind, var recording]
                && kind + '/' == LedgerEntry.Prefix
                && SubjectRequestId.TryParse(request, out var requestId)
                && RecordingId.TryParse(recording, out var id)
                && await store.Documents.FindAsync(store.Requests.GetBlobClient(blob.Name), cancellationToken).OrLeftOutAsync()
                    is not null)
            {
                yield return (id, requestId);
            }
        }
    }
}
