using System.Runtime.CompilerServices;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// Copies of tombstones in the keys account, <c>keyring/erased/recordings/{recordingId}</c>: written after the tombstone and before the key
/// is deleted, removed with the tombstone. If the data account is lost, only they tell which keys must not come back. Backups of the key
/// ring contain them too.
/// </summary>
public static class KeyRingTombstones
{
    const string Recordings = Prefix + "recordings/";

    static readonly VersionedBlob<string, Tombstone> Blobs = TombstoneStore.In(x => x.Keyring);

    /// <summary>The name prefix of the copies; the rest of the name is that of the destroyed key record.</summary>
    public const string Prefix = "erased/";

    public static Task PutAsync(TenantStore store, Tombstone tombstone, CancellationToken cancellationToken) =>
        Blobs.TryCreateAsync(store, Recordings + tombstone.RecordingId, tombstone, cancellationToken);

    public static async Task<bool> ExistsAsync(TenantStore store, string keyName, CancellationToken cancellationToken) =>
        await store.Keyring.GetBlobClient(Prefix + keyName).ExistsAsync(cancellationToken);

    public static async IAsyncEnumerable<Tombstone> ListAsync(
        TenantStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in store.Keyring.GetBlobsAsync(new() { Prefix = Recordings }, cancellationToken))
        {
            if (await Blobs.FindAsync(store, blob.Name, cancellationToken) is { Value: var mark })
            {
                yield return mark;
            }
        }
    }

    public static Task RemoveAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        Blobs.RemoveAsync(store, Recordings + id, cancellationToken);
}
