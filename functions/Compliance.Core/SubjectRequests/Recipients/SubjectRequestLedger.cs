using System.Collections.Concurrent;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>All ledger entries of a request.</summary>
public sealed class SubjectRequestLedger(SubjectRequestTexts texts)
{
    const int AtOnce = 16;

    /// <summary>Of whole recordings and of parts.</summary>
    public async Task<int> CountAsync(TenantStore store, SubjectRequestId request, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var prefix in (string[])[LedgerEntry.Prefix, PartEntry.Prefix])
        {
            await foreach (var _ in store.Requests.GetBlobsAsync(new() { Prefix = $"{request}/{prefix}" }, cancellationToken))
            {
                count++;
            }
        }

        return count;
    }

    /// <returns>In no particular order; empty if the request's key is gone.</returns>
    public Task<IReadOnlyCollection<LedgerEntry>> ReadAsync(
        TenantStore store, SubjectRequestId request, CancellationToken cancellationToken) =>
        ReadAsync<LedgerEntry>(store, request, LedgerEntry.Prefix, cancellationToken);

    /// <summary>Entries of recordings of which one person's part was erased.</summary>
    /// <returns>In no particular order; empty if the request's key is gone.</returns>
    public Task<IReadOnlyCollection<PartEntry>> ReadPartsAsync(
        TenantStore store, SubjectRequestId request, CancellationToken cancellationToken) =>
        ReadAsync<PartEntry>(store, request, PartEntry.Prefix, cancellationToken);

    async Task<IReadOnlyCollection<T>> ReadAsync<T>(
        TenantStore store, SubjectRequestId request, string prefix, CancellationToken cancellationToken)
        where T : class
    {
        var found = new ConcurrentBag<T>();
        var blobs = store.Requests.GetBlobsAsync(new() { Prefix = $"{request}/{prefix}" }, cancellationToken);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(blobs, options, async (blob, token) =>
        {
            if (await texts.FindAsync<T>(store, request, blob.Name[$"{request}/".Length..], token) is { } entry)
            {
                found.Add(entry);
            }
        });
        return found;
    }
}
