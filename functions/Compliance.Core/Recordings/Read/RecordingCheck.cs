using System.Security.Cryptography;
using Azure;
using Compliance.Fsck;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Verifies every recording: its manifest (HMAC, not rolled back), its whole sealed metadata and, per sealed file, key, length and all
/// region tags: 16 bytes read per 4 MiB stored. One vault call per recording.
/// </summary>
public sealed class RecordingCheck(
    TenantStoreFactory stores, RecordingStateStore states, ManifestReader manifests, KeyRing keys) : IFsckCheck
{
    public string Name => "recordings";

    public async Task<FsckResult> CheckAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        var (verified, lost, findings) = (0L, 0L, new List<FsckFinding>());
        await foreach (var blob in store.State.GetBlobsAsync(new() { Prefix = RecordingStateStore.Prefix }, cancellationToken))
        {
            var named = RecordingId.TryParse(blob.Name[RecordingStateStore.Prefix.Length..], out var id);
            if (named && await IsLostAsync(store, id, cancellationToken))
            {
                lost++;
                continue;
            }

            var wrong = named
                ? await CheckAsync(store, id, cancellationToken)
                : new FsckFinding($"{ContainerNames.State}: {blob.Name}", "this is not the name of a recording's state.");
            if (wrong is not null)
            {
                findings.Add(wrong);
            }
            else
            {
                verified++;
            }
        }

        return new FsckResult(verified, Name, findings, lost == 0 ? null : $"{lost} more are lost: a restore did not find their keys");
    }

    /// <summary>A restore reported it as lost. Without the key this cannot be disproved.</summary>
    async Task<bool> IsLostAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        try
        {
            return await states.FindAsync(store, id, cancellationToken) is { Document.Lost: not null };
        }
        catch (ManifestException)
        {
            // The check itself reports it.
            return false;
        }
    }

    async Task<FsckFinding?> CheckAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        var at = $"{ContainerNames.State}: {RecordingStateStore.Prefix}{id}";
        try
        {
            return await manifests.ReadAsync(
                store,
                id,
                recording => recording is null
                    ? CheckErasedAsync(store, id, cancellationToken)
                    : CheckFilesAsync(store, recording, Reach, cancellationToken),
                cancellationToken);
        }
        catch (Exception wrong) when (wrong is ManifestException or SealedContentException or InvalidDataException or UnauthenticDocumentException)
        {
            return new FsckFinding(at, wrong.Message);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return new FsckFinding(at, "it is missing.");
        }

        void Reach(string blob) => at = $"{ContainerNames.Recordings}: {blob}";
    }

    /// <summary>
    /// Nothing may be left of an erased recording: no key, no content. The same applies to a ticket that was never finished.
    /// </summary>
    async Task<FsckFinding?> CheckErasedAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        if (await states.FindAsync(store, id, cancellationToken) is not { Document: { State: RecordingState.Erased } erased })
        {
            return null;
        }

        using var key = await keys.FindAsync(store, id, erased.KeyGeneration, cancellationToken);
        return key is null
            ? null
            : new FsckFinding($"{ContainerNames.State}: {RecordingStateStore.Prefix}{id}", "it is erased, but its key still exists.");
    }

    async Task<FsckFinding?> CheckFilesAsync(
        TenantStore store, OpenedRecording recording, Action<string> reach, CancellationToken cancellationToken)
    {
        var (id, manifest) = (recording.Stored.Id, recording.Manifest);
        SealedMetadata.Open(recording);
        foreach (var file in manifest.Files)
        {
            var blob = SealedFileNames.Blob(store, id, manifest.Generation, file.Ordinal);
            reach(blob.Name);
            var found = await SealedBlob.FindAsync(blob, cancellationToken);
            using var content = found.Open(
                recording.Key.Bytes, ManifestReader.KeyId(store, id, manifest.Generation), file.Content).Content;
            await CheckTagsAsync(found, file.Content, cancellationToken);
        }

        return null;
    }

    static async Task CheckTagsAsync(SealedFile file, SealedContent expected, CancellationToken cancellationToken)
    {
        var layout = EncryptionData.Parse(file.EncryptionData).Layout;
        var tag = new byte[RegionLayout.TagLength];
        for (var region = 0; region < layout.Regions(expected.ClearLength); region++)
        {
            var end = layout.OffsetOf(region) + layout.DataLengthOf(region, expected.ClearLength) + RegionLayout.NonceLength;
            await file.Fetch(end, tag, cancellationToken);
            if (!CryptographicOperations.FixedTimeEquals(tag, expected.Tags.AsSpan(region * tag.Length, tag.Length)))
            {
                throw new SealedContentException(SealedContentStage.Tag);
            }
        }
    }
}
