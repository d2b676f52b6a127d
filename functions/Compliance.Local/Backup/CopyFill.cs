using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Compliance.Local.Hosting;
using Compliance.Tenancy;

namespace Compliance.Local.Backup;

/// <summary>
/// Fills a tenant's empty data account from a copy; may run again after a crash. Blobs are created and never replaced. The log is extended
/// only if the existing log is the beginning of the copy's.
/// </summary>
static class CopyFill
{
    const int Small = 4 * 1024 * 1024;
    const int AtOnce = 16;

    /// <summary>Only an empty account is filled; any other stays as it is. An account with key backups alone counts as empty.</summary>
    public static async Task<bool> IsEmptyAsync(TenantStore store, CancellationToken cancellationToken)
    {
        foreach (var container in ContainersOf(store).Values.Where(x => x != store.KeyBackups))
        {
            if (await container.GetBlobsAsync(cancellationToken: cancellationToken).AnyAsync(cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// True if the existing log contains the whole log of the copy: only then is the account the copied one, possibly grown since. Any
    /// other would fork the log.
    /// </summary>
    public static async Task<bool> IsContinuedAsync(
        TenantStore store, CopyManifest copy, string folder, CancellationToken cancellationToken)
    {
        foreach (var file in copy.Files.Where(x => x.Container == ContainerNames.Audit))
        {
            await foreach (var blob in BlobArchive.ReadAsync(Path.Combine(folder, file.Name), cancellationToken))
            {
                var log = store.Audit.GetAppendBlobClient(blob.Name);
                if (blob.IsAppend && await CommonAsync(log, blob.Content, cancellationToken) != blob.Content.Length)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <param name="only">Selects containers.</param>
    public static async Task RunAsync(
        TenantStore store, CopyManifest copy, string folder, Func<string, bool> only, CancellationToken cancellationToken)
    {
        foreach (var file in copy.Files.Where(x => only(x.Container)))
        {
            var container = ContainersOf(store)[file.Container];
            var small = new List<Task>();
            await foreach (var blob in BlobArchive.ReadAsync(Path.Combine(folder, file.Name), cancellationToken))
            {
                if (blob.IsAppend)
                {
                    await AppendAsync(container.GetAppendBlobClient(blob.Name), blob, cancellationToken);
                }
                else if (blob.Content.Length > Small)
                {
                    await CreateAsync(container, blob, blob.Content, cancellationToken);
                }
                else
                {
                    var content = new MemoryStream();
                    await blob.Content.CopyToAsync(content, cancellationToken);
                    content.Position = 0;
                    small.Add(CreateAsync(container, blob, content, cancellationToken));
                }

                if (small.Count == AtOnce)
                {
                    await Task.WhenAll(small);
                    small.Clear();
                }
            }

            await Task.WhenAll(small);
        }
    }

    static Dictionary<string, BlobContainerClient> ContainersOf(TenantStore store) => new(StringComparer.Ordinal)
    {
        [ContainerNames.Recordings] = store.Recordings,
        [ContainerNames.State] = store.State,
        [ContainerNames.Index] = store.Index,
        [ContainerNames.Requests] = store.Requests,
        [ContainerNames.Audit] = store.Audit,
        [ContainerNames.Principals] = store.Principals,
        [ContainerNames.Settings] = store.Settings,
        [ContainerNames.KeyBackups] = store.KeyBackups,
    };

    static async Task CreateAsync(BlobContainerClient container, ArchivedBlob blob, Stream content, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            HttpHeaders = blob.ContentType is { } type ? new BlobHttpHeaders { ContentType = type } : null,
            Metadata = blob.Metadata.Count == 0 ? null : new Dictionary<string, string>(blob.Metadata, StringComparer.Ordinal),
        };
        try
        {
            await container.GetBlobClient(blob.Name).UploadAsync(content, options, cancellationToken);
        }
        catch (RequestFailedException taken) when (taken.IsOvertaken())
        {
            // An earlier run of this restore wrote it.
        }
    }

    static async Task AppendAsync(AppendBlobClient log, ArchivedBlob blob, CancellationToken cancellationToken)
    {
        var options = new AppendBlobCreateOptions
        {
            Conditions = new AppendBlobRequestConditions { IfNoneMatch = ETag.All },
            HttpHeaders = new BlobHttpHeaders { ContentType = blob.ContentType },
        };
        try
        {
            await log.CreateAsync(options, cancellationToken);
        }
        catch (RequestFailedException taken) when (taken.IsOvertaken())
        {
            // The log exists already, as the beginning of the copy's or with all of it.
        }

        BlobProperties there = await log.GetPropertiesAsync(cancellationToken: cancellationToken);
        var common = await CommonAsync(log, blob.Content, cancellationToken);
        if (common < there.ContentLength && common < blob.Content.Length)
        {
            throw new LocalStartException($"The existing log {blob.Name} differs from the copy's. It was not changed.");
        }

        var block = new byte[Small];
        blob.Content.Position = common;
        for (var at = common; at < blob.Content.Length;)
        {
            var count = await blob.Content.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancellationToken);
            using var part = new MemoryStream(block, 0, count);
            await log.AppendBlockAsync(
                part,
                new AppendBlobAppendBlockOptions { Conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = at } },
                cancellationToken);
            at += count;
        }
    }

    /// <returns>Length of the common beginning in bytes; 0 if the blob does not exist.</returns>
    static async Task<long> CommonAsync(AppendBlobClient log, Stream copied, CancellationToken cancellationToken)
    {
        if (!await log.ExistsAsync(cancellationToken))
        {
            return 0;
        }

        await using var there = await log.OpenReadAsync(new BlobOpenReadOptions(allowModifications: true), cancellationToken);
        var (one, other) = (new byte[Small], new byte[Small]);
        copied.Position = 0;
        for (var common = 0L; ;)
        {
            var left = await there.ReadAtLeastAsync(one, one.Length, throwOnEndOfStream: false, cancellationToken);
            var right = await copied.ReadAtLeastAsync(other, other.Length, throwOnEndOfStream: false, cancellationToken);
            var same = one.AsSpan(0, left).CommonPrefixLength(other.AsSpan(0, right));
            common += same;
            if (same < one.Length)
            {
                return common;
            }
        }
    }
}
