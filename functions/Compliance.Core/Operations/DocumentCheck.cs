using Azure.Storage.Blobs;
using Compliance.Audit;
using Compliance.Fsck;
using Compliance.Keys;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.Operations;

/// <summary>
/// Verifies the MAC of every document in <c>state</c>, <c>requests</c>, <c>settings</c>, <c>packages</c> and among the erasure marks of
/// <c>keyring</c>. A blob that another check verifies, or that carries its own signature, is left to that. One read per document, no vault
/// call.
/// </summary>
public sealed class DocumentCheck(TenantStoreFactory stores) : IFsckCheck
{
    public string Name => "documents";

    public async Task<FsckResult> CheckAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        var (sound, findings) = (0L, new List<FsckFinding>());
        foreach (var (name, container, isDocument) in Containers(store))
        {
            await foreach (var blob in container.GetBlobsAsync(cancellationToken: cancellationToken))
            {
                if (!isDocument(blob.Name))
                {
                    continue;
                }

                try
                {
                    sound += await store.Documents.FindAsync(container.GetBlobClient(blob.Name), cancellationToken) is null ? 0 : 1;
                }
                catch (UnauthenticDocumentException)
                {
                    findings.Add(new FsckFinding($"{name}: {blob.Name}", "it is not authentic: this product did not write it."));
                }
            }
        }

        return new FsckResult(sound, Name, findings);
    }

    static IEnumerable<(string Name, BlobContainerClient Container, Func<string, bool> IsDocument)> Containers(TenantStore store) =>
    [
        (ContainerNames.State, store.State, x => x != CheckpointStore.BlobName && !Below(x, RecordingStateStore.Prefix)),
        (ContainerNames.Requests, store.Requests, _ => true),
        (ContainerNames.Settings, store.Settings, x => !Below(x, "certificates/")),
        (ContainerNames.Packages, store.Packages, IsMarker),
        (ContainerNames.Keyring, store.Keyring, x => Below(x, KeyRingTombstones.Prefix)),
    ];

    /// <summary>Markers have two parts; sealed segments, which the request's receipts verify, have more.</summary>
    static bool IsMarker(string name) => name.Split('/').Length == 2;

    static bool Below(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal);
}
