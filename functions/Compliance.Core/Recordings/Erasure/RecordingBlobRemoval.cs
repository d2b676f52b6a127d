using Azure.Storage.Blobs.Models;
using Compliance.Calls;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Removes what is stored under a recording's id, except its key, its index entries, its state and the packages that contain a copy.
/// </summary>
public sealed class RecordingBlobRemoval(BlobRemoval removal, CallMap calls, CallWatch live)
{
    /// <summary>The name prefix in <c>recordings</c>, and of markers in <c>packages</c>.</summary>
    public static string Prefix(RecordingId id) => $"{id}/";

    public static string InboxPrefix(TenantStore store, RecordingId id) => $"{store.Tenant}/{id}/";

    /// <summary>Removes sealed files, uploads that have arrived or are arriving, and the live call.</summary>
    /// <param name="callToken">Null leaves alone what is stored under the call id.</param>
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

        // If this erasure released the call id long ago, it may belong to another recording now.
        if (await calls.FindAsync(store, callToken, cancellationToken) == id)
        {
            await calls.ReleaseAsync(store, callToken, cancellationToken);
        }

        await removal.RemoveOldAsync(store.State, CallMap.NameOf(callToken), cancellationToken);
    }

    /// <summary>
    /// Does what <see cref="RemoveAsync"/> does for a recording whose erasure has just begun, so the call id still belongs to it.
    /// </summary>
    /// <param name="files">The recording's blobs in <c>recordings</c>.</param>
    /// <param name="wasRead">Whether anybody has read its clear content.</param>
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
