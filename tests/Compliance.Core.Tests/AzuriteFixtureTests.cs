namespace Compliance.Core.Tests;

public class AzuriteFixtureTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task NewContainer_OfEachAccount_HoldsWhatWasWritten()
    {
        foreach (var account in AzuriteFixture.Accounts)
        {
            var blob = (await azurite.NewContainerAsync(account)).GetBlobClient("probe");
            await blob.UploadAsync(BinaryData.FromString(account), TestContext.Current.CancellationToken);

            var read = await blob.DownloadContentAsync(TestContext.Current.CancellationToken);

            Assert.Equal(account, read.Value.Content.ToString());
        }
    }
}
