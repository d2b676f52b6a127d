using System.Security.Cryptography;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Sealing;

/// <summary>A sealed blob with everything a test needs to read it, or to spoil it.</summary>
sealed record SealedSample(BlockBlobClient Blob, byte[] Clear, KeyBytes Key, SealedKeyId Id, SealedContent Receipt)
{
    public const int Region = 4 * 1024 * 1024;

    public const int SealedRegion = Region + 28;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static SealedKeyId NewId(string tenant = "acme", int generation = 1) =>
        new(TenantId.Parse(tenant), RecordingId.New(TimeProvider.System), generation);

    public static async Task<SealedSample> WriteAsync(
        BlobContainerClient container, int length, KeyBytes? key = null, SealedKeyId? id = null)
    {
        var clear = RandomNumberGenerator.GetBytes(length);
        var blob = container.GetBlockBlobClient($"sample-{Guid.NewGuid():N}");
        key ??= KeyBytes.Create();
        var keyId = id ?? NewId();
        var receipt = await SealedBlobWriter.WriteAsync(blob, new MemoryStream(clear), key, keyId, Cancellation);
        Assert.NotNull(receipt);
        return new SealedSample(blob, clear, key, keyId, receipt);
    }

    public Task<Stream> OpenAsync() => SealedBlobReader.OpenAsync(Blob, Key, Id, Receipt, Cancellation);

    public async Task<byte[]> SealedBytesAsync() => (await Blob.DownloadContentAsync(Cancellation)).Value.Content.ToArray();

    public async Task<string> EncryptionDataAsync() =>
        (await Blob.GetPropertiesAsync(cancellationToken: Cancellation)).Value.Metadata[EncryptionData.MetadataName];

    /// <summary>Overwrites the blob, as someone with write access to the account can.</summary>
    public async Task OverwriteAsync(byte[]? content = null, string? encryptionData = null)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [EncryptionData.MetadataName] = encryptionData ?? await EncryptionDataAsync(),
        };
        await Blob.UploadAsync(
            new MemoryStream(content ?? await SealedBytesAsync()), new BlobUploadOptions { Metadata = metadata }, Cancellation);
    }

    /// <summary>Reads until the end or a refusal.</summary>
    public async Task<(byte[] Delivered, SealedContentStage? Refused)> ReadAsync()
    {
        using var delivered = new MemoryStream();
        try
        {
            await using var content = await OpenAsync();
            var buffer = new byte[64 * 1024];
            while (await content.ReadAsync(buffer, Cancellation) is > 0 and var count)
            {
                delivered.Write(buffer, 0, count);
            }

            return (delivered.ToArray(), null);
        }
        catch (SealedContentException e)
        {
            return (delivered.ToArray(), e.Stage);
        }
    }
}
