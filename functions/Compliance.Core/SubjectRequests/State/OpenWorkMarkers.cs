using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Empty blobs in <c>state</c>, one per item with work left to do, so that a timer checks only those. A marker is written after its item,
/// and removed only in the version that was listed before the item was seen at rest. An item that is reopened in the meantime rewrites its
/// marker and thereby keeps it.
/// </summary>
/// <param name="prefix">The name prefix of the markers: <c>notices/</c>.</param>
public sealed class OpenWorkMarkers(string prefix)
{
    public Task PutAsync(TenantStore store, string name, CancellationToken cancellationToken) =>
        store.Documents.MarkAsync(Blob(store, name), cancellationToken);

    public async IAsyncEnumerable<(string Name, ETag Version)> ListAsync(
        TenantStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in store.Documents.MarksAsync(store.State, prefix, cancellationToken))
        {
            if (blob.Properties.ETag is { } version)
            {
                yield return (blob.Name[prefix.Length..], version);
            }
        }
    }

    public async Task RemoveAsync(TenantStore store, string name, ETag version, CancellationToken cancellationToken)
    {
        try
        {
            await Blob(store, name).DeleteAsync(
                DeleteSnapshotsOption.IncludeSnapshots, new BlobRequestConditions { IfMatch = version }, cancellationToken);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound || e.IsOvertaken())
        {
            // Another host removed it, or the item was reopened.
        }
    }

    BlobClient Blob(TenantStore store, string name) => store.State.GetBlobClient(prefix + name);
}
