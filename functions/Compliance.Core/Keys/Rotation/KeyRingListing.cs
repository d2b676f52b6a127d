using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>A key record's blob, and the versions in its metadata: none if the record must be read to tell.</summary>
readonly record struct ListedRecord(string Name, IReadOnlyList<string> Versions)
{
    public bool IsUnder(string version) => Versions is [var only] && only == version;
}

/// <param name="Next">The start of the next page; null at the end.</param>
sealed record ListedPage(IReadOnlyList<ListedRecord> Records, string? Next);

/// <summary>The result of a complete listing of the key ring, without reading any record.</summary>
/// <param name="ByVersion">Records by <c>kid</c>; a record with keys under several versions counts for each.</param>
/// <param name="Unmarked">Records without versions in their metadata.</param>
/// <param name="Due">The number of records that are not, or not certainly, under the current version.</param>
/// <param name="FirstDue">The names of the first <see cref="MostNamed"/> of them.</param>
sealed record KeyRingSurvey(
    long Total, IReadOnlyDictionary<string, long> ByVersion, long Unmarked, long Due, IReadOnlyList<string> FirstDue)
{
    public const int MostNamed = RotationDocument.MostFailures;
}

/// <summary>Lists the key ring with its records' metadata: one storage request for thousands of records.</summary>
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

    /// <summary>Whether there is any record.</summary>
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
