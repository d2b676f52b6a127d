using System.Globalization;
using Azure.Storage.Blobs.Models;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Blobs that the manifest does not name, of a recording that is neither awaiting uploads nor being sealed.
/// </summary>
/// <param name="Uploads">Everything in its inbox.</param>
/// <param name="Sealed">
/// Files of older generations that no hold preserves. A higher generation may be in the process of being written.
/// </param>
sealed record OrphanedBlobs(IReadOnlyList<InboxBlob> Uploads, IReadOnlyList<string> Sealed)
{
    public static async Task<OrphanedBlobs> ListAsync(TenantStore store, OpenedRecording recording, CancellationToken cancellationToken)
    {
        var (id, manifest) = (recording.Stored.Id, recording.Manifest);

        // An expired ticket may be reopened. The sweep discards uploads that came too late for it, and records that in the audit log.
        var uploads = recording.Document.State is RecordingState.Expired ? [] : (
            await Inbox.ListAsync(store, id, cancellationToken)).Values;
        var files = new List<string>();
        await foreach (var blob in store.Recordings.GetBlobsAsync(new() { Prefix = $"{id}/" }, cancellationToken))
        {
            if (GenerationOf(blob.Name) < (recording.Document.HeldGeneration ?? manifest.Generation))
            {
                files.Add(blob.Name);
            }
        }

        return new OrphanedBlobs([.. uploads], files);
    }

    public async Task RemoveAsync(TenantStore store, CancellationToken cancellationToken)
    {
        foreach (var upload in Uploads)
        {
            await Inbox.RemoveAsync(store, upload, cancellationToken);
        }

        foreach (var name in Sealed)
        {
            await store.Recordings.DeleteBlobIfExistsAsync(
                name, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);
        }
    }

    /// <summary>The generation in a blob's name; null if it has none, so that every comparison with it is false.</summary>
    internal static int? GenerationOf(string name) =>
        name.Split('/') is [_, var number, ..] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
            ? generation
            : null;
}
