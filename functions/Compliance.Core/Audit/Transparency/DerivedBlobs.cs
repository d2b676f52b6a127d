using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// Blobs of container <c>audit</c> that are computed from the log: tiles, bundles and ids, each with a MAC and never replaced. The
/// container may be write-once, so a name that somebody else has taken stays taken; the blob is then <c>state: audit/{name}</c>.
/// </summary>
static class DerivedBlobs
{
    /// <summary>Writes a blob. An existing one of ours must be equal.</summary>
    /// <returns>False if there is one that differs: the log would fork.</returns>
    /// <exception cref="TransparencyLogException">Somebody else has taken both of its names.</exception>
    public static async Task<bool> CreateAsync(
        TenantStore store,
        string name,
        ReadOnlyMemory<byte> content,
        IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken)
    {
        foreach (var blob in PlacesOf(store, name))
        {
            try
            {
                var options = new BlobUploadOptions
                {
                    Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                    HttpHeaders = new BlobHttpHeaders { ContentType = "application/octet-stream" },
                    Metadata = metadata.ToDictionary(StringComparer.Ordinal),
                };
                await store.Documents.UploadAsync(blob, BinaryData.FromBytes(content), options, cancellationToken);
                return true;
            }
            catch (RequestFailedException taken) when (taken.Status is 409 or 412)
            {
                if (await TryFindAsync(store, blob, cancellationToken) is (true, var found))
                {
                    return found is not null
                        && found.Content.ToMemory().Span.SequenceEqual(content.Span)
                        && metadata.All(x => found.Metadata.GetValueOrDefault(x.Key) == x.Value);
                }
            }
        }

        throw new TransparencyLogException(name, "it failed authentication.");
    }

    /// <returns>Null if there is none of ours.</returns>
    public static async Task<AuthenticDocument?> FindAsync(TenantStore store, string name, CancellationToken cancellationToken)
    {
        foreach (var blob in PlacesOf(store, name))
        {
            if (await TryFindAsync(store, blob, cancellationToken) is (true, var found))
            {
                return found;
            }
        }

        return null;
    }

    /// <returns>Whether what is there, if anything, is ours.</returns>
    static async Task<(bool IsOurs, AuthenticDocument? Found)> TryFindAsync(
        TenantStore store, BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            return (true, await store.Documents.FindAsync(blob, cancellationToken));
        }
        catch (UnauthenticDocumentException)
        {
            // Reported already, by its name.
            return (false, null);
        }
    }

    static BlobClient[] PlacesOf(TenantStore store, string name) =>
        [store.Audit.GetBlobClient(name), store.State.GetBlobClient($"{ContainerNames.Audit}/{name}")];
}
