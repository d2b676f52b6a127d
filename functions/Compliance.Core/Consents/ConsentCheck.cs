using Compliance.Fsck;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Consents;

/// <summary>
/// Verifies that each consent record has its index entries: a missing one hides the record from its person, and a refusal from the call.
/// One list of the index and one read per record; 16 bytes of memory per entry.
/// </summary>
public sealed class ConsentCheck(TenantStoreFactory stores, ConsentStore records) : IFsckCheck
{
    public string Name => "consents";

    public async Task<FsckResult> CheckAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        var (sound, there, findings) = (0L, new HashSet<UInt128>(), new List<FsckFinding>());
        await foreach (var blob in store.Index.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            if (ConsentStore.IsEntry(blob.Name))
            {
                there.Add(IndexCheck.DigestOf(blob.Name));
            }
        }

        await foreach (var id in records.IdsAsync(store, cancellationToken))
        {
            // One that is not authentic is found by the check of documents.
            if (await records.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is { } stored)
            {
                var missing = await MissingAsync(store, stored, there, cancellationToken).ToListAsync(cancellationToken);
                if (missing.Count > 0 && await records.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is null)
                {
                    // Removed in the meantime.
                    continue;
                }

                sound += missing.Count == 0 ? 1 : 0;
                findings.AddRange(missing.Select(x => new FsckFinding(
                    $"{ContainerNames.Index}: {x}", "it is missing, which hides a consent record from its person or call.")));
            }
        }

        return new FsckResult(sound, "records", findings);
    }

    /// <summary>An entry is written before its record, so one that is not there yet is there when it is asked for.</summary>
    static IAsyncEnumerable<string> MissingAsync(
        TenantStore store, StoredConsent stored, HashSet<UInt128> there, CancellationToken cancellationToken) =>
        ConsentStore.EntriesOf(stored).Where(x => !there.Contains(IndexCheck.DigestOf(x))).ToAsyncEnumerable()
            .Where(async (x, token) => !await store.Index.GetBlobClient(x).ExistsAsync(token));
}
