using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Local.Hosting;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Local.Demo;

/// <summary>Reads every blob that a tenant has, names and metadata included, as somebody would who got at the accounts.</summary>
static class DemoStorage
{
    /// <returns>How many blobs there are, and how many hold one of the texts.</returns>
    public static async Task<(int Blobs, int Found)> LookForAsync(
        LocalHost host, string tenant, IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        var id = TenantId.Parse(tenant);
        var store = host.Services.GetRequiredService<TenantStores>().Open(new TenantScope(id, id));
        (BlobContainerClient Container, string? Prefix)[] all =
        [
            (store.Recordings, null), (store.State, null), (store.Index, null), (store.Audit, null),
            (store.Principals, null), (store.Settings, null), (store.Keyring, null), (store.Inbox, $"{tenant}/"),
        ];
        var (blobs, found) = (0, 0);
        foreach (var (container, prefix) in all)
        {
            await foreach (var blob in container.GetBlobsAsync(BlobTraits.Metadata, prefix: prefix, cancellationToken: cancellation))
            {
                blobs++;
                var raw = await RawAsync(container, blob, cancellation);
                found += texts.Any(text => raw.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0) ? 1 : 0;
            }
        }

        return (blobs, found);
    }

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
