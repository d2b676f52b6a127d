using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Compliance.Sealing;

/// <summary>Opens sealed files stored as blobs. All reads are of one version: the ETag of the first response is pinned.</summary>
static class SealedBlob
{
    /// <param name="expected">The only version that may be read; null for the current one.</param>
    public static async Task<SealedFile> FindAsync(BlobBaseClient blob, CancellationToken cancellationToken, ETag? expected = null)
    {
        BlobProperties found = await blob.GetPropertiesAsync(new BlobRequestConditions { IfMatch = expected }, cancellationToken);
        found.Metadata.TryGetValue(EncryptionData.MetadataName, out var encryptionData);
        return new SealedFile(
            encryptionData,
            found.ContentLength,
            (offset, into, stop) => FetchAsync(blob, found.ETag, new HttpRange(offset, into.Length), into, stop));
    }

    static async Task FetchAsync(BlobBaseClient blob, ETag pinned, HttpRange range, Memory<byte> into, CancellationToken cancellationToken)
    {
        var options = new BlobDownloadOptions { Range = range, Conditions = new BlobRequestConditions { IfMatch = pinned } };
        try
        {
            using BlobDownloadStreamingResult part = await blob.DownloadStreamingAsync(options, cancellationToken);
            await part.Content.ReadExactlyAsync(into, cancellationToken);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ConditionNotMet)
        {
            throw new SealedContentException(SealedContentStage.Changed, e);
        }
        catch (EndOfStreamException e)
        {
            throw new SealedContentException(SealedContentStage.Length, e);
        }
    }
}
