using System.Security.Cryptography;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Sealing;

public class SdkInteroperabilityTests(AzuriteFixture azurite)
{
    const int Region = SealedSample.Region;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<int> Lengths => [1, Region - 1, Region, Region + 1, (2 * Region) + 333];

    [Theory]
    [InlineData(0)]
    [MemberData(nameof(Lengths))]
    public async Task What_we_seal_the_sdk_decrypts(int length)
    {
        var sample = await SealedSample.WriteAsync(await azurite.NewContainerAsync(), length);
        var sdk = await SdkClientAsync(sample);

        using var whole = new MemoryStream();
        await sdk.DownloadToAsync(whole, Cancellation);

        Assert.Equal(sample.Clear, whole.ToArray());
    }

    [Fact]
    public async Task A_range_of_what_we_seal_the_sdk_decrypts()
    {
        var sample = await SealedSample.WriteAsync(await azurite.NewContainerAsync(), (2 * Region) + 333);
        var sdk = await SdkClientAsync(sample);

        var part = await sdk.DownloadContentAsync(
            new BlobDownloadOptions { Range = new Azure.HttpRange(Region - 10, 20) }, Cancellation);

        Assert.Equal(sample.Clear[(Region - 10)..(Region + 10)], part.Value.Content.ToArray());
    }

    /// <summary>From one byte: the SDK's encrypted upload does not take an empty stream.</summary>
    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task What_the_sdk_encrypts_we_read(int length)
    {
        var container = await azurite.NewContainerAsync();
        using var key = KeyBytes.Create();
        var sample = new SealedSample(
            container.GetBlockBlobClient("sdk"), RandomNumberGenerator.GetBytes(length), key, SealedSample.NewId(), new SealedContent(0, "", []));
        var sdk = await SdkClientAsync(sample);

        await sdk.UploadAsync(new MemoryStream(sample.Clear), Cancellation);
        var receipt = await SealedBlobReader.MeasureAsync(sample.Blob, key, sample.Id, Cancellation);
        var (delivered, refused) = await (sample with { Receipt = receipt }).ReadAsync();

        Assert.Null(refused);
        Assert.Equal(sample.Clear, delivered);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(sample.Clear)), receipt.Sha256);
    }

    [Fact]
    public async Task Metadata_HasTheFieldsOfTheSdks()
    {
        var sample = await SealedSample.WriteAsync(await azurite.NewContainerAsync(), 10);
        var ours = Fields(await sample.EncryptionDataAsync());
        var sdk = await SdkClientAsync(sample);

        await sdk.UploadAsync(BinaryData.FromBytes(sample.Clear), overwrite: true, Cancellation);

        Assert.Equal(Fields(await sample.EncryptionDataAsync()), ours);
    }

    async Task<BlobClient> SdkClientAsync(SealedSample sample)
    {
        var resolver = new RecordingKeyResolver((_, _) => Task.FromResult(sample.Key.Copy()));
        var options = new SpecializedBlobClientOptions
        {
            ClientSideEncryption = new ClientSideEncryptionOptions(ClientSideEncryptionVersion.V2_0)
            {
                KeyResolver = resolver,
                KeyEncryptionKey = await resolver.ResolveAsync(sample.Id.ToString(), Cancellation),
                KeyWrapAlgorithm = "A256KW",
            },
        };
        var service = await azurite.ServiceAsync("acme", options);
        return service.GetBlobContainerClient(sample.Blob.BlobContainerName).GetBlobClient(sample.Blob.Name);
    }

    static List<string> Fields(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().SelectMany(
            outer => outer.Value.ValueKind == System.Text.Json.JsonValueKind.Object
                ? outer.Value.EnumerateObject().Select(inner => $"{outer.Name}.{inner.Name}")
                : [outer.Name])];
    }
}
