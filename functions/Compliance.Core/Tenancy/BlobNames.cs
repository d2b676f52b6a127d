using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using Compliance.Json;

namespace Compliance.Tenancy;

public static class BlobNames
{
    /// <summary>Ids that blobs below <paramref name="prefix"/> are named after, in their order; what is no such id is passed
    /// over.</summary>
    public static async IAsyncEnumerable<TId> ListIdsAsync<TId>(
        this BlobContainerClient container,
        string prefix,
        TryParseString<TId> parse,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in container.GetBlobsAsync(new() { Prefix = prefix }, cancellationToken))
        {
            if (parse(blob.Name[prefix.Length..], out var id))
            {
                yield return id;
            }
        }
    }
}
