using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Sealing;

public class SealedStreamTests(AzuriteFixture azurite)
{
    const int Region = SealedSample.Region;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 10, 1)]
    [InlineData(Region - 5, 5, 1)]
    [InlineData(Region - 5, 10, 2)]
    [InlineData(Region, 10, 1)]
    [InlineData((2 * Region) + 90, 10, 1)]
    [InlineData(Region - 1, Region + 2, 3)]
    public async Task A_range_read_fetches_the_regions_it_needs_and_no_other(int from, int count, int regions)
    {
        var sample = await SealedSample.WriteAsync(await azurite.NewContainerAsync(), (2 * Region) + 100);
        var ranges = new RangeLog();
        var options = new BlobClientOptions();
        options.AddPolicy(ranges, HttpPipelinePosition.PerCall);
        var logged = (await azurite.ServiceAsync("acme", options))
            .GetBlobContainerClient(sample.Blob.BlobContainerName).GetBlockBlobClient(sample.Blob.Name);

        await using var content = await SealedBlobReader.OpenAsync(logged, sample.Key, sample.Id, sample.Receipt, Cancellation);
        content.Seek(from, SeekOrigin.Begin);
        var read = new byte[count];
        await content.ReadExactlyAsync(read, Cancellation);

        Assert.Equal(sample.Clear.AsSpan(from, count).ToArray(), read);
        Assert.Equal(regions, ranges.Seen.Count);
        Assert.Equal($"bytes={(long)(from / Region) * SealedSample.SealedRegion}-", ranges.Seen[0][..(
            ranges.Seen[0].IndexOf('-', StringComparison.Ordinal) + 1)]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(Region)]
    [InlineData(Region + 1)]
    [InlineData((3 * Region) + 9)]
    [InlineData((3 * Region) + 10)]
    public async Task CopyToAsync_FromAnyPosition_GivesTheRest(int from)
    {
        var sample = await SealedSample.WriteAsync(await azurite.NewContainerAsync(), (3 * Region) + 10);
        await using var content = await sample.OpenAsync();
        content.Position = from;

        using var rest = new MemoryStream();
        await content.CopyToAsync(rest, Cancellation);

        Assert.Equal(sample.Clear[from..], rest.ToArray());
        Assert.Equal(content.Length, content.Position);
    }

    [Fact]
    public async Task Synchronous_reads_give_the_same_bytes()
    {
        var sample = await SealedSample.WriteAsync(await azurite.NewContainerAsync(), 5000);
        await using var content = await sample.OpenAsync();

        var read = new byte[5000];
#pragma warning disable CA1849, MA0042 // The synchronous read is what is tested.
        content.ReadExactly(read);
#pragma warning restore CA1849, MA0042

        Assert.Equal(sample.Clear, read);
        Assert.Equal(0, await content.ReadAsync(read, Cancellation));
    }

    [Fact]
    public async Task A_blob_replaced_between_two_reads_is_refused()
    {
        var sample = await SealedSample.WriteAsync(await azurite.NewContainerAsync(), Region + 10);
        await using var content = await sample.OpenAsync();
        await content.ReadExactlyAsync(new byte[10], Cancellation);

        await sample.OverwriteAsync();
        content.Position = Region;

        var refused = await Assert.ThrowsAsync<SealedContentException>(
            async () => await content.ReadExactlyAsync(new byte[10], Cancellation));
        Assert.Equal(SealedContentStage.Changed, refused.Stage);
    }

    [Fact]
    public async Task A_disposed_stream_gives_nothing_more()
    {
        var sample = await SealedSample.WriteAsync(await azurite.NewContainerAsync(), 100);
        var content = await sample.OpenAsync();
        await content.ReadExactlyAsync(new byte[10], Cancellation);
        await content.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await content.ReadExactlyAsync(new byte[10], Cancellation));
    }

    sealed class RangeLog : HttpPipelineSynchronousPolicy
    {
        public List<string> Seen { get; } = [];

        public override void OnSendingRequest(HttpMessage message)
        {
            if (message.Request.Headers.TryGetValue("x-ms-range", out var range) || message.Request.Headers.TryGetValue("Range", out range))
            {
                Seen.Add(range!);
            }
        }
    }
}
