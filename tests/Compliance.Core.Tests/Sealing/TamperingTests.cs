using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Sealing;

/// <summary>
/// Someone with full access to the tenant's data account, but not to its keys, spoils a sealed blob: our reader refuses at the stage
/// named, and what it delivered before is a prefix of the truth.
/// </summary>
public class TamperingTests(AzuriteFixture azurite)
{
    const int Region = SealedSample.Region;
    const int Stored = SealedSample.SealedRegion;
    const int Length = (2 * Region) + 1000;

    public static TheoryData<int, SealedContentStage, int> Flips => new()
    {
        { 0, SealedContentStage.Nonce, 0 },
        { 4, SealedContentStage.Nonce, 0 },
        { 12, SealedContentStage.Authentication, 0 },
        { Stored - 17, SealedContentStage.Authentication, 0 },
        { Stored - 16, SealedContentStage.Tag, 0 },
        { Stored - 1, SealedContentStage.Tag, 0 },
        { Stored + 11, SealedContentStage.Nonce, 1 },
        { Stored + 12, SealedContentStage.Authentication, 1 },
        { (2 * Stored) + 12 + 999, SealedContentStage.Authentication, 2 },
        { (2 * Stored) + 12 + 1000, SealedContentStage.Tag, 2 },
    };

    [Theory]
    [MemberData(nameof(Flips))]
    public async Task A_flipped_bit_is_refused(int at, SealedContentStage stage, int wholeRegions)
    {
        var sample = await SampleAsync();
        var content = await sample.SealedBytesAsync();
        content[at] ^= 1;
        await sample.OverwriteAsync(content);

        await AssertRefusedAsync(sample, stage, wholeRegions * Region);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(1000 + 28)]
    [InlineData(1000 + 28 + Stored)]
    [InlineData((2 * Stored) + 1000 + 28)]
    public async Task A_cut_is_refused(int bytes)
    {
        var sample = await SampleAsync();
        await sample.OverwriteAsync((await sample.SealedBytesAsync())[..^bytes]);

        await AssertRefusedAsync(sample, SealedContentStage.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(29)]
    [InlineData(Stored)]
    public async Task Appended_bytes_are_refused(int bytes)
    {
        var sample = await SampleAsync();
        var content = await sample.SealedBytesAsync();
        await sample.OverwriteAsync([.. content, .. content[..bytes]]);

        await AssertRefusedAsync(sample, SealedContentStage.Length);
    }

    [Fact]
    public async Task Swapped_regions_are_refused()
    {
        var sample = await SampleAsync();
        var content = await sample.SealedBytesAsync();
        await sample.OverwriteAsync([.. content[Stored..(2 * Stored)], .. content[..Stored], .. content[(2 * Stored)..]]);

        await AssertRefusedAsync(sample, SealedContentStage.Nonce);
    }

    [Fact]
    public async Task A_region_in_anothers_place_with_its_nonce_put_right_is_refused()
    {
        var sample = await SampleAsync();
        var content = await sample.SealedBytesAsync();
        content.AsSpan(12, Region + 16).CopyTo(content.AsSpan(Stored + 12));
        await sample.OverwriteAsync(content);

        await AssertRefusedAsync(sample, SealedContentStage.Tag, Region);
    }

    [Fact]
    public async Task A_region_with_another_ones_content_and_the_expected_tag_is_refused()
    {
        var sample = await SampleAsync();
        var content = await sample.SealedBytesAsync();
        content.AsSpan(12, Region).CopyTo(content.AsSpan(Stored + 12));
        await sample.OverwriteAsync(content);

        await AssertRefusedAsync(sample, SealedContentStage.Authentication, Region);
    }

    [Fact]
    public async Task A_swap_with_another_file_of_the_recording_is_refused()
    {
        var sample = await SampleAsync();
        var other = await SealedSample.WriteAsync(Container(sample), Length, sample.Key, sample.Id);
        await sample.OverwriteAsync(await other.SealedBytesAsync(), await other.EncryptionDataAsync());

        await AssertRefusedAsync(sample, SealedContentStage.Tag);
    }

    [Fact]
    public async Task The_content_alone_of_another_file_is_refused()
    {
        var sample = await SampleAsync();
        var other = await SealedSample.WriteAsync(Container(sample), Length, sample.Key, sample.Id);
        await sample.OverwriteAsync(await other.SealedBytesAsync());

        await AssertRefusedAsync(sample, SealedContentStage.Tag);
    }

    [Fact]
    public async Task The_metadata_alone_of_another_file_is_refused()
    {
        var sample = await SampleAsync();
        var other = await SealedSample.WriteAsync(Container(sample), Length, sample.Key, sample.Id);
        await sample.OverwriteAsync(encryptionData: await other.EncryptionDataAsync());

        await AssertRefusedAsync(sample, SealedContentStage.Authentication);
    }

    [Fact]
    public async Task A_roll_back_to_an_older_generation_is_refused()
    {
        var sample = await SampleAsync();
        var older = await SealedSample.WriteAsync(Container(sample), Length, sample.Key, sample.Id with { Generation = 0 });
        await sample.OverwriteAsync(await older.SealedBytesAsync(), await older.EncryptionDataAsync());

        await AssertRefusedAsync(sample, SealedContentStage.KeyId);
    }

    [Fact]
    public async Task A_roll_back_relabelled_as_the_new_generation_is_refused()
    {
        var sample = await SampleAsync();
        var older = await SealedSample.WriteAsync(Container(sample), Length, sample.Key, sample.Id with { Generation = 0 });
        var relabelled = EncryptionData.Parse(await older.EncryptionDataAsync()) with { KeyId = sample.Id.ToString() };
        await sample.OverwriteAsync(await older.SealedBytesAsync(), relabelled.ToJson());

        await AssertRefusedAsync(sample, SealedContentStage.Tag);
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("globex")]
    public async Task A_file_moved_from_another_recording_or_tenant_is_refused(string tenant)
    {
        var sample = await SampleAsync();
        var moved = await SealedSample.WriteAsync(Container(sample), Length, id: SealedSample.NewId(tenant));
        await sample.OverwriteAsync(await moved.SealedBytesAsync(), await moved.EncryptionDataAsync());

        await AssertRefusedAsync(sample, SealedContentStage.KeyId);
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("globex")]
    public async Task A_moved_file_relabelled_as_this_recordings_is_refused(string tenant)
    {
        var sample = await SampleAsync();
        var moved = await SealedSample.WriteAsync(Container(sample), Length, id: SealedSample.NewId(tenant));
        var relabelled = EncryptionData.Parse(await moved.EncryptionDataAsync()) with { KeyId = sample.Id.ToString() };
        await sample.OverwriteAsync(await moved.SealedBytesAsync(), relabelled.ToJson());

        await AssertRefusedAsync(sample, SealedContentStage.ContentKey);
    }

    [Fact]
    public async Task A_downgraded_or_upgraded_version_is_refused()
    {
        var sample = await SampleAsync();
        var written = EncryptionData.Parse(await sample.EncryptionDataAsync());
        await sample.OverwriteAsync(encryptionData: (written with { Protocol = EncryptionData.Protocol21 }).ToJson());

        await AssertRefusedAsync(sample, SealedContentStage.Version);
    }

    [Fact]
    public async Task Missing_metadata_is_refused()
    {
        var sample = await SampleAsync();
        await sample.Blob.SetMetadataAsync(
            new Dictionary<string, string>(StringComparer.Ordinal), cancellationToken: TestContext.Current.CancellationToken);

        await AssertRefusedAsync(sample, SealedContentStage.Metadata);
    }

    [Fact]
    public async Task An_empty_file_in_anothers_place_is_refused()
    {
        var sample = await SampleAsync();
        var empty = await SealedSample.WriteAsync(Container(sample), 0, sample.Key, sample.Id);
        await sample.OverwriteAsync([], await empty.EncryptionDataAsync());

        await AssertRefusedAsync(sample, SealedContentStage.Length);
    }

    [Fact]
    public async Task A_receipt_of_another_file_is_refused()
    {
        var sample = await SampleAsync();
        var other = await SealedSample.WriteAsync(Container(sample), Length, sample.Key, sample.Id);

        await AssertRefusedAsync(sample with { Receipt = other.Receipt }, SealedContentStage.Tag);
        await AssertRefusedAsync(
            sample with { Receipt = sample.Receipt with { Tags = sample.Receipt.Tags[16..] } }, SealedContentStage.Length);
    }

    [Fact]
    public async Task Other_regions_of_a_spoilt_file_still_read()
    {
        var sample = await SampleAsync();
        var content = await sample.SealedBytesAsync();
        content[20] ^= 1;
        await sample.OverwriteAsync(content);
        await using var stream = await sample.OpenAsync();
        var read = new byte[10];

        await Assert.ThrowsAsync<SealedContentException>(
            async () => await stream.ReadExactlyAsync(read, TestContext.Current.CancellationToken));
        Assert.Equal(new byte[10], read);
        stream.Position = Region;
        await stream.ReadExactlyAsync(read, TestContext.Current.CancellationToken);

        Assert.Equal(sample.Clear.AsSpan(Region, 10).ToArray(), read);
    }

    async Task<SealedSample> SampleAsync() => await SealedSample.WriteAsync(await azurite.NewContainerAsync(), Length);

    static BlobContainerClient Container(SealedSample sample) => sample.Blob.GetParentBlobContainerClient();

    static async Task AssertRefusedAsync(SealedSample sample, SealedContentStage stage, int deliveredBefore = 0)
    {
        var (delivered, refused) = await sample.ReadAsync();

        Assert.Equal(stage, refused);
        Assert.Equal(sample.Clear.AsSpan(0, deliveredBefore).ToArray(), delivered);
    }
}
