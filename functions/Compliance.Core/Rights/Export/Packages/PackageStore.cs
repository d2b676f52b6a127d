using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Compliance.Keys;
using Compliance.Recordings;
using Compliance.Rights.Erasure;
using Compliance.Rights.Requests;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Rights.Export.Packages;

/// <summary>
/// Packages at rest. Container <c>packages</c>: <c>{requestId}/{recordingId}/{try}</c> sealed segments, <c>{requestId}/end/{try}</c> the
/// sealed end, <c>{recordingId}/{requestId}</c> a mark for every package that a recording is or was in, <c>ready/{requestId}</c> the timer's
/// list. Sealed under <c>keyring/packages/{requestId}</c>, a key of the package's own: without it no copy of a package opens, while the
/// request's register entry and letter stay readable.
/// </summary>
public sealed class PackageStore(TenantSecrets secrets, RequestTexts texts, BlobRemoval removal, TimeProvider clock)
{
    const string Ready = "ready/";
    const string Contents = "package/contents";

    /// <returns>A copy that the caller disposes; made at first use.</returns>
    public Task<KeyBytes> KeyAsync(TenantStore store, RequestId id, CancellationToken cancellation) =>
        secrets.GetAsync(store.Scope, KeyName(id), cancellation);

    /// <returns>A copy that the caller disposes; null when the package was destroyed.</returns>
    public Task<KeyBytes?> FindKeyAsync(TenantStore store, RequestId id, CancellationToken cancellation) =>
        secrets.FindCachedAsync(store.Scope, KeyName(id), cancellation);

    /// <summary>Seals what <paramref name="write"/> writes into a new blob; memory stays at a few regions.</summary>
    /// <param name="place">Null: the end.</param>
    public async Task<PackagePiece> SealAsync(
        TenantStore store, RequestId id, RecordingId? place, Func<Stream, Task> write, CancellationToken cancellation)
    {
        using var key = await KeyAsync(store, id, cancellation);
        var name = $"{Prefix(id, place)}{Guid.CreateVersion7(clock.GetUtcNow()):N}";
        var content = await SealingPipe.SealAsync(store.Packages.GetBlockBlobClient(name), write, key, KeyId(store, id), cancellation);
        return new PackagePiece(name, content ?? throw new InvalidOperationException("A fresh segment name was taken."));
    }

    public Task<Stream> OpenAsync(TenantStore store, RequestId id, PackagePiece piece, KeyBytes key, CancellationToken cancellation) =>
        SealedBlobReader.OpenAsync(store.Packages.GetBlockBlobClient(piece.Blob), key, KeyId(store, id), piece.Content, cancellation);

    public Task PutPartAsync(TenantStore store, RequestId id, PackagePart part, CancellationToken cancellation) =>
        texts.PutAsync(store, id, PartName(part.Recording.RecordingId), part, cancellation);

    public Task<PackagePart?> FindPartAsync(TenantStore store, RequestId id, RecordingId recording, CancellationToken cancellation) =>
        texts.FindAsync<PackagePart>(store, id, PartName(recording), cancellation);

    public Task PutContentsAsync(TenantStore store, RequestId id, PackageContents contents, CancellationToken cancellation) =>
        texts.PutAsync(store, id, Contents, contents, cancellation);

    public Task<PackageContents?> FindContentsAsync(TenantStore store, RequestId id, CancellationToken cancellation) =>
        texts.FindAsync<PackageContents>(store, id, Contents, cancellation);

    /// <summary>Before anything of a recording goes into a package: its erasure finds the package by this.</summary>
    public Task MarkAsync(TenantStore store, RecordingId recording, RequestId id, CancellationToken cancellation) =>
        store.Packages.GetBlobClient(RecordingRemnants.Prefix(recording) + id).UploadAsync(BinaryData.Empty, overwrite: true, cancellation);

    /// <summary>Nothing of the recording came into the package.</summary>
    public Task UnmarkAsync(TenantStore store, RecordingId recording, RequestId id, CancellationToken cancellation) =>
        removal.RemoveAsync(store.Packages, RecordingRemnants.Prefix(recording) + id, cancellation);

    /// <summary>Requests whose packages a recording is or was in.</summary>
    public async Task<IReadOnlyList<RequestId>> WithAsync(TenantStore store, RecordingId recording, CancellationToken cancellation) =>
        await ListAsync(store, RecordingRemnants.Prefix(recording), cancellation);

    public Task MarkReadyAsync(TenantStore store, RequestId id, CancellationToken cancellation) =>
        store.Packages.GetBlobClient(Ready + id).UploadAsync(BinaryData.Empty, overwrite: true, cancellation);

    public Task UnmarkReadyAsync(TenantStore store, RequestId id, CancellationToken cancellation) =>
        store.Packages.DeleteBlobIfExistsAsync(Ready + id, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellation);

    public Task<IReadOnlyList<RequestId>> ReadyAsync(TenantStore store, CancellationToken cancellation) => ListAsync(store, Ready, cancellation);

    /// <summary>A recording's segment, in whatever try: it is built anew, or left out.</summary>
    public async Task RemovePartAsync(TenantStore store, RequestId id, RecordingId recording, CancellationToken cancellation)
    {
        await removal.RemoveAsync(store.Requests, $"{id}/{PartName(recording)}", cancellation);
        await removal.RemoveAsync(store.Packages, Prefix(id, recording), cancellation);
    }

    /// <summary>Blobs of tries that died before they were written down.</summary>
    public async Task RemoveStrayAsync(TenantStore store, RequestId id, PackageContents contents, CancellationToken cancellation)
    {
        var named = contents.Pieces.Select(x => x.Blob).ToHashSet(StringComparer.Ordinal);
        await foreach (var blob in store.Packages.GetBlobsAsync(prefix: $"{id}/", cancellationToken: cancellation))
        {
            if (!named.Contains(blob.Name))
            {
                await removal.RemoveAsync(store.Packages, blob.Name, cancellation);
            }
        }
    }

    /// <summary>The key first: from then on no copy opens. What is known of who is in it goes too; the marks stay.</summary>
    public async Task DestroyAsync(TenantStore store, RequestId id, CancellationToken cancellation)
    {
        await secrets.RemoveAsync(store.Scope, KeyName(id), cancellation);
        await removal.RemoveAsync(store.Packages, $"{id}/", cancellation);
        await removal.RemoveAsync(store.Requests, $"{id}/package/", cancellation);
        await UnmarkReadyAsync(store, id, cancellation);
    }

    static async Task<IReadOnlyList<RequestId>> ListAsync(TenantStore store, string prefix, CancellationToken cancellation)
    {
        var found = new List<RequestId>();
        await foreach (var blob in store.Packages.GetBlobsAsync(prefix: prefix, cancellationToken: cancellation))
        {
            if (RequestId.TryParse(blob.Name[prefix.Length..], out var id))
            {
                found.Add(id);
            }
        }

        return found;
    }

    /// <summary>A package's pieces name the request in the recording's place: both are opaque ids.</summary>
    static SealedKeyId KeyId(TenantStore store, RequestId id) => new(store.Tenant, new RecordingId(id.Value), 0);

    static string Prefix(RequestId id, RecordingId? place) => $"{id}/{place?.ToString() ?? "end"}/";

    static string PartName(RecordingId recording) => $"package/{recording}";

    static string KeyName(RequestId id) => $"packages/{id}";
}
