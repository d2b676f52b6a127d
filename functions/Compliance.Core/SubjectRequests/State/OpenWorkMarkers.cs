using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Empty blobs in <c>state</c>, one beside each thing that has something left to do, so that a timer looks at those alone. A mark is
/// written after the thing, and taken away only in the version that was listed before the thing was seen at rest: a thing opened meanwhile
/// wrote it anew, and keeps it.
/// </summary>
/// <param name="prefix">What the marks' names begin with: <c>notices/</c>.</param>
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
            // Another host took it away, or the thing was opened again.
        }
    }

    BlobClient Blob(TenantStore store, string name) => store.State.GetBlobClient(prefix + name);
}
