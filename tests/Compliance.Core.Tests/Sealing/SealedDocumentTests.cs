using System.Security.Cryptography;
using Azure.Storage.Blobs.Specialized;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Sealing;

public class SealedDocumentTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(2000)]
    [InlineData(SealedDocument.MaxLength)]
    public async Task A_document_reads_back(int length)
    {
        var blob = (await azurite.NewContainerAsync()).GetBlockBlobClient("document");
        using var key = KeyBytes.Create();
        var id = SealedSample.NewId();
        var clear = RandomNumberGenerator.GetBytes(length);

        var receipt = await SealedDocument.WriteAsync(blob, clear, key, id, Cancellation);

        Assert.Equal(clear, await SealedDocument.ReadAsync(blob, key, id, receipt!, Cancellation));
        Assert.Null(await SealedDocument.WriteAsync(blob, clear, key, id, Cancellation));
    }

    [Fact]
    public async Task A_document_that_is_too_long_is_not_written()
    {
        var blob = (await azurite.NewContainerAsync()).GetBlockBlobClient("document");
        using var key = KeyBytes.Create();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => SealedDocument.WriteAsync(
            blob, new byte[SealedDocument.MaxLength + 1], key, SealedSample.NewId(), Cancellation));
        Assert.False(await blob.ExistsAsync(Cancellation));
    }

    [Fact]
    public async Task A_sealed_file_too_long_for_memory_is_refused()
    {
        var sample = await SealedSample.WriteAsync(await azurite.NewContainerAsync(), SealedDocument.MaxLength + 1);

        var refused = await Assert.ThrowsAsync<SealedContentException>(
            () => SealedDocument.ReadAsync(sample.Blob, sample.Key, sample.Id, sample.Receipt, Cancellation));
        Assert.Equal(SealedContentStage.Length, refused.Stage);
    }

    [Fact]
    public async Task A_receipt_with_another_digest_is_refused()
    {
        var sample = await SealedSample.WriteAsync(await azurite.NewContainerAsync(), 100);
        var receipt = sample.Receipt with { Sha256 = new string('0', 64) };

        var refused = await Assert.ThrowsAsync<SealedContentException>(
            () => SealedDocument.ReadAsync(sample.Blob, sample.Key, sample.Id, receipt, Cancellation));
        Assert.Equal(SealedContentStage.Digest, refused.Stage);
    }
}
