using Azure.Storage.Blobs.Models;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Fsck;
using Compliance.Keys;

namespace Compliance.Core.Tests.Keys.Rotation;

public sealed class KeyRingCheckTests(AzuriteFixture azurite)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_vault_lists_is_as_written_before_and_after_a_rotation()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        AssertSound(0, await CheckAsync(bench));
        await bench.NewKeyAsync(generations: 2);
        await bench.NewRequestKeyAsync();
        AssertSound(3, await CheckAsync(bench));
        await bench.NewVersionAsync();
        await bench.NewKeyAsync();
        AssertSound(4, await CheckAsync(bench));
        await bench.RotateAsync();

        AssertSound(4, await CheckAsync(bench));
    }

    [Fact]
    public async Task A_record_under_a_version_that_is_not_listed_is_named()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        await bench.NewKeyAsync();
        await bench.NewVersionAsync();
        var id = await bench.NewKeyAsync();
        bench.Vaults.Lags = true;

        var found = Assert.Single((await CheckAsync(bench)).Findings);

        Assert.Equal($"keyring: recordings/{id}", found.Where);
        Assert.Equal("it is under a version of the seal key that the vault does not list.", found.What);
    }

    [Fact]
    public async Task Metadata_that_hides_an_old_version_is_named_and_so_is_what_is_no_record()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var id = await bench.NewKeyAsync();
        var blob = bench.Store.Keyring.GetBlobClient($"recordings/{id}");
        var lie = new Dictionary<string, string>(StringComparer.Ordinal) { ["seal"] = "seal-other" };
        var record = (await blob.DownloadContentAsync(Cancellation)).Value.Content;
        await bench.Store.Documents.UploadAsync(blob, record, new BlobUploadOptions { Metadata = lie }, Cancellation);
        Assert.Contains("metadata", Assert.Single((await CheckAsync(bench)).Findings).What, StringComparison.Ordinal);
        await bench.Store.Documents.UploadAsync(blob, BinaryData.FromString("{}"), new BlobUploadOptions(), Cancellation);
        Assert.Equal("it is not a key record.", Assert.Single((await CheckAsync(bench)).Findings).What);

        await blob.UploadAsync(record, new BlobUploadOptions { Metadata = lie }, Cancellation);

        Assert.Equal("it is not authentic: this product did not write it.", Assert.Single((await CheckAsync(bench)).Findings).What);
    }

    static void AssertSound(int records, FsckResult result)
    {
        Assert.Equal(records, result.Checked);
        Assert.Empty(result.Findings);
    }

    static Task<FsckResult> CheckAsync(RecordingBench bench) =>
        new KeyRingCheck(bench.Get<Compliance.Tenancy.TenantStoreFactory>(), bench.Vaults).CheckAsync(bench.Store.Scope, Cancellation);
}
