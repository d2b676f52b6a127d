using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>An upload in the inbox.</summary>
/// <param name="IsBlock">
/// False for append and page blobs, which an upload URL cannot be kept from creating. They are written piece by piece, so one is never
/// complete; they are refused.
/// </param>
public sealed record InboxBlob(RecordingId Recording, int Ordinal, ETag ETag, long Size, bool IsBlock = true);

/// <summary>A tenant's part of the landing container: <c>{tenant}/{recordingId}/{ordinal}</c>.</summary>
public static class Inbox
{
    public static string Name(TenantId tenant, RecordingId id, int ordinal) =>
        string.Create(CultureInfo.InvariantCulture, $"{tenant}/{id}/{ordinal}");

    public static BlobClient Blob(TenantStore store, RecordingId id, int ordinal) =>
        store.Inbox.GetBlobClient(Name(store.Tenant, id, ordinal));

    /// <summary>Lists a recording's uploads. This list alone decides whether they are complete; events are only hints.</summary>
    public static async Task<IReadOnlyDictionary<int, InboxBlob>> ListAsync(
        TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        (await ListOfAnyTypeAsync(store, id, cancellationToken)).Where(x => x.IsBlock).ToDictionary(x => x.Ordinal);

    /// <summary>Lists a recording's uploads, append and page blobs too.</summary>
    public static async Task<IReadOnlyList<InboxBlob>> ListOfAnyTypeAsync(
        TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        await ListPrefixAsync(store, $"{store.Tenant}/{id}/", cancellationToken).ToListAsync(cancellationToken);

    /// <summary>Lists all of the tenant's uploads, grouped by recording.</summary>
    public static IAsyncEnumerable<InboxBlob> ListAllAsync(TenantStore store, CancellationToken cancellationToken) =>
        ListPrefixAsync(store, $"{store.Tenant}/", cancellationToken);

    /// <summary>
    /// Removes exactly the listed upload: breaks leases and deletes snapshots with it. An upload that has been overwritten since stays.
    /// Returns true if it was removed.
    /// </summary>
    public static async Task<bool> RemoveAsync(TenantStore store, InboxBlob listed, CancellationToken cancellationToken)
    {
        var blob = Blob(store, listed.Recording, listed.Ordinal);
        var conditions = new BlobRequestConditions { IfMatch = listed.ETag };
        while (true)
        {
            try
            {
                return await blob.DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, conditions, cancellationToken);
            }
            catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.LeaseIdMissing)
            {
                await BreakLeaseAsync(blob, cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                return false;
            }
        }
    }

    static async Task BreakLeaseAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            await blob.GetBlobLeaseClient().BreakAsync(TimeSpan.Zero, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409)
        {
            // The blob is gone or no longer leased. The next delete tells which.
        }
    }

    static async IAsyncEnumerable<InboxBlob> ListPrefixAsync(
        TenantStore store, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in store.Inbox.GetBlobsAsync(new() { Prefix = prefix }, cancellationToken))
        {
            var parts = item.Name.Split('/');
            if (parts.Length == 3
                && RecordingId.TryParse(parts[1], out var id)
                && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal))
            {
                yield return new InboxBlob(
                    id, ordinal, item.Properties.ETag!.Value, item.Properties.ContentLength ?? 0,
                    item.Properties.BlobType is not (BlobType.Append or BlobType.Page));
            }
        }
    }
}
