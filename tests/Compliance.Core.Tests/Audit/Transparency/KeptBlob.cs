using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Compliance.Core.Tests.Audit.Transparency;

/// <summary>Puts a blob back as it was, or takes it away again where there was none.</summary>
sealed class KeptBlob : IAsyncDisposable
{
    readonly BlobContainerClient container;
    readonly string name;
    readonly BlobDownloadResult? kept;

    KeptBlob(BlobContainerClient container, string name, BlobDownloadResult? kept) =>
        (this.container, this.name, this.kept) = (container, name, kept);

    public static async Task<KeptBlob> OfAsync(BlobContainerClient container, string name)
    {
        var blob = container.GetBlobClient(name);
        BlobDownloadResult? found = await blob.ExistsAsync(LogBench.Cancellation) ? await blob.DownloadContentAsync(LogBench.Cancellation) : null;
        return new KeptBlob(container, name, found);
    }

    public async ValueTask DisposeAsync()
    {
        await container.DeleteBlobIfExistsAsync(name);
        if (kept?.Details.BlobType == BlobType.Append)
        {
            await container.GetAppendBlobClient(name).CreateAsync();
            await container.GetAppendBlobClient(name).AppendBlockAsync(kept.Content.ToStream());
        }
        else if (kept is not null)
        {
            await container.GetBlobClient(name).UploadAsync(kept.Content, new BlobUploadOptions { Metadata = kept.Details.Metadata });
        }
    }
}

/// <summary>A log of 300 entries with checkpoints at 100, 250 and 300, made once; who changes it puts it back.</summary>
public sealed class GrownLog(AzuriteFixture azurite) : IAsyncLifetime
{
    public const int Size = 300;

    internal LogBench Bench { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Bench = await LogBench.CreateAsync(azurite);
        foreach (var count in (int[])[100, 150, 50])
        {
            await Bench.AppendAsync(count);
            await Bench.Host().AdvanceAsync(LogBench.Own, LogBench.Cancellation);
        }
    }

    public ValueTask DisposeAsync() => Bench.DisposeAsync();
}
