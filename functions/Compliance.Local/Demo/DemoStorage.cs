using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Local.Hosting;
using Compliance.Keys;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Local.Demo;

/// <summary>Reads everything a tenant has stored, including names and metadata, like an intruder with access to the accounts.</summary>
sealed class DemoStorage(LocalHost host, TenantId tenant, string folder)
{
    readonly TenantStore store = host.Services.GetRequiredService<TenantStoreFactory>().Open(new TenantScope(tenant, tenant));

    /// <returns>The number of blobs, and how many contain one of the texts.</returns>
    public async Task<(int Blobs, int Found)> LookForAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        (BlobContainerClient Container, string? Prefix)[] all =
        [
            (store.Recordings, null), (store.State, null), (store.Index, null), (store.Requests, null), (store.Packages, null),
            (store.Audit, null), (store.Principals, null), (store.Settings, null), (store.Keyring, null), (store.KeyBackups, null),
            (store.Inbox, $"{tenant}/"),
        ];
        var (blobs, found) = (0, 0);
        foreach (var (container, prefix) in all)
        {
            await foreach (var blob in container.GetBlobsAsync(new() { Traits = BlobTraits.Metadata, Prefix = prefix }, cancellationToken))
            {
                blobs++;
                found += Holds(await RawAsync(container, blob, cancellationToken), texts) ? 1 : 0;
            }
        }

        return (blobs, found);
    }

    /// <summary>
    /// The same for what is stored outside blobs: orchestration history, the bus, the data of the sample recipients. The emulator's own
    /// files are left out, because they hold deleted uploads until its garbage collection.
    /// </summary>
    public async Task<(int Files, int Found)> LookBesideAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        string[] paths =
        [
            .. Directory.GetFiles(folder, "*.db*"),
            .. Directory.GetFiles(Path.Combine(folder, "sample-crm"), "*.json"),
        ];
        var found = 0;
        foreach (var path in paths)
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            await file.CopyToAsync(content, cancellationToken);
            found += Holds(content.ToArray(), texts) ? 1 : 0;
        }

        return (paths.Length, found);
    }

    /// <summary>Number of blobs of a recording's content, key, index entries and uploads, without the mark of its erasure.</summary>
    public async Task<int> CountOfAsync(string recordingId, CancellationToken cancellationToken)
    {
        var count = 0;
        (BlobContainerClient Container, string? Prefix)[] own =
            [(store.Recordings, null), (store.Keyring, null), (store.Index, null), (store.Inbox, $"{tenant}/")];
        foreach (var (container, prefix) in own)
        {
            await foreach (var blob in container.GetBlobsAsync(new() { Prefix = prefix }, cancellationToken))
            {
                count += KeyRecordStore.IsRecord(blob.Name) && blob.Name.Contains(recordingId, StringComparison.Ordinal) ? 1 : 0;
            }
        }

        return count;
    }

    static bool Holds(byte[] raw, IReadOnlyList<string> texts) =>
        texts.Any(text => raw.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    static async Task<byte[]> RawAsync(BlobContainerClient container, BlobItem blob, CancellationToken cancellationToken)
    {
        var head = Encoding.UTF8.GetBytes(blob.Name + string.Join(' ', blob.Metadata.Values));
        try
        {
            BlobDownloadResult content = await container.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken);
            return [.. head, .. content.Content.ToMemory().Span];
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            // A marker that was removed after the list was read.
            return head;
        }
    }
}
