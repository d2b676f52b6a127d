using System.Collections.Concurrent;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>All ledger entries of a request.</summary>
public sealed class SubjectRequestLedger(SubjectRequestTexts texts)
{
    const int AtOnce = 16;

    public async Task<int> CountAsync(TenantStore store, SubjectRequestId request, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var _ in store.Requests.GetBlobsAsync(new() { Prefix = $"{request}/{LedgerEntry.Prefix}" }, cancellationToken))
        {
            count++;
        }

        return count;
    }

    /// <returns>In no particular order; empty if the request's key is gone.</returns>
    public async Task<IReadOnlyCollection<LedgerEntry>> ReadAsync(
        TenantStore store, SubjectRequestId request, CancellationToken cancellationToken)
    {
        var found = new ConcurrentBag<LedgerEntry>();
        var blobs = store.Requests.GetBlobsAsync(new() { Prefix = $"{request}/{LedgerEntry.Prefix}" }, cancellationToken);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(blobs, options, async (blob, token) =>
        {
            if (await texts.FindAsync<LedgerEntry>(store, request, blob.Name[$"{request}/".Length..], token) is { } entry)
            {
                found.Add(entry);
            }
        });
        return found;
    }
}
