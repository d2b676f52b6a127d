using System.Runtime.CompilerServices;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// Tombstones' copies in the keys account, <c>keyring/erased/recordings/{recordingId}</c>: laid after the tombstone and before the key
/// goes, removed with the tombstone. When the data account is lost they alone say which keys must not come back; a backup of the key ring
/// has them too.
/// </summary>
public static class KeyRingTombstones
{
    const string Recordings = Prefix + "recordings/";

    static readonly VersionedBlob<string, Tombstone> Blobs = TombstoneStore.In(x => x.Keyring);

    /// <summary>What marks' names begin with; the rest is the name of the key record that was destroyed.</summary>
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
