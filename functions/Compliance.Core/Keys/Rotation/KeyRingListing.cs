using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>A key record's blob, and the versions that its metadata names: none when it must be read.</summary>
readonly record struct ListedRecord(string Name, IReadOnlyList<string> Versions)
{
    public bool IsUnder(string version) => Versions is [var only] && only == version;
}

/// <param name="Next">Where the next page begins; null at the end.</param>
sealed record ListedPage(IReadOnlyList<ListedRecord> Records, string? Next);

/// <summary>What a whole listing of the key ring says, without a record being read.</summary>
/// <param name="ByVersion">Records by <c>kid</c>; one whose keys are under several counts for each.</param>
/// <param name="Unmarked">Records that do not say.</param>
/// <param name="Due">How many are not, or not surely, under the current version.</param>
/// <param name="FirstDue">The names of the first <see cref="MostNamed"/> of them.</param>
sealed record KeyRingSurvey(
    long Total, IReadOnlyDictionary<string, long> ByVersion, long Unmarked, long Due, IReadOnlyList<string> FirstDue)
{
    public const int MostNamed = RotationDocument.MostFailures;
}

/// <summary>Lists the key ring with its records' metadata: one call of the storage for thousands of records.</summary>
static class KeyRingListing
{
    const int LargestPage = 5000;

    public static async Task<ListedPage> PageAsync(TenantStore store, string? marker, int size, CancellationToken cancellationToken)
    {
        await foreach (var page in Pages(store, marker, size, cancellationToken))
        {
            var next = page.ContinuationToken;
            return new ListedPage([.. RecordsOf(page)], string.IsNullOrEmpty(next) ? null : next);
        }

        return new ListedPage([], Next: null);
    }

    /// <summary>Whether there is a record.</summary>
    public static async Task<bool> AnyAsync(TenantStore store, CancellationToken cancellationToken) =>
        await store.Keyring.GetBlobsAsync(cancellationToken: cancellationToken).AnyAsync(
            x => KeyRecordStore.IsRecord(x.Name), cancellationToken);

    public static async Task<KeyRingSurvey> SurveyAsync(TenantStore store, string current, CancellationToken cancellationToken)
    {
        var (total, unmarked, due) = (0L, 0L, 0L);
        var (byVersion, first) = (new Dictionary<string, long>(StringComparer.Ordinal), new List<string>());
        await foreach (var page in Pages(store, marker: null, LargestPage, cancellationToken))
        {
            foreach (var record in RecordsOf(page))
            {
                total++;
                unmarked += record.Versions.Count == 0 ? 1 : 0;
                foreach (var version in record.Versions)
                {
                    byVersion[version] = byVersion.GetValueOrDefault(version) + 1;
                }

                if (!record.IsUnder(current) && ++due <= KeyRingSurvey.MostNamed)
                {
                    first.Add(record.Name);
                }
            }
        }

        return new KeyRingSurvey(total, byVersion, unmarked, due, first);
    }

    static IAsyncEnumerable<Page<BlobItem>> Pages(TenantStore store, string? marker, int size, CancellationToken cancellationToken) =>
        store.Keyring.GetBlobsAsync(new() { Traits = BlobTraits.Metadata }, cancellationToken).AsPages(marker, size);

    static IEnumerable<ListedRecord> RecordsOf(Page<BlobItem> page) => page.Values.Where(x => KeyRecordStore.IsRecord(x.Name)).Select(Read);

    static ListedRecord Read(BlobItem blob) => new(blob.Name, SealVersions.Of(blob.Metadata));
}
