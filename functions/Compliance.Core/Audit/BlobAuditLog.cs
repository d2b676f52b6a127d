using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// The log as append blobs. The entries of one step are one Append Block, which the service writes completely or not at all. Writers move
/// on to the next blob only when the service answers <c>BlockCountExceedsLimit</c>, which it then always does. (Blob, block) is therefore
/// the final order, however many hosts write.
/// </summary>
public sealed class BlobAuditLog(TenantStoreFactory stores, TimeProvider clock) : IAuditLog
{
    readonly ConcurrentDictionary<TenantScope, int> current = new();

    /// <exception cref="RequestFailedException">
    /// The entries may or may not be in the log. Append them again; their ids stay the same.
    /// </exception>
    public async Task AppendAsync(TenantScope scope, IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var store = stores.Open(scope);
        var lines = entries.Select(entry => AuditLine.Of(scope.Resource, entry, clock.GetUtcNow())).ToList();
        if (!current.TryGetValue(scope, out var number))
        {
            number = await LastAsync(store, cancellationToken);
        }

        while (!await TryAppendAsync(store, number, lines, cancellationToken))
        {
            number++;
            await CreateAsync(store.Audit, number, cancellationToken);
        }

        current.AddOrUpdate(scope, number, (_, known) => Math.Max(known, number));
    }

    static async Task<int> LastAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var (blobs, _) = await AuditBlobs.ListAsync(store.Audit, cancellationToken);
        var last = await AuditReader.LastAsync(store, blobs, least: 0, cancellationToken);
        if (last >= 0)
        {
            return last;
        }

        await CreateAsync(store.Audit, 0, cancellationToken);
        return 0;
    }

    /// <returns>
    /// False if the blob has reached its maximum number of blocks, or somebody has put a blob of another type in its place.
    /// </returns>
    static async Task<bool> TryAppendAsync(
        TenantStore store, int number, IReadOnlyList<AuditLine> lines, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new MemoryStream(await AuditFrame.BlockAsync(store, number, lines, cancellationToken), writable: false);
            await store.Audit.GetAppendBlobClient(AuditBlobs.NameOf(number)).AppendBlockAsync(content, cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException full) when (full.ErrorCode == BlobErrorCode.BlockCountExceedsLimit
            || full.ErrorCode == BlobErrorCode.InvalidBlobType)
        {
            return false;
        }
    }

    static async Task CreateAsync(BlobContainerClient audit, int number, CancellationToken cancellationToken)
    {
        try
        {
            await audit.GetAppendBlobClient(AuditBlobs.NameOf(number)).CreateAsync(
                new AppendBlobCreateOptions
                {
                    Conditions = new AppendBlobRequestConditions { IfNoneMatch = ETag.All },
                    HttpHeaders = new BlobHttpHeaders { ContentType = "application/jsonl" },
                },
                cancellationToken);
        }
        catch (RequestFailedException taken) when (taken.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            // Another host was first; both continue in that blob.
        }
    }
}
