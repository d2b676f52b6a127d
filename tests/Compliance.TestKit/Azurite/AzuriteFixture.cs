using Azure.Storage.Blobs;

namespace Compliance.TestKit;

/// <summary>
/// One Azurite for the whole test assembly, started by the first test that asks. Tests keep apart by taking containers of their own
/// (<see cref="NewContainerAsync"/>) or an <see cref="TestAzurite"/> of their own.
/// </summary>
[UsesStorage]
public sealed class AzuriteFixture : IAsyncDisposable
{
    public static IReadOnlyList<string> Accounts { get; } = ["landing", "acme", "acmekeys", "globex", "globexkeys"];

    readonly Lazy<Task<TestAzurite>> running = new(() => TestAzurite.StartAsync(Accounts, CancellationToken.None));

    public Task<TestAzurite> Process => running.Value;

    /// <summary>The blob service of one of <see cref="Accounts"/>.</summary>
    public async Task<BlobServiceClient> ServiceAsync(string account, BlobClientOptions? options = null) =>
        (await Process).Service(account, options);

    /// <summary>A new, empty container with a random name.</summary>
    public async Task<BlobContainerClient> NewContainerAsync(string account = "acme")
    {
        var container = (await ServiceAsync(account)).GetBlobContainerClient($"test-{Guid.NewGuid():N}");
        await container.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        return container;
    }

    public async ValueTask DisposeAsync()
    {
        if (running.IsValueCreated)
        {
            await (await running.Value).DisposeAsync();
        }
    }
}
