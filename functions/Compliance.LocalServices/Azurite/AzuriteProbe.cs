using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Compliance.Local.Hosting;

namespace Compliance.Local.Azurite;

/// <summary>Where an emulator listens, and whether it does.</summary>
static class AzuriteProbe
{
    public static Uri EndpointOf(int port, string account) => new($"http://127.0.0.1:{port}/{account}");

    /// <summary>False if nothing listens, or if it is not the emulator with these accounts.</summary>
    public static async Task<bool> AnswersAsync(int port, AzuriteAccounts accounts, CancellationToken cancellationToken)
    {
        if (!await LoopbackPort.IsListeningAsync(port, cancellationToken))
        {
            return false;
        }

        var options = new BlobClientOptions { Retry = { MaxRetries = 0, NetworkTimeout = TimeSpan.FromSeconds(5) } };
        var credential = new StorageSharedKeyCredential(AzuriteAccounts.Landing, accounts.KeyOf(AzuriteAccounts.Landing));
        var client = new BlobServiceClient(EndpointOf(port, AzuriteAccounts.Landing), credential, options);
        try
        {
            await client.GetBlobContainersAsync(cancellationToken: cancellationToken).AsPages(pageSizeHint: 1).FirstAsync(cancellationToken);
            return true;
        }
        catch (RequestFailedException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
