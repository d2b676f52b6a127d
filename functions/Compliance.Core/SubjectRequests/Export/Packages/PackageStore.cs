using System.Globalization;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Packages at rest, in container <c>packages</c>: sealed segments <c>{edition}/{recordingId}/{revision}-{try}</c>; the sealed end
/// <c>{edition}/end/{revision}-{try}</c>; a marker <c>{recordingId}/{requestId}</c> for every package that contains or contained a
/// recording; and <c>ready/{edition}</c>, the timer's list. They are sealed under <c>keyring/packages/{edition}</c>, a key of the package's
/// own: without it no copy of a package opens, while the request's register entry and letter stay readable. An edition's name is
/// <see cref="PackageBuild.Name"/>.
/// </summary>
public sealed class PackageStore(TenantSecrets secrets, SubjectRequestTexts texts, BlobRemoval removal, TimeProvider clock)
{
    const string Ready = "ready/";

    /// <returns>A copy for the caller to dispose; the key is created at first use.</returns>
    public Task<KeyBytes> KeyAsync(TenantStore store, PackageBuild build, CancellationToken cancellationToken) =>
        secrets.GetAsync(store.Scope, KeyName(build), cancellationToken);

    /// <returns>A copy for the caller to dispose; null if the package was destroyed.</returns>
    public Task<KeyBytes?> FindKeyAsync(TenantStore store, PackageBuild build, CancellationToken cancellationToken) =>
        secrets.FindCachedAsync(store.Scope, KeyName(build), cancellationToken);

    /// <summary>Seals the output of <paramref name="write"/> into a new blob; memory use stays at a few regions.</summary>
    /// <param name="place">The recording; null for the end of the package.</param>
    public async Task<PackagePiece> SealAsync(
        TenantStore store, PackageBuild build, RecordingId? place, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        using var key = await KeyAsync(store, build, cancellationToken);
        var name = Prefix(build, place) + Try(build);
        var content = await SealingPipe.SealAsync(
            store.Packages.GetBlockBlobClient(name), write, key, KeyId(store, build), cancellationToken);
        return new PackagePiece(name, content ?? throw new InvalidOperationException("A new segment's name was already in use."));
    }

    public Task<Stream> OpenAsync(
        TenantStore store, PackageBuild build, PackagePiece piece, KeyBytes key, CancellationToken cancellationToken) =>
        SealedBlobReader.OpenAsync(
            store.Packages.GetBlockBlobClient(piece.Blob), key, KeyId(store, build), piece.Content, cancellationToken);

    /// <summary>
    /// Registers a segment as the recording's. If another attempt has already registered its own, this segment is removed.
    /// </summary>
    /// <param name="since">
    /// The revision since which the recording is unchanged: see <see cref="Compliance.SubjectRequests.RedactionSet.SinceOf"/>.
    /// </param>
    public async Task PutPartAsync(TenantStore store, PackageBuild build, PackagePart part, int since, CancellationToken cancellationToken)
    {
        if (await texts.TryPutAsync(
            store, build.Request, PartName(build, part.Recording.RecordingId, since), part, cancellationToken) is null)
        {
            // Both attempts have the same content. The one registered first stays, because the process that ends the package may have read
            // it.
            await removal.RemoveAsync(store.Packages, part.Blob, cancellationToken);
        }
    }

    public Task<PackagePart?> FindPartAsync(
        TenantStore store, PackageBuild build, RecordingId recording, int since, CancellationToken cancellationToken) =>
        texts.FindAsync<PackagePart>(store, build.Request, PartName(build, recording, since), cancellationToken);

    /// <returns>The name under which the register refers to the package.</returns>
    public async Task<string> PutContentsAsync(
        TenantStore store, PackageBuild build, PackageContents contents, CancellationToken cancellationToken)
    {
        var name = $"contents/{Try(build)}";
        await texts.PutAsync(store, build.Request, TextPrefix(build) + name, contents, cancellationToken);
        return name;
    }

    public Task<PackageContents?> FindContentsAsync(
        TenantStore store, PackageBuild build, string name, CancellationToken cancellationToken) =>
        texts.FindAsync<PackageContents>(store, build.Request, TextPrefix(build) + name, cancellationToken);

    /// <summary>Called before anything of a recording goes into a package: its erasure finds the package by this marker.</summary>
    public Task MarkAsync(TenantStore store, RecordingId recording, SubjectRequestId id, CancellationToken cancellationToken) =>
        store.Documents.MarkAsync(store.Packages.GetBlobClient(RecordingBlobRemoval.Prefix(recording) + id), cancellationToken);

    /// <summary>Called if nothing of the recording went into the package.</summary>
    public Task UnmarkAsync(TenantStore store, RecordingId recording, SubjectRequestId id, CancellationToken cancellationToken) =>
        removal.RemoveAsync(store.Packages, RecordingBlobRemoval.Prefix(recording) + id, cancellationToken);

    /// <summary>Requests whose packages contain or contained a recording.</summary>
    public async Task<IReadOnlyList<SubjectRequestId>> WithAsync(
        TenantStore store, RecordingId recording, CancellationToken cancellationToken) =>
        [.. (await ListAsync(store, RecordingBlobRemoval.Prefix(recording), cancellationToken)).Select(x => x.Request)];

    public Task MarkReadyAsync(TenantStore store, PackageBuild build, CancellationToken cancellationToken) =>
        store.Documents.MarkAsync(store.Packages.GetBlobClient(Ready + build.Name), cancellationToken);

    public Task<IReadOnlyList<PackageBuild>> ReadyAsync(TenantStore store, CancellationToken cancellationToken) =>
        ListAsync(store, Ready, cancellationToken);

    /// <summary>Removes a recording's segment from every attempt, so that it is built again or left out.</summary>
    public async Task RemovePartAsync(TenantStore store, PackageBuild build, RecordingId recording, CancellationToken cancellationToken)
    {
        await removal.RemoveAsync(store.Requests, $"{build.Request}/{TextPrefix(build)}{recording}/", cancellationToken);
        await removal.RemoveAsync(store.Packages, Prefix(build, recording), cancellationToken);
    }

    /// <summary>
    /// Removes what this revision and earlier ones left over: attempts that died before they were registered, and replaced segments. Blobs
    /// of a later revision are left alone, even if a late caller runs this.
    /// </summary>
    /// <param name="name">The name of the contents.</param>
    /// <param name="parts">The recordings in it, with the revision since which each is unchanged.</param>
    public async Task RemoveStrayAsync(
        TenantStore store,
        PackageBuild build,
        string name,
        PackageContents contents,
        IEnumerable<(RecordingId Recording, int Since)> parts,
        CancellationToken cancellationToken)
    {
        var named = contents.Pieces.Select(x => x.Blob).ToHashSet(StringComparer.Ordinal);
        await foreach (var blob in store.Packages.GetBlobsAsync(new() { Prefix = $"{build.Name}/" }, cancellationToken))
        {
            if (!named.Contains(blob.Name) && RevisionOf(blob.Name) <= build.Revision)
            {
                await removal.RemoveAsync(store.Packages, blob.Name, cancellationToken);
            }
        }

        var kept = parts.Select(x => $"{build.Request}/{PartName(build, x.Recording, x.Since)}")
            .Append($"{build.Request}/{TextPrefix(build)}{name}")
            .ToHashSet(StringComparer.Ordinal);
        await foreach (
            var blob in store.Requests.GetBlobsAsync(new() { Prefix = $"{build.Request}/{TextPrefix(build)}" }, cancellationToken))
        {
            if (!kept.Contains(blob.Name) && RevisionOf(blob.Name) <= build.Revision)
            {
                await removal.RemoveAsync(store.Requests, blob.Name, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Destroys the key first: from then on no copy opens. Then removes what is known about whose recordings it contains; the markers stay.
    /// </summary>
    public async Task DestroyAsync(TenantStore store, PackageBuild build, CancellationToken cancellationToken)
    {
        // A step in progress may have created an earlier edition's key again, so earlier editions are removed too.
        for (var edition = build with { Edition = 0 }; edition.Edition <= build.Edition; edition = edition with { Edition = edition.Edition + 1 })
        {
            await secrets.RemoveAsync(store.Scope, KeyName(edition), cancellationToken);
            await removal.RemoveAsync(store.Packages, $"{edition.Name}/", cancellationToken);
            await removal.RemoveAsync(store.Requests, $"{edition.Request}/{TextPrefix(edition)}", cancellationToken);
            await store.Packages.DeleteBlobIfExistsAsync(
                Ready + edition.Name, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);
        }
    }

    string Try(PackageBuild build) =>
        string.Create(CultureInfo.InvariantCulture, $"{build.Revision}-{Guid.CreateVersion7(clock.GetUtcNow()):N}");

    static async Task<IReadOnlyList<PackageBuild>> ListAsync(TenantStore store, string prefix, CancellationToken cancellationToken)
    {
        var found = new List<PackageBuild>();
        await foreach (var blob in store.Documents.MarksAsync(store.Packages, prefix, cancellationToken))
        {
            if (PackageBuild.TryParse(blob.Name[prefix.Length..], out var build))
            {
                found.Add(build);
            }
        }

        return found;
    }

    /// <summary>The number at the start of a name's last part.</summary>
    static int RevisionOf(string name)
    {
        var last = name.AsSpan(name.LastIndexOf('/') + 1);
        var dash = last.IndexOf('-');
        return int.Parse(dash < 0 ? last : last[..dash], NumberStyles.None, CultureInfo.InvariantCulture);
    }

    /// <summary>In a package, the request takes the place of the recording in the key id: both are opaque ids.</summary>
    static SealedKeyId KeyId(TenantStore store, PackageBuild build) => new(store.Tenant, new RecordingId(build.Request.Value), 0);

    static string Prefix(PackageBuild build, RecordingId? place) => $"{build.Name}/{place?.ToString() ?? "end"}/";

    static string PartName(PackageBuild build, RecordingId recording, int since) =>
        string.Create(CultureInfo.InvariantCulture, $"{TextPrefix(build)}{recording}/{since}");

    static string TextPrefix(PackageBuild build) =>
        build.Edition == 0 ? "package/" : string.Create(CultureInfo.InvariantCulture, $"package.{build.Edition}/");

    static string KeyName(PackageBuild build) => $"packages/{build.Name}";
}
