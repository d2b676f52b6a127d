using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Compliance.Tenancy;

/// <summary>
/// Removes blobs whole: leases are broken; snapshots, versions and blocks that were never committed go too. Accounts differ in what of it
/// they have; what they don't have is not listed.
/// </summary>
public sealed class BlobRemoval
{
    /// <summary>Rounds until what is still written meanwhile is left to the next look.</summary>
    const int MostRounds = 5;

    const BlobStates Everything = BlobStates.Snapshots | BlobStates.Version | BlobStates.Uncommitted;

    /// <summary>Everything whose name begins so.</summary>
    /// <param name="listed">What <see cref="ListAsync"/> gave a moment ago, to begin with; null to list.</param>
    public async Task RemoveAsync(
        BlobContainerClient container, string prefix, CancellationToken cancellation, IReadOnlyList<BlobItem>? listed = null)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var items = listed ?? await ListAsync(container, prefix, cancellation).ToListAsync(cancellation);
            listed = null;
            var whole = items.All(x => IsBase(x) && x.VersionId is null);
            foreach (var name in items.Where(IsBase).Select(x => x.Name).Distinct(StringComparer.Ordinal))
            {
                whole &= await RemoveBaseAsync(container.GetBlobClient(name), cancellation);
            }

            // Where versions are kept, a removed blob is one of them: so it is looked at again until nothing is there.
            if (whole)
            {
                return;
            }

            foreach (var old in items.Where(x => !IsBase(x)))
            {
                await RemoveOldAsync(container, old, cancellation);
            }
        }
    }

    /// <summary>What a blob was before: versions and snapshots. The blob itself stays as it is.</summary>
    public async Task RemoveOldAsync(BlobContainerClient container, string name, CancellationToken cancellation)
    {
        await foreach (var item in ListAsync(container, name, cancellation))
        {
            if (item.Name == name && !IsBase(item))
            {
                await RemoveOldAsync(container, item, cancellation);
            }
        }
    }

    /// <summary>Whatever is there, in any form.</summary>
    public async IAsyncEnumerable<BlobItem> ListAsync(
        BlobContainerClient container, string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var item in container.GetBlobsAsync(new() { States = Everything, Prefix = prefix }, cancellation))
        {
            yield return item;
        }
    }

    /// <summary>A blob's old version or snapshot has an identifier of its own.</summary>
    public static bool IsBase(BlobItem item) => item.Snapshot is null && (item.VersionId is null || item.IsLatestVersion is true);

    static async Task RemoveOldAsync(BlobContainerClient container, BlobItem old, CancellationToken cancellation)
    {
        var blob = container.GetBlobClient(old.Name);
        var client = old.Snapshot is { } snapshot ? blob.WithSnapshot(snapshot) : blob.WithVersion(old.VersionId);
        await client.DeleteIfExistsAsync(cancellationToken: cancellation);
    }

    /// <returns>Whether it was there as listed, and is gone.</returns>
    static async Task<bool> RemoveBaseAsync(BlobClient blob, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                if (await blob.DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellation))
                {
                    return true;
                }

                await DropBlocksAsync(blob, cancellation);
                return false;
            }
            catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.LeaseIdMissing)
            {
                await BreakLeaseAsync(blob, cancellation);
            }
        }
    }

    /// <summary>Blocks that were never committed can't be deleted: a blob written over them drops them, and goes itself.</summary>
    static async Task DropBlocksAsync(BlobClient blob, CancellationToken cancellation)
    {
        try
        {
            var only = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await blob.UploadAsync(BinaryData.Empty, only, cancellation);
        }
        catch (RequestFailedException e) when (e.Status == 412 || e.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            // Written meanwhile: the next round has it.
            return;
        }

        await blob.DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellation);
    }

    static async Task BreakLeaseAsync(BlobClient blob, CancellationToken cancellation)
    {
        try
        {
            await blob.GetBlobLeaseClient().BreakAsync(TimeSpan.Zero, cancellationToken: cancellation);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409)
        {
            // Gone, or no longer leased: deleting tells.
        }
    }
}
