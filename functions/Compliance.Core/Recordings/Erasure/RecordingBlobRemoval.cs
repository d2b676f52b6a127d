using Azure.Storage.Blobs.Models;
using Compliance.Calls;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>Removes what is stored under a recording's id, except its key, its index entries, its state and packages with a copy of
/// it.</summary>
public sealed class RecordingBlobRemoval(BlobRemoval removal, CallMap calls, CallWatch live)
{
    /// <summary>In <c>recordings</c>, and of marks in <c>packages</c>.</summary>
    public static string Prefix(RecordingId id) => $"{id}/";

    public static string InboxPrefix(TenantStore store, RecordingId id) => $"{store.Tenant}/{id}/";

    /// <summary>Sealed files, uploads that arrived or are arriving, the live call.</summary>
    /// <param name="callToken">Null: what is known by the call id is left alone.</param>
    public async Task RemoveAsync(TenantStore store, RecordingId id, string? callToken, CancellationToken cancellationToken)
    {
        await removal.RemoveAsync(store.Inbox, InboxPrefix(store, id), cancellationToken);
        await removal.RemoveAsync(store.Recordings, Prefix(id), cancellationToken);
        await removal.RemoveAsync(store.State, ContentReads.Prefix(id), cancellationToken);
        if (callToken is null)
        {
            return;
        }

        await live.ForgetAsync(store, callToken, cancellationToken);

        // Another recording's by now, when this erasure let go of the call id long ago.
        if (await calls.FindAsync(store, callToken, cancellationToken) == id)
        {
            await calls.ReleaseAsync(store, callToken, cancellationToken);
        }

        await removal.RemoveOldAsync(store.State, CallMap.NameOf(callToken), cancellationToken);
    }

    /// <summary>As <see cref="RemoveAsync"/>, of a recording whose erasure began just now: the call id is still its own.</summary>
    /// <param name="files">What lies in <c>recordings</c>.</param>
    /// <param name="wasRead">Whether somebody had its clear content.</param>
    public async Task RemoveBegunAsync(
        TenantStore store, StoredRecording begun, IReadOnlyList<BlobItem> files, bool wasRead, CancellationToken cancellationToken)
    {
        var id = begun.Id;
        await removal.RemoveAsync(store.Inbox, InboxPrefix(store, id), cancellationToken);
        await removal.RemoveAsync(store.Recordings, Prefix(id), cancellationToken, files);
        if (wasRead)
        {
            await removal.RemoveAsync(store.State, ContentReads.Prefix(id), cancellationToken);
        }

        if (begun.Document.CallToken is not { } callToken)
        {
            return;
        }

        if (await live.IsKnownAsync(store, callToken, cancellationToken))
        {
            await live.ForgetAsync(store, callToken, cancellationToken);
        }

        await calls.ReleaseAsync(store, callToken, cancellationToken);
        if (begun.KeepsVersions)
        {
            await removal.RemoveOldAsync(store.State, CallMap.NameOf(callToken), cancellationToken);
        }
    }
}
