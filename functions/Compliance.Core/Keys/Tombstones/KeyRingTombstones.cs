using System.Runtime.CompilerServices;
using Azure.Storage.Blobs.Models;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// Erasure marks: copies of tombstones in the keys account, <c>keyring/erased/recordings/{recordingId}</c>, written after the tombstone and
/// before the key is deleted, removed last. Only a mark makes the sweep destroy anything: whoever can write the data account alone cannot
/// have a key shredded. If the data account is lost, only they tell which keys must not come back. Backups of the key ring contain them.
/// </summary>
public static class KeyRingTombstones
{
    const string Recordings = Prefix + "recordings/";

    static readonly VersionedBlob<string, Tombstone> Blobs = TombstoneStore.In(x => x.Keyring);

    /// <summary>The name prefix of the copies; the rest of the name is that of the destroyed key record.</summary>
    public const string Prefix = "erased/";

    public static Task PutAsync(TenantStore store, Tombstone tombstone, CancellationToken cancellationToken) =>
        Blobs.TryCreateAsync(store, Recordings + tombstone.RecordingId, tombstone, cancellationToken);

    /// <summary>The mark of another key than a recording's: it keeps a restore from bringing that key back, and stays.</summary>
    public static Task MarkAsync(TenantStore store, string keyName, CancellationToken cancellationToken) =>
        store.Documents.MarkAsync(store.Keyring.GetBlobClient(Prefix + keyName), cancellationToken);

    public static async Task<bool> ExistsAsync(TenantStore store, string keyName, CancellationToken cancellationToken) =>
        await store.Keyring.GetBlobClient(Prefix + keyName).ExistsAsync(cancellationToken);

    public static async Task<Tombstone?> FindAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        (await Blobs.FindAsync(store, Recordings + id, cancellationToken))?.Value;

    /// <summary>Recordings with a mark, and since when. As listed: nothing is read, so nothing is verified.</summary>
    public static async IAsyncEnumerable<(RecordingId Id, DateTimeOffset At)> ListAsync(
        TenantStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in store.Keyring.GetBlobsAsync(new() { Traits = BlobTraits.Metadata, Prefix = Recordings }, cancellationToken))
        {
            if (RecordingId.TryParse(blob.Name[Recordings.Length..], out var id))
            {
                yield return (id, TombstoneStore.AtOf(blob.Metadata));
            }
        }
    }

    public static Task RemoveAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        Blobs.RemoveAsync(store, Recordings + id, cancellationToken);
}
