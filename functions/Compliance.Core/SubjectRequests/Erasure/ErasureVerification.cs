using Azure.Storage.Blobs;
using Compliance.Calls;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Looks through all stores for what an erasure should have left nothing of.</summary>
public sealed class ErasureVerification(RecordingStateStore states, KeyRing keys, Outbox pending, BlobRemoval removal)
{
    /// <returns>
    /// Where something still is, in opaque words (<c>keyring</c>, <c>index</c>, <c>recordings</c>, …); empty when nothing is.
    /// </returns>
    public async Task<IReadOnlyList<string>> LookAgainAsync(
        TenantStore store, RecordingId id, LedgerEntry entry, CancellationToken cancellation)
    {
        var places = new List<string>();
        async Task LookAsync(string place, Task<bool> there)
        {
            if (await there)
            {
                places.Add(place);
            }
        }

        await LookAsync("state", IsLiveAsync(store, id, cancellation));
        await LookAsync("keyring", keys.IsKeptAsync(store, id, cancellation));
        await LookAsync("index", AnyExistsAsync(store.Index, entry.IndexEntries, cancellation));
        await LookAsync("recordings", AnyAsync(store.Recordings, RecordingBlobRemoval.Prefix(id), cancellation));
        await LookAsync("inbox", AnyAsync(store.Inbox, RecordingBlobRemoval.InboxPrefix(store, id), cancellation));
        await LookAsync("packages", AnyAsync(store.Packages, RecordingBlobRemoval.Prefix(id), cancellation));
        await LookAsync("reads", AnyAsync(store.State, ContentReads.Prefix(id), cancellation));

        // A marker without the call's token is only a note that somebody came too late.
        await LookAsync("pending", IsMarkedAsync(store, id, cancellation));
        if (entry.CallToken is { } token)
        {
            await LookAsync("calls", AnyAsync(store.State, CallMap.NameOf(token), cancellation));
            await LookAsync("liveCalls", AnyAsync(store.State, LiveCallStore.NameOf(token), cancellation));
            await LookAsync("liveCallKeys", ExistsAsync(store.Keyring, CallKeys.NameOf(token), cancellation));
        }

        return places;
    }

    /// <summary>Anything but the document that says it was erased; an older version of it too.</summary>
    async Task<bool> IsLiveAsync(TenantStore store, RecordingId id, CancellationToken cancellation)
    {
        var stored = await states.FindAsync(store, id, cancellation);
        if (stored is null or { Document.State: not RecordingState.Erased } or { KeepsVersions: false })
        {
            return stored is { Document.State: not RecordingState.Erased };
        }

        return await removal.ListAsync(store.State, RecordingStateStore.NameOf(id), cancellation)
            .AnyAsync(x => !BlobRemoval.IsBase(x), cancellation);
    }

    async Task<bool> IsMarkedAsync(TenantStore store, RecordingId id, CancellationToken cancellation) =>
        await pending.FindAsync(store, id, cancellation) is { Marker.CallToken: not null };

    async Task<bool> AnyAsync(BlobContainerClient container, string prefix, CancellationToken cancellation) =>
        await removal.ListAsync(container, prefix, cancellation).AnyAsync(cancellation);

    static async Task<bool> AnyExistsAsync(BlobContainerClient container, IEnumerable<string> names, CancellationToken cancellation)
    {
        foreach (var name in names)
        {
            if (await ExistsAsync(container, name, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    static async Task<bool> ExistsAsync(BlobContainerClient container, string name, CancellationToken cancellation) =>
        await container.GetBlobClient(name).ExistsAsync(cancellation);
}
