using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Access;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Failures;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Operations;
using Compliance.Recordings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Keys.Backup;

/// <summary>Backups, losses and restores on a bench.</summary>
static class BackupBench
{
    static readonly Caller Reader = new(
        TenantId.Parse("acme"), "somebody", Name: null, RecordingBench.Actor.Pseudonym, new HashSet<Role> { Role.PrivacyHandler }, QueueScope.None);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<KeyBackup> BackUpAsync(this RecordingBench bench) =>
        bench.Get<KeyRingBackup>().TakeAsync(bench.Store, RecordingBench.Actor, KeyBackupId.New(bench.Clock), Cancellation);

    /// <summary>As a host that knows no key yet.</summary>
    public static RecordingBench Fresh(this RecordingBench bench) => bench.Beside(new Interruption());

    public static Task<TenantRestoreResult> RestoreAsync(
        this RecordingBench bench, KeyBackupId id, params IReadOnlyList<CertificateStatement> certificates) =>
        bench.Get<TenantRestore>().RunAsync(bench.Store, id, certificates, bench.Sealing, "Test", reason: null, Cancellation);

    public static async Task EmptyAsync(BlobContainerClient container, string prefix = "")
    {
        await foreach (var blob in container.GetBlobsAsync(new() { Prefix = prefix }, Cancellation))
        {
            await container.DeleteBlobAsync(blob.Name, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: Cancellation);
        }
    }

    /// <summary>What lies in a container, with its metadata.</summary>
    public static async Task<IReadOnlyDictionary<string, BlobDownloadResult>> TakeAsync(BlobContainerClient container)
    {
        var taken = new Dictionary<string, BlobDownloadResult>(StringComparer.Ordinal);
        foreach (var name in await RecordingBench.NamesAsync(container, ""))
        {
            taken[name] = await container.GetBlobClient(name).DownloadContentAsync(Cancellation);
        }

        return taken;
    }

    public static async Task PutBackAsync(BlobContainerClient container, IReadOnlyDictionary<string, BlobDownloadResult> taken)
    {
        await EmptyAsync(container);
        foreach (var (name, blob) in taken)
        {
            await container.GetBlobClient(name).UploadAsync(
                blob.Content, new BlobUploadOptions { Metadata = blob.Details.Metadata }, Cancellation);
        }
    }

    /// <returns>The clear file; null with the failure.</returns>
    public static async Task<(string? Clear, Failure? Failure)> PlayAsync(this RecordingBench bench, RecordingId id)
    {
        var opened = await bench.Get<RecordingReader>().OpenAsync(
            bench.Store, id, "note-0.txt", RecordingBench.Quality, Reader, Cancellation);
        if (!opened.IsSuccess(out var file, out var failure))
        {
            return (null, failure);
        }

        await using var content = file.File.Content;
        using var text = new StreamReader(content);
        return (await text.ReadToEndAsync(Cancellation), null);
    }
}
