using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Compliance.Tenancy;

/// <summary>
/// Removes blobs completely: breaks leases and deletes snapshots, versions and uncommitted blocks too. Accounts support different subsets
/// of these; what an account does not support is not listed.
/// </summary>
public sealed class BlobRemoval
{
    /// <summary>Rounds before blobs that are still being written are left to the next run.</summary>
    const int MostRounds = 5;

    const BlobStates Everything = BlobStates.Snapshots | BlobStates.Version | BlobStates.Uncommitted;

    /// <summary>Removes every blob whose name begins with <paramref name="prefix"/>.</summary>
    /// <param name="listed">The blobs that <see cref="ListAsync"/> just returned; null to list them.</param>
    public async Task RemoveAsync(
        BlobContainerClient container, string prefix, CancellationToken cancellationToken, IReadOnlyList<BlobItem>? listed = null)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var items = listed ?? await ListAsync(container, prefix, cancellationToken).ToListAsync(cancellationToken);
            listed = null;
            var whole = items.All(x => IsBase(x) && x.VersionId is null);
            foreach (var name in items.Where(IsBase).Select(x => x.Name).Distinct(StringComparer.Ordinal))
            {
                whole &= await RemoveBaseAsync(container.GetBlobClient(name), cancellationToken);
            }

            // Where versions are kept, a removed blob is one of them: so it is looked at again until nothing is there.
            if (whole)
            {
                return;
            }

            foreach (var old in items.Where(x => !IsBase(x)))
            {
                await RemoveOldAsync(container, old, cancellationToken);
            }
        }
    }

    /// <summary>Removes the versions and snapshots of a blob. The blob itself stays.</summary>
    public async Task RemoveOldAsync(BlobContainerClient container, string name, CancellationToken cancellationToken)
    {
        await foreach (var item in ListAsync(container, name, cancellationToken))
        {
            if (item.Name == name && !IsBase(item))
            {
                await RemoveOldAsync(container, item, cancellationToken);
            }
        }
    }

    /// <summary>Lists blobs in every form.</summary>
    public async IAsyncEnumerable<BlobItem> ListAsync(
        BlobContainerClient container, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in container.GetBlobsAsync(new() { States = Everything, Prefix = prefix }, cancellationToken))
        {
            yield return item;
        }
    }

    /// <summary>False for an old version or a snapshot, which have identifiers of their own.</summary>
    public static bool IsBase(BlobItem item) => item.Snapshot is null && (item.VersionId is null || item.IsLatestVersion is true);

    static async Task RemoveOldAsync(BlobContainerClient container, BlobItem old, CancellationToken cancellationToken)
    {
        var blob = container.GetBlobClient(old.Name);
        var client = old.Snapshot is { } snapshot ? blob.WithSnapshot(snapshot) : blob.WithVersion(old.VersionId);
        await client.DeleteIfExistsAsync(cancellationToken: cancellationToken);
    }

    /// <returns>Whether it was there as listed, and is gone.</returns>
    static async Task<bool> RemoveBaseAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (await blob.DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken))
                {
                    return true;
                }

                await DropBlocksAsync(blob, cancellationToken);
                return false;
            }
            catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.LeaseIdMissing)
            {
                await BreakLeaseAsync(blob, cancellationToken);
            }
        }
    }

    /// <summary>Uncommitted blocks can't be deleted. Writing a blob over them drops them; that blob is then deleted.</summary>
    static async Task DropBlocksAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            var only = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await blob.UploadAsync(BinaryData.Empty, only, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 412 || e.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            // A blob was written in the meantime: the next round removes it.
            return;
        }

        await blob.DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);
    }

    static async Task BreakLeaseAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            await blob.GetBlobLeaseClient().BreakAsync(TimeSpan.Zero, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409)
        {
            // The blob is gone or no longer leased; the deletion that follows will show.
        }
    }
}
