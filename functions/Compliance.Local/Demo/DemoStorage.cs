using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Local.Hosting;
using Compliance.Keys;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Local.Demo;

/// <summary>Reads what a tenant has stored, names and metadata included, as somebody would who got at the accounts.</summary>
sealed class DemoStorage(LocalHost host, TenantId tenant, string folder)
{
    readonly TenantStore store = host.Services.GetRequiredService<TenantStoreFactory>().Open(new TenantScope(tenant, tenant));

    /// <returns>How many blobs there are, and how many hold one of the texts.</returns>
    public async Task<(int Blobs, int Found)> LookForAsync(IReadOnlyList<string> texts, CancellationToken cancellation)
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
            await foreach (var blob in container.GetBlobsAsync(new() { Traits = BlobTraits.Metadata, Prefix = prefix }, cancellation))
            {
                blobs++;
                found += Holds(await RawAsync(container, blob, cancellation), texts) ? 1 : 0;
            }
        }

        return (blobs, found);
    }

    /// <summary>
    /// The same for what lies beside the blobs: orchestrations' history, the bus, what the sample recipients keep. The emulator's own files
    /// are left out: they hold deleted uploads until it collects them.
    /// </summary>
    public async Task<(int Files, int Found)> LookBesideAsync(IReadOnlyList<string> texts, CancellationToken cancellation)
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
            await file.CopyToAsync(content, cancellation);
            found += Holds(content.ToArray(), texts) ? 1 : 0;
        }

        return (paths.Length, found);
    }

    /// <summary>Blobs of a recording's content, key, index entries and uploads; not the mark that says it was erased.</summary>
    public async Task<int> CountOfAsync(string recordingId, CancellationToken cancellation)
    {
        var count = 0;
        (BlobContainerClient Container, string? Prefix)[] own =
            [(store.Recordings, null), (store.Keyring, null), (store.Index, null), (store.Inbox, $"{tenant}/")];
        foreach (var (container, prefix) in own)
        {
            await foreach (var blob in container.GetBlobsAsync(new() { Prefix = prefix }, cancellation))
            {
                count += KeyRecordStore.IsRecord(blob.Name) && blob.Name.Contains(recordingId, StringComparison.Ordinal) ? 1 : 0;
            }
        }

        return count;
    }

    static bool Holds(byte[] raw, IReadOnlyList<string> texts) =>
        texts.Any(text => raw.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    static async Task<byte[]> RawAsync(BlobContainerClient container, BlobItem blob, CancellationToken cancellation)
    {
        var head = Encoding.UTF8.GetBytes(blob.Name + string.Join(' ', blob.Metadata.Values));
        try
        {
            BlobDownloadResult content = await container.GetBlobClient(blob.Name).DownloadContentAsync(cancellation);
            return [.. head, .. content.Content.ToMemory().Span];
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            // A marker that was removed between the list and this.
            return head;
        }
    }
}
