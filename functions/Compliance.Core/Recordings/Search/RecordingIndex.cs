using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Storage.Blobs.Models;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// One entry of the blind index: an empty blob named <c>{token}/{kind}/{yyyy-MM-dd}/{order}-{id}[.{party}|.n]</c>. The token is an HMAC
/// under the tenant's index secret, so a name reveals nobody. Day and order let lists come newest first without reading anything.
/// </summary>
/// <param name="Order">99999 minus the second of the day: ascending names are descending times.</param>
/// <param name="Party">The party's ordinal in the metadata; null for facets of the recording.</param>
/// <param name="IsUnnoticed">The recording names no notice; said by its entry of the kind <see cref="IndexKinds.All"/>.</param>
public readonly record struct IndexEntry(
    string Token, string Kind, DateOnly Day, string Order, RecordingId Recording, int? Party, bool IsUnnoticed = false)
{
    const string Unnoticed = ".n";

    public static IndexEntry Create(
        string token, string kind, DateTimeOffset startedAt, RecordingId recording, int? party, bool isUnnoticed = false)
    {
        var utc = startedAt.UtcDateTime;
        var order = (99999 - (int)utc.TimeOfDay.TotalSeconds).ToString("D5", CultureInfo.InvariantCulture);
        return new IndexEntry(token, kind, DateOnly.FromDateTime(utc), order, recording, party, isUnnoticed);
    }

    /// <summary>The start of the call, to the second.</summary>
    public DateTimeOffset StartedAt => new(
        Day.ToDateTime(TimeOnly.MinValue).AddSeconds(99999 - int.Parse(Order, CultureInfo.InvariantCulture)), TimeSpan.Zero);

    /// <summary>Orders the entries of one day, newest first; the same for every entry of a recording.</summary>
    public string Position => $"{Order}-{Recording}";

    public string BlobName =>
        $"{Token}/{Kind}/{Day:yyyy-MM-dd}/{Position}"
        + (IsUnnoticed ? Unnoticed : Party is { } p ? "." + p.ToString(CultureInfo.InvariantCulture) : "");

    public static bool TryParse(string blobName, out IndexEntry entry)
    {
        entry = default;
        var parts = blobName.Split('/');
        if (parts.Length != 4
            || !DateOnly.TryParseExact(parts[2], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || parts[3].Length < 42
            || !int.TryParse(parts[3].AsSpan(0, 5), NumberStyles.None, CultureInfo.InvariantCulture, out var order)
            || order is < 13600 or > 99999
            || !RecordingId.TryParse(parts[3].Substring(6, 36), out var id))
        {
            return false;
        }

        int? party = parts[3].Length > 43 && int.TryParse(
            parts[3].AsSpan(43), NumberStyles.None, CultureInfo.InvariantCulture, out var p) ? p : null;
        var parsed = new IndexEntry(parts[0], parts[1], day, parts[3][..5], id, party, parts[3][42..] == Unnoticed);
        var same = parsed.BlobName == blobName;
        entry = same ? parsed : default;
        return same;
    }
}

/// <summary>Reads and writes a tenant's blind index.</summary>
public sealed class RecordingIndex
{
    const int Parallel = 8;

    public Task PutAsync(TenantStore store, IEnumerable<string> blobNames, CancellationToken cancellationToken) =>
        EachAsync(blobNames, (name, token) => store.Index.GetBlobClient(name).UploadAsync(
            BinaryData.Empty, overwrite: true, token), cancellationToken);

    public Task RemoveAsync(TenantStore store, IEnumerable<string> blobNames, CancellationToken cancellationToken) =>
        EachAsync(
            blobNames, (name, token) => store.Index.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: token), cancellationToken);

    /// <summary>Days with entries of a token and kind, newest first.</summary>
    public async Task<IReadOnlyList<DateOnly>> DaysAsync(TenantStore store, string token, string kind, CancellationToken cancellationToken)
    {
        var prefix = $"{token}/{kind}/";
        var days = new List<DateOnly>();
        await foreach (var item in store.Index.GetBlobsByHierarchyAsync(new() { Delimiter = "/", Prefix = prefix }, cancellationToken))
        {
            if (item.IsPrefix
                && DateOnly.TryParseExact(
                    item.Prefix[prefix.Length..^1], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                days.Add(day);
            }
        }

        days.Sort((a, b) => b.CompareTo(a));
        return days;
    }

    /// <summary>A day's entries of a token and kind, newest first.</summary>
    public async IAsyncEnumerable<IndexEntry> EntriesAsync(
        TenantStore store, string token, string kind, DateOnly day, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (
            BlobItem blob in store.Index.GetBlobsAsync(new() { Prefix = $"{token}/{kind}/{day:yyyy-MM-dd}/" }, cancellationToken))
        {
            if (IndexEntry.TryParse(blob.Name, out var entry))
            {
                yield return entry;
            }
        }
    }

    /// <summary>All entries of a token and kind.</summary>
    public async IAsyncEnumerable<IndexEntry> EntriesAsync(
        TenantStore store, string token, string kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (BlobItem blob in store.Index.GetBlobsAsync(new() { Prefix = $"{token}/{kind}/" }, cancellationToken))
        {
            if (IndexEntry.TryParse(blob.Name, out var entry))
            {
                yield return entry;
            }
        }
    }

    static Task EachAsync(IEnumerable<string> names, Func<string, CancellationToken, Task> act, CancellationToken cancellationToken) =>
        System.Threading.Tasks.Parallel.ForEachAsync(
            names,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
            async (name, token) => await act(name, token));
}
