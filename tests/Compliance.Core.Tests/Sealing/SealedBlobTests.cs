using System.Security.Cryptography;
using Azure.Storage.Blobs.Specialized;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Sealing;

public class SealedBlobTests(AzuriteFixture azurite)
{
    const int Region = SealedSample.Region;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<int> Lengths =>
        [0, 1, 2, 1000, Region - 1, Region, Region + 1, (2 * Region) - 1, 2 * Region, (3 * Region) + 12345];

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task A_sealed_file_reads_back_and_its_receipt_can_be_made_anew(int length)
    {
        var sample = await SealedSample.WriteAsync(await azurite.NewContainerAsync(), length);

        var (delivered, refused) = await sample.ReadAsync();
        var measured = await SealedBlobReader.MeasureAsync(sample.Blob, sample.Key, sample.Id, Cancellation);

        Assert.Null(refused);
        Assert.Equal(sample.Clear, delivered);
        Assert.Equal(length, sample.Receipt.ClearLength);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(sample.Clear)), sample.Receipt.Sha256);
        Assert.Equal(RegionLayout.Standard.SealedLength(length), (await sample.SealedBytesAsync()).Length);
        Assert.Equal(sample.Receipt, measured);
    }

    [Fact]
    public async Task Receipt_HoldsTheTagsAtTheRegionsEnds()
    {
        var sample = await SealedSample.WriteAsync(await azurite.NewContainerAsync(), Region + 100);

        var stored = await sample.SealedBytesAsync();

        byte[] tags = [.. stored[(SealedSample.SealedRegion - 16)..SealedSample.SealedRegion], .. stored[^16..]];
        Assert.Equal(tags, sample.Receipt.Tags);
    }

    [Fact]
    public async Task Regions_CarryCountersFromOneLittleEndian()
    {
        var sample = await SealedSample.WriteAsync(await azurite.NewContainerAsync(), Region + 100);

        var stored = await sample.SealedBytesAsync();

        Assert.Equal("000000000100000000000000", Convert.ToHexString(stored[..12]));
        Assert.Equal("000000000200000000000000", Convert.ToHexString(stored[SealedSample.SealedRegion..][..12]));
    }

    [Fact]
    public async Task Equal_files_under_one_recording_share_neither_key_nor_ciphertext()
    {
        var container = await azurite.NewContainerAsync();
        var first = await SealedSample.WriteAsync(container, 1000);
        var second = container.GetBlockBlobClient("second");
        await SealedBlobWriter.WriteAsync(second, new MemoryStream(first.Clear), first.Key, first.Id, Cancellation);

        var other = first with { Blob = second };

        Assert.NotEqual(await first.SealedBytesAsync(), await other.SealedBytesAsync());
        Assert.False(string.Equals(await first.EncryptionDataAsync(), await other.EncryptionDataAsync(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(Region + 1)]
    public async Task WriteAsync_WhereABlobIs_ReturnsNullAndLeavesIt(int length)
    {
        var sample = await SealedSample.WriteAsync(await azurite.NewContainerAsync(), length);
        var before = await sample.SealedBytesAsync();

        var receipt = await SealedBlobWriter.WriteAsync(
            sample.Blob, new MemoryStream(new byte[length]), sample.Key, sample.Id, Cancellation);

        Assert.Null(receipt);
        Assert.Equal(before, await sample.SealedBytesAsync());
    }

    [Fact]
    public async Task Two_writers_of_one_name_never_mix_their_blocks()
    {
        var blob = (await azurite.NewContainerAsync()).GetBlockBlobClient("contended");
        using var key = KeyBytes.Create();
        var id = SealedSample.NewId();
        var contents = Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetBytes((2 * Region) + 10)).ToArray();

        var receipts = await Task.WhenAll(
            contents.Select(clear => SealedBlobWriter.WriteAsync(blob, new MemoryStream(clear), key, id, Cancellation)));

        var winner = Assert.Single(receipts, receipt => receipt is not null);
        var sample = new SealedSample(blob, contents[Array.IndexOf(receipts, winner)], key, id, winner!);
        Assert.Equal(sample.Clear, (await sample.ReadAsync()).Delivered);
    }

    [Fact]
    public async Task A_stream_that_fails_midway_leaves_no_blob()
    {
        var blob = (await azurite.NewContainerAsync()).GetBlockBlobClient("failed");
        using var key = KeyBytes.Create();
        await using var broken = new SyntheticStream((2 * Region) + 5, failAt: Region + 77);

        await Assert.ThrowsAsync<IOException>(
            () => SealedBlobWriter.WriteAsync(blob, broken, key, SealedSample.NewId(), Cancellation));

        Assert.False(await blob.ExistsAsync(Cancellation));
    }

    [Fact]
    public async Task A_stream_that_cannot_seek_and_answers_in_small_pieces_is_sealed_whole()
    {
        var blob = (await azurite.NewContainerAsync()).GetBlockBlobClient("trickle");
        using var key = KeyBytes.Create();
        var id = SealedSample.NewId();
        await using var trickle = new SyntheticStream(Region + 1000, pieces: 4097);

        var receipt = await SealedBlobWriter.WriteAsync(blob, trickle, key, id, Cancellation);

        Assert.Equal(Region + 1000, receipt!.ClearLength);
        Assert.Equal(receipt, await SealedBlobReader.MeasureAsync(blob, key, id, Cancellation));
    }
}
