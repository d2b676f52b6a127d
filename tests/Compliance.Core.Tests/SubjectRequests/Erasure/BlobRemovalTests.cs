using Azure.Storage.Blobs.Specialized;
using Compliance.Core.Tests.Recordings.State;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.SubjectRequests.Erasure;

public sealed class BlobRemovalTests(AzuriteFixture azurite)
{
    readonly BlobRemoval removal = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RemoveAsync_LeasesSnapshotsAndBlocksNeverCommitted_AreGone()
    {
        await using var bench = await RecordingBench.CreateAsync(azurite);
        var (id, other) = (RecordingId.New(bench.Clock), RecordingId.New(bench.Clock));
        await bench.UploadAsync(id, 0);
        await bench.UploadAsync(other, 0);
        var leased = Inbox.Blob(bench.Store, id, 0);
        await leased.CreateSnapshotAsync(cancellationToken: Cancellation);
        await leased.GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(-1), cancellationToken: Cancellation);
        using var block = new MemoryStream([1, 2, 3]);
        await bench.Store.Inbox.GetBlockBlobClient(Inbox.Name(bench.Store.Tenant, id, 1)).StageBlockAsync(
            "AAAA", block, cancellationToken: Cancellation);
        Assert.Equal(4, (await ErasureBench.EverythingAsync(bench.Store.Inbox)).Count);

        await removal.RemoveAsync(bench.Store.Inbox, $"acme/{id}/", Cancellation);

        Assert.Equal([Inbox.Name(bench.Store.Tenant, other, 0)], await ErasureBench.EverythingAsync(bench.Store.Inbox));
    }

    [Fact]
    public async Task RemoveAsync_WhereVersionsAreKept_RemovesThemAll()
    {
        var blobs = new MemoryBlobs(versions: true);
        foreach (var name in (string[])["a/1", "a/1", "a/2", "b/1", "b/1"])
        {
            blobs.Add(name, [1]);
        }

        await removal.RemoveAsync(blobs.Service().GetBlobContainerClient("c"), "a/", Cancellation);

        Assert.Equal(["b/1", "b/1@2026-03-02T09:15:00.0000001Z"], blobs.Names);
    }

    [Fact]
    public async Task RemoveOldAsync_WhereVersionsAreKept_LeavesWhatIsThereNow()
    {
        var blobs = new MemoryBlobs(versions: true);
        foreach (var name in (string[])["a", "a", "a", "ab", "ab"])
        {
            blobs.Add(name, [1]);
        }

        await removal.RemoveOldAsync(blobs.Service().GetBlobContainerClient("c"), "a", Cancellation);

        Assert.Equal(["a", "ab", "ab@2026-03-02T09:15:00.0000002Z"], blobs.Names);
    }

    [Fact]
    public async Task RemoveAsync_Nothing_CostsOneList()
    {
        var blobs = new MemoryBlobs();

        await removal.RemoveAsync(blobs.Service().GetBlobContainerClient("c"), "a/", Cancellation);

        Assert.Equal(1, blobs.Requests);
    }
}
