using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Sealing;

public class SourceEncryptedReaderTests(AzuriteFixture azurite)
{
    const int SmallRegion = 64 * 1024;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Protocol, region length, nonce counter: .NET's own, Java's and Python's kinds.</summary>
    public static TheoryData<string, int, string> Kinds => new()
    {
        { "2.0", SealedSample.Region, nameof(RegionNonces.LittleEndianFromOne) },
        { "2.1", SmallRegion, nameof(RegionNonces.LeadingBigEndianFromZero) },
        { "2.1", SmallRegion, nameof(RegionNonces.BigEndianFromZero) },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_upload_encrypted_at_the_source_opens_with_one_unwrap(string protocol, int region, string nonces)
    {
        using var vault = new SealVault();
        var clear = RandomNumberGenerator.GetBytes((2 * region) + 77);
        var blob = await UploadAsync(vault, clear, protocol, region, Enum.Parse<RegionNonces>(nonces));

        await using var content = await SourceEncryptedReader.OpenAsync(blob, vault, Cancellation);
        using var read = new MemoryStream();
        await content.CopyToAsync(read, Cancellation);

        Assert.Equal(clear, read.ToArray());
        Assert.Equal(1, vault.Unwraps);
    }

    [Fact]
    public async Task A_key_id_that_is_not_the_tenants_is_refused_without_a_vault_call()
    {
        using var vault = new SealVault();
        using var other = new SealVault();
        var blob = await UploadAsync(other, new byte[10]);

        Assert.Equal(SealedContentStage.KeyId, await StageAsync(blob, vault));
        Assert.Equal(0, vault.Unwraps);
    }

    [Fact]
    public async Task A_content_key_wrapped_for_another_vault_is_refused()
    {
        using var vault = new SealVault();
        using var other = new SealVault();
        var blob = await UploadAsync(other, new byte[10], alter: data => data with { KeyId = vault.KeyId });

        Assert.Equal(SealedContentStage.ContentKey, await StageAsync(blob, vault));
    }

    [Fact]
    public async Task Another_wrapping_algorithm_is_refused()
    {
        using var vault = new SealVault();
        var blob = await UploadAsync(vault, new byte[10], alter: data => data with { Algorithm = "RSA1_5" });

        Assert.Equal(SealedContentStage.Metadata, await StageAsync(blob, vault));
    }

    [Fact]
    public async Task Another_version_than_the_wrapped_one_is_refused()
    {
        using var vault = new SealVault();
        var blob = await UploadAsync(vault, new byte[10], alter: data => data with { Protocol = "2.1" });

        Assert.Equal(SealedContentStage.Version, await StageAsync(blob, vault));
    }

    [Fact]
    public async Task Regions_out_of_order_are_refused()
    {
        using var vault = new SealVault();
        var blob = await UploadAsync(vault, new byte[SmallRegion * 2], "2.1", SmallRegion, order: [1, 0]);

        Assert.Equal(SealedContentStage.Nonce, await StageAsync(blob, vault));
    }

    [Fact]
    public async Task A_repeated_region_is_refused()
    {
        using var vault = new SealVault();
        var blob = await UploadAsync(vault, new byte[SmallRegion * 3], "2.1", SmallRegion, order: [0, 1, 1]);

        Assert.Equal(SealedContentStage.Nonce, await StageAsync(blob, vault));
    }

    [Fact]
    public void A_counter_that_changes_its_kind_matches_nothing()
    {
        string[] nonces = ["000000000000000000000000", "000000000000000000000001", "000000000000000200000000"];
        var kinds = nonces.Index().Aggregate(
            RegionNonces.Any, (kinds, nonce) => RegionNonce.Match(kinds, nonce.Index, Convert.FromHexString(nonce.Item)));

        Assert.Equal(RegionNonces.None, kinds);
    }

    [Fact]
    public async Task A_version_other_than_the_pinned_one_is_not_opened()
    {
        using var vault = new SealVault();
        var blob = await UploadAsync(vault, new byte[10]);
        BlobProperties before = await blob.GetPropertiesAsync(cancellationToken: Cancellation);
        var pinned = before.ETag;
        await blob.SetMetadataAsync(before.Metadata, cancellationToken: Cancellation);

        var refused = await Assert.ThrowsAsync<RequestFailedException>(
            () => SourceEncryptedReader.OpenAsync(blob, vault, Cancellation, pinned));

        Assert.Equal(412, refused.Status);
        Assert.Equal(0, vault.Unwraps);
    }

    [Fact]
    public async Task A_clear_upload_is_refused()
    {
        using var vault = new SealVault();
        var blob = (await azurite.NewContainerAsync("landing")).GetBlockBlobClient("clear");
        await blob.UploadAsync(new MemoryStream(new byte[100]), cancellationToken: Cancellation);

        Assert.Equal(SealedContentStage.Metadata, await StageAsync(blob, vault));
    }

    static async Task<SealedContentStage> StageAsync(BlockBlobClient blob, ITenantVault vault)
    {
        var refused = await Assert.ThrowsAsync<SealedContentException>(async () =>
        {
            await using var content = await SourceEncryptedReader.OpenAsync(blob, vault, Cancellation);
            await content.CopyToAsync(Stream.Null, Cancellation);
        });
        return refused.Stage;
    }

    /// <summary>Encrypts as a tenant's recorder would, from the format alone.</summary>
    async Task<BlockBlobClient> UploadAsync(
        SealVault vault,
        byte[] clear,
        string protocol = "2.0",
        int region = SealedSample.Region,
        RegionNonces nonces = RegionNonces.LittleEndianFromOne,
        int[]? order = null,
        Func<EncryptionData, EncryptionData>? alter = null)
    {
        using var key = ContentKey.Create(protocol);
        var regions = ReferenceSealer.Seal(clear, key.Key.Reveal(), region, nonces);
        var form = new byte[ContentKey.WrappedFormLength];
        key.CopyTo(form);
        var described = new EncryptionData(vault.KeyId, vault.Wrap(form), EncryptionData.RsaOaep, protocol, new RegionLayout(region));
        var blob = (await azurite.NewContainerAsync("landing")).GetBlockBlobClient("upload");
        await blob.UploadAsync(
            new MemoryStream([.. (order ?? [.. Enumerable.Range(0, regions.Count)]).SelectMany(i => regions[i])]),
            new BlobUploadOptions
            {
                Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [EncryptionData.MetadataName] = (alter?.Invoke(described) ?? described).ToJson(),
                },
            },
            Cancellation);
        return blob;
    }
}
