using System.Collections.Concurrent;
using Azure.Storage.Blobs;
using Compliance.Calls;
using Compliance.Identities;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Searches all stores for anything that an erasure should have removed.</summary>
public sealed class ErasureVerification(
    RecordingStateStore states, KeyRing keys, RecordingOutbox pending, IConsentRecords consents, BlobRemoval removal)
{
    const int AtOnce = 8;

    static readonly string[] Own =
        [.. ((IdentityType[])[IdentityType.Phone, IdentityType.Email, IdentityType.AccountId]).Select(IndexTerms.KindName)];

    /// <param name="entry">Null if the request's key is gone; index and call are then unknown, and everything else is searched.</param>
    /// <param name="indexed">See <see cref="IndexedAsync"/>; null to look for this recording's entries alone.</param>
    /// <returns>
    /// Where something was found, in opaque words (<c>keyring</c>, <c>index</c>, <c>recordings</c>, …); empty if nothing was.
    /// </returns>
    public async Task<IReadOnlyList<string>> LookAgainAsync(
        TenantStore store,
        RecordingId id,
        LedgerEntry? entry,
        CancellationToken cancellationToken,
        IReadOnlySet<string>? indexed = null)
    {
        indexed ??= await IndexedAsync(store, entry is null ? [] : [entry], cancellationToken);
        var places = new List<string>();
        async Task LookAsync(string place, Task<bool> there)
        {
            if (await there)
            {
                places.Add(place);
            }
        }

        await LookAsync("state", IsLiveAsync(store, id, cancellationToken));
        await LookAsync("keyring", keys.IsKeptAsync(store, id, cancellationToken));
        await LookAsync("index", Task.FromResult(entry is not null && indexed.Overlaps(entry.IndexEntries)));
        await LookAsync("recordings", AnyAsync(store.Recordings, RecordingBlobRemoval.Prefix(id), cancellationToken));
        await LookAsync("inbox", AnyAsync(store.Inbox, RecordingBlobRemoval.InboxPrefix(store, id), cancellationToken));
        await LookAsync("packages", AnyAsync(store.Packages, RecordingBlobRemoval.Prefix(id), cancellationToken));
        await LookAsync("reads", AnyAsync(store.State, ContentReads.Prefix(id), cancellationToken));

        // A marker without the call's token only notes an operation that came too late.
        await LookAsync("pending", IsMarkedAsync(store, id, cancellationToken));
        if (entry?.CallToken is { } token)
        {
            await LookAsync("calls", AnyAsync(store.State, CallMap.NameOf(token), cancellationToken));
            await LookAsync("liveCalls", AnyAsync(store.State, LiveCallStore.NameOf(token), cancellationToken));
            await LookAsync("consents", consents.IsKeptAsync(store, id, token, cancellationToken));
            await LookAsync("liveCallKeys", ExistsAsync(store.Keyring, CallKeys.NameOf(token), cancellationToken));
        }

        return places;
    }

    /// <summary>
    /// Which of the index entries that were to be removed still exist. The person's own lists are short, so one list per token answers for
    /// all the recordings of a page; lists that the person shares with others are asked entry by entry.
    /// </summary>
    public async Task<IReadOnlySet<string>> IndexedAsync(
        TenantStore store, IEnumerable<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        var names = entries.SelectMany(x => x.IndexEntries).ToHashSet(StringComparer.Ordinal);
        var own = names.ToLookup(OwnList, StringComparer.Ordinal);
        var found = new ConcurrentBag<string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(own.Select(x => x.Key).OfType<string>(), options, async (list, token) =>
        {
            await foreach (var blob in store.Index.GetBlobsAsync(new() { Prefix = list }, token))
            {
                if (names.Contains(blob.Name))
                {
                    found.Add(blob.Name);
                }
            }
        });
        await Parallel.ForEachAsync(own[null], options, async (name, token) =>
        {
            if (await ExistsAsync(store.Index, name, token))
            {
                found.Add(name);
            }
        });
        return found.ToHashSet(StringComparer.Ordinal);
    }

    /// <returns>The name prefix of a list that only one person is in; null for other entries.</returns>
    static string? OwnList(string name) =>
        IndexEntry.TryParse(name, out var entry) && entry.Party is not null && Own.Contains(entry.Kind, StringComparer.Ordinal)
            ? $"{entry.Token}/{entry.Kind}/"
            : null;

    /// <summary>Whether there is anything but the erased document, such as an older version of the state.</summary>
    async Task<bool> IsLiveAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        var stored = await states.FindAsync(store, id, cancellationToken);
        if (stored is null or { Document.State: not RecordingState.Erased } or { KeepsVersions: false })
        {
            return stored is { Document.State: not RecordingState.Erased };
        }

        return await removal.ListAsync(store.State, RecordingStateStore.NameOf(id), cancellationToken)
            .AnyAsync(x => !BlobRemoval.IsBase(x), cancellationToken);
    }

    async Task<bool> IsMarkedAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        await pending.FindAsync(store, id, cancellationToken) is { Value.CallToken: not null };

    async Task<bool> AnyAsync(BlobContainerClient container, string prefix, CancellationToken cancellationToken) =>
        await removal.ListAsync(container, prefix, cancellationToken).AnyAsync(cancellationToken);

    static async Task<bool> ExistsAsync(BlobContainerClient container, string name, CancellationToken cancellationToken) =>
        await container.GetBlobClient(name).ExistsAsync(cancellationToken);
}
