using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Compliance.Core.Tests.Attacks;

/// <summary>A genuine blob as it once was, to put back later.</summary>
sealed class Kept
{
    readonly BlobClient blob;
    readonly BlobDownloadResult? content;

    Kept(BlobClient blob, BlobDownloadResult? content) => (this.blob, this.content) = (blob, content);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Kept> OfAsync(BlobContainerClient container, string name)
    {
        var found = container.GetBlobClient(name);
        return new Kept(found, await found.ExistsAsync(Cancellation) ? (await found.DownloadContentAsync(Cancellation)).Value : null);
    }

    /// <summary>As it was; gone, if it was not there.</summary>
    public async Task PutBackAsync()
    {
        if (content is null)
        {
            await blob.DeleteIfExistsAsync(cancellationToken: Cancellation);
        }
        else
        {
            await blob.UploadAsync(content.Content, new BlobUploadOptions { Metadata = content.Details.Metadata }, Cancellation);
        }
    }
}
