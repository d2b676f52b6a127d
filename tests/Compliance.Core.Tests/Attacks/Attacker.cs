using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Json;

namespace Compliance.Core.Tests.Attacks;

/// <summary>Somebody who can write a tenant's storage accounts and holds no key: every blob is written raw.</summary>
static class Attacker
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task PutAsync(BlobContainerClient container, string name, string content = "", IDictionary<string, string>? metadata = null) =>
        container.GetBlobClient(name).UploadAsync(
            BinaryData.FromString(content), new BlobUploadOptions { Metadata = metadata }, Cancellation);

    /// <summary>Writes a document of the product's own form.</summary>
    public static Task ForgeAsync<T>(BlobContainerClient container, string name, T document, IDictionary<string, string>? metadata = null) =>
        PutAsync(container, name, Encoding.UTF8.GetString(StateJson.Write(document)), metadata);

    /// <summary>Changes the content and leaves the metadata, MAC included.</summary>
    public static async Task EditAsync(BlobContainerClient container, string name, Func<string, string> edit)
    {
        var (content, metadata) = await ReadAsync(container, name);
        var edited = edit(content.ToString());
        Assert.NotEqual(content.ToString(), edited);
        await PutAsync(container, name, edited, metadata);
    }

    /// <summary>Flips the last byte.</summary>
    public static async Task FlipAsync(BlobContainerClient container, string name)
    {
        var (content, metadata) = await ReadAsync(container, name);
        var bytes = content.ToArray();
        bytes[^1] ^= 1;
        await container.GetBlobClient(name).UploadAsync(
            BinaryData.FromBytes(bytes), new BlobUploadOptions { Metadata = metadata }, Cancellation);
    }

    public static async Task RelabelAsync(BlobContainerClient container, string name, string key, string value)
    {
        var (content, metadata) = await ReadAsync(container, name);
        metadata[key] = value;
        await container.GetBlobClient(name).UploadAsync(content, new BlobUploadOptions { Metadata = metadata }, Cancellation);
    }

    /// <summary>A genuine blob, MAC included, under another name.</summary>
    public static async Task CopyAsync(BlobContainerClient container, string from, string to)
    {
        var (content, metadata) = await ReadAsync(container, from);
        await container.GetBlobClient(to).UploadAsync(content, new BlobUploadOptions { Metadata = metadata }, Cancellation);
    }

    public static Task DeleteAsync(BlobContainerClient container, string name) =>
        container.DeleteBlobAsync(name, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: Cancellation);

    static async Task<(BinaryData Content, IDictionary<string, string> Metadata)> ReadAsync(BlobContainerClient container, string name)
    {
        BlobDownloadResult blob = await container.GetBlobClient(name).DownloadContentAsync(Cancellation);
        return (blob.Content, blob.Details.Metadata);
    }
}
