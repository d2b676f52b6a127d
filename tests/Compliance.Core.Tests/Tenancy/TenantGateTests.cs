using Azure.Core;
using Azure.Storage.Blobs;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Tenancy;

public sealed class TenantGateTests
{
    readonly FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch);
    readonly MemoryBlobs ring = new();
    readonly TenantGate gate;
    readonly BlobContainerClient gated;

    public TenantGateTests()
    {
        gate = new TenantGate(clock);
        var options = new BlobClientOptions { Transport = new MemoryBlobs(), Retry = { MaxRetries = 0 } };
        options.AddPolicy(
            new ClosedTenantPolicy(gate, TenantId.Parse("acme"), () => ring.Service().GetBlobContainerClient(ContainerNames.Keyring)),
            HttpPipelinePosition.PerCall);
        gated = new BlobServiceClient(new Uri("https://memory.invalid/"), options).GetBlobContainerClient(ContainerNames.State);
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_mark_calls_go_through_and_one_look_serves_five_seconds()
    {
        for (var call = 0; call < 10; call++)
        {
            await WriteAsync();
        }

        Assert.Equal(1, ring.Requests);
        clock.Advance(TenantGate.Remembered);
        await WriteAsync();
        Assert.Equal(2, ring.Requests);
    }

    [Fact]
    public async Task With_a_mark_nothing_goes_through_but_the_restore()
    {
        ring.Add(TenantGate.MarkName, [1]);
        await Assert.ThrowsAsync<TenantClosedException>(WriteAsync);
        await Assert.ThrowsAsync<TenantClosedException>(
            async () => await gated.GetBlobsAsync(cancellationToken: Cancellation).AnyAsync(Cancellation));
        using (gate.Pass())
        {
            await WriteAsync();
        }

        await Assert.ThrowsAsync<TenantClosedException>(WriteAsync);
    }

    [Fact]
    public async Task What_one_flow_may_another_may_not()
    {
        ring.Add(TenantGate.MarkName, [1]);
        var restoring = RestoreAsync();
        await Assert.ThrowsAsync<TenantClosedException>(WriteAsync);
        await restoring;

        async Task RestoreAsync()
        {
            using var passing = gate.Pass();
            await Task.Yield();
            await WriteAsync();
        }
    }

    [Fact]
    public async Task A_mark_that_comes_is_seen_after_five_seconds_and_one_that_goes_too()
    {
        await WriteAsync();
        ring.Add(TenantGate.MarkName, [1]);
        clock.Advance(TenantGate.Remembered);
        await Assert.ThrowsAsync<TenantClosedException>(WriteAsync);

        await ring.Service().GetBlobContainerClient(ContainerNames.Keyring).DeleteBlobAsync(
            TenantGate.MarkName, cancellationToken: Cancellation);
        clock.Advance(TenantGate.Remembered);
        await WriteAsync();
    }

    async Task WriteAsync() => await gated.GetBlobClient("a").UploadAsync(BinaryData.FromString("x"), overwrite: true, Cancellation);
}
