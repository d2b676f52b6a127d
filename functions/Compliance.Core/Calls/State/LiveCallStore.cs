using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Json;
using Compliance.Tenancy;

namespace Compliance.Calls;

/// <summary>A live call as it was read.</summary>
/// <param name="Token">HMAC of the call id under the tenant's index secret: the same under which the recording's call id is mapped.</param>
public sealed record StoredCall(string Token, LiveCall Call, ETag ETag);

/// <summary>
/// Reads and conditionally writes live calls. The time from which a paused call without a sign of life is overdue stands in the blob's
/// metadata, so that the watch finds it by listing.
/// </summary>
public sealed class LiveCallStore
{
    const string Prefix = "calls-live/";
    const string HeardAt = "heard";
    const string Paused = "paused";

    /// <summary>The blob's name in <c>state</c>.</summary>
    public static string NameOf(string token) => Prefix + token;

    public async Task<StoredCall?> FindAsync(TenantStore store, string token, CancellationToken cancellation)
    {
        try
        {
            BlobDownloadResult blob = await Blob(store, token).DownloadContentAsync(cancellation);
            return new StoredCall(token, StateJson.Read<LiveCall>(blob.Content), blob.Details.ETag);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>Reads, changes and writes until nobody came in between.</summary>
    /// <param name="change">May run several times; gets null where there is no such call, and returns null to leave all as it is.</param>
    /// <returns>What is stored now, and whether this call wrote it; null when there is nothing.</returns>
    public async Task<(LiveCall Call, bool Written)?> UpdateAsync(
        TenantStore store, string token, Func<LiveCall?, LiveCall?> change, CancellationToken cancellation)
    {
        while (true)
        {
            var stored = await FindAsync(store, token, cancellation);
            var changed = change(stored?.Call);
            if (changed is null)
            {
                return stored is null ? null : (stored.Call, false);
            }

            if (await TryWriteAsync(store, token, changed, stored?.ETag, cancellation))
            {
                return (changed, true);
            }
        }
    }

    /// <summary>Paused calls that nothing was heard of since <paramref name="before"/>.</summary>
    public IAsyncEnumerable<string> SilentAsync(TenantStore store, DateTimeOffset before, CancellationToken cancellation) =>
        ListAsync(store, x => x.TryGetValue(Paused, out var paused) && paused == "1" && Heard(x) < before, cancellation);

    /// <summary>Calls, paused or not, that nothing was heard of since <paramref name="before"/>.</summary>
    public IAsyncEnumerable<string> OldAsync(TenantStore store, DateTimeOffset before, CancellationToken cancellation) =>
        ListAsync(store, x => Heard(x) < before, cancellation);

    public Task RemoveAsync(TenantStore store, string token, CancellationToken cancellation) =>
        Blob(store, token).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellation);

    static async IAsyncEnumerable<string> ListAsync(
        TenantStore store, Func<IDictionary<string, string>, bool> wanted, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var blob in store.State.GetBlobsAsync(new() { Traits = BlobTraits.Metadata, Prefix = Prefix }, cancellation))
        {
            if (wanted(blob.Metadata))
            {
                yield return blob.Name[Prefix.Length..];
            }
        }
    }

    static DateTimeOffset Heard(IDictionary<string, string> metadata) =>
        metadata.TryGetValue(HeardAt, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.MinValue;

    static async Task<bool> TryWriteAsync(TenantStore store, string token, LiveCall call, ETag? read, CancellationToken cancellation)
    {
        var options = new BlobUploadOptions
        {
            Conditions = read is { } tag ? new BlobRequestConditions { IfMatch = tag } : new BlobRequestConditions { IfNoneMatch = ETag.All },
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [HeardAt] = call.HeardAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                [Paused] = call.Timeline().Paused.Count > 0 && call.AlertedFor != call.HeardAt ? "1" : "0",
            },
        };
        try
        {
            await Blob(store, token).UploadAsync(BinaryData.FromBytes(StateJson.Write(call)), options, cancellation);
            return true;
        }
        catch (RequestFailedException e) when (e.IsOvertaken())
        {
            return false;
        }
    }

    static BlobClient Blob(TenantStore store, string token) => store.State.GetBlobClient(NameOf(token));
}
