using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Json;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// Tombstones' copies in the keys account, <c>keyring/erased/recordings/{recordingId}</c>: laid after the tombstone and before the key
/// goes, removed with the tombstone. When the data account is lost they alone say which keys must not come back; a backup of the key ring has them too.
/// </summary>
public static class KeyRingTombstones
{
    const string Recordings = Prefix + "recordings/";

    /// <summary>What marks' names begin with; the rest is the name of the key record that was destroyed.</summary>
    public const string Prefix = "erased/";

    public static Task PutAsync(TenantStore store, Tombstone tombstone, CancellationToken cancellation) =>
        TombstoneStore.CreateAsync(store.Keyring, Recordings + tombstone.RecordingId, tombstone, cancellation);

    public static async Task<bool> ExistsAsync(TenantStore store, string keyName, CancellationToken cancellation) =>
        await store.Keyring.GetBlobClient(Prefix + keyName).ExistsAsync(cancellation);

    public static async IAsyncEnumerable<Tombstone> ListAsync(TenantStore store, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var blob in store.Keyring.GetBlobsAsync(new() { Prefix = Recordings }, cancellation))
        {
            if (await FindAsync(store, blob.Name, cancellation) is { } mark)
            {
                yield return mark;
            }
        }
    }

    public static Task RemoveAsync(TenantStore store, RecordingId id, CancellationToken cancellation) =>
        store.Keyring.DeleteBlobIfExistsAsync(Recordings + id, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellation);

    static async Task<Tombstone?> FindAsync(TenantStore store, string name, CancellationToken cancellation)
    {
        try
        {
            BlobDownloadResult blob = await store.Keyring.GetBlobClient(name).DownloadContentAsync(cancellation);
            return StateJson.Read<Tombstone>(blob.Content);
        }
        catch (RequestFailedException removed) when (removed.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }
}
