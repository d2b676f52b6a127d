using System.Globalization;
using Azure.Storage.Blobs.Models;
using Compliance.Keys;
using Compliance.Recordings.Arrival;
using Compliance.Recordings.Indexing;
using Compliance.Recordings.Metadata;
using Compliance.Recordings.State;
using Compliance.Tenancy;

namespace Compliance.Recordings.Pipeline;

/// <summary>
/// Brings every store to what the state blob says: key ring advanced (which shreds what was superseded), index written, inbox emptied,
/// older generations and work files gone, the owed audit entry written, the pending marker removed. The last step of every operation, and
/// what the reconcile timer runs after a crash: one mechanism for both.
/// </summary>
public sealed class RecordingSettlement(
    RecordingManifests manifests, KeyRing keys, RecordingIndex index, SealedMetadata metadata, RecordingAudit audit, PendingWork pending)
{
    /// <summary>Does nothing while uploads are awaited or a sealing runs: their end settles.</summary>
    public async Task SettleAsync(TenantStore store, RecordingId id, CancellationToken cancellation)
    {
        // Read before the state: a marker that is renewed from here on is somebody else's, and stays.
        var marker = await pending.FindAsync(store, id, cancellation);
        using var recording = await manifests.FindAsync(store, id, cancellation);
        if (recording is null || recording.Document.State is RecordingState.Erasing or RecordingState.Erased)
        {
            return;
        }

        var manifest = recording.Manifest;
        await index.PutAsync(store, manifest.IndexEntries, cancellation);
        if (recording.Document.State is RecordingState.AwaitingUpload or RecordingState.Sealing)
        {
            await keys.AdvanceAsync(store, id, manifest.Sequence, generation: 0, cancellation);
            await OweNothingAsync(store, id, marker, cancellation);
            return;
        }

        await keys.AdvanceAsync(store, id, manifest.Sequence, recording.Document.KeyGeneration, cancellation);
        await EmptyInboxAsync(store, id, recording.Document, cancellation);
        await RemoveOldGenerationsAsync(store, id, manifest, cancellation);
        await metadata.PruneAsync(store, id, manifest.Metadata.Blob, cancellation);
        await SealingWork.ClearAsync(store, id, manifest.Generation, cancellation);
        if (marker is not null)
        {
            if (marker.Marker.Audit is { } owed)
            {
                await audit.DoneAsync(store, id, owed, cancellation);
            }

            await pending.ClearAsync(store, marker, cancellation);
        }
    }

    /// <summary>Writes the owed entry of an operation that leaves the recording on the work list.</summary>
    async Task OweNothingAsync(TenantStore store, RecordingId id, PendingEntry? marker, CancellationToken cancellation)
    {
        if (marker?.Marker.Audit is { } owed)
        {
            await audit.DoneAsync(store, id, owed, cancellation);
            await pending.MarkAsync(store, id, marker.Marker with { Audit = null }, cancellation);
        }
    }

    /// <summary>Late files may be announced and arrive meanwhile: their ordinals begin where this document ends.</summary>
    static async Task EmptyInboxAsync(TenantStore store, RecordingId id, RecordingDocument document, CancellationToken cancellation)
    {
        if (document.State is RecordingState.Expired)
        {
            return;
        }

        foreach (var upload in (await Inbox.ListAsync(store, id, cancellation)).Values.Where(u => u.Ordinal < document.NextOrdinal))
        {
            await Inbox.RemoveAsync(store, upload, cancellation);
        }
    }

    /// <summary>Only lower ones: a higher generation may be in the making.</summary>
    static async Task RemoveOldGenerationsAsync(
        TenantStore store, RecordingId id, RecordingManifest manifest, CancellationToken cancellation)
    {
        await foreach (var item in store.Recordings.GetBlobsByHierarchyAsync(prefix: $"{id}/", delimiter: "/", cancellationToken: cancellation))
        {
            if (!item.IsPrefix
                || !int.TryParse(
                    item.Prefix.AsSpan($"{id}/".Length).TrimEnd('/'), NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
                || generation >= manifest.Generation)
            {
                continue;
            }

            await foreach (var blob in store.Recordings.GetBlobsAsync(prefix: item.Prefix, cancellationToken: cancellation))
            {
                await store.Recordings.DeleteBlobIfExistsAsync(
                    blob.Name, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellation);
            }
        }
    }
}
