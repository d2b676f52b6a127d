using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Compliance.Audit;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Audit;

public sealed class BlobAuditLogTests(AzuriteFixture azurite) : IAsyncLifetime
{
    static readonly TenantId Acme = TenantId.Parse("acme");
    static readonly TenantScope Own = new(Identity: Acme, Resource: Acme);

    readonly FakeTimeProvider clock = new(Clocks.Start);
    TestStorageAccess storage = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => storage = await TestStorageAccess.CreateAsync(azurite, ContainerNames.Audit);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task AppendAsync_Entries_AreReadInOrderWithTheirPlaces()
    {
        var log = NewHost();
        for (var i = 0; i < 5; i++)
        {
            await log.AppendAsync(Own, Entry($"op-{i}"), Cancellation);
        }

        var entries = await ReadAsync();

        Assert.Equal(["op-0", "op-1", "op-2", "op-3", "op-4"], entries.Select(x => x.Line.Operation), StringComparer.Ordinal);
        Assert.Equal(new AuditPosition(0, 1), entries[0].Position);
        Assert.All(
            entries.Zip(entries.Skip(1)),
            pair => Assert.Equal(pair.First.Next with { Offset = pair.First.Next.Offset + 1 }, pair.Second.Position));
        Assert.All(entries, x => Assert.Equal(AuditEntryId.Of(Acme, x.Line.Event, x.Line.Operation, AuditPhase.Single), x.Line.Id));
    }

    [Fact]
    public async Task AppendAsync_Again_HasTheSameId()
    {
        await NewHost().AppendAsync(Own, Entry("op"), Cancellation);
        clock.Advance(TimeSpan.FromMinutes(1));
        await NewHost().AppendAsync(Own, Entry("op"), Cancellation);

        var entries = await ReadAsync();

        Assert.Equal(2, entries.Count);
        Assert.Single(entries.Select(x => x.Line.Id).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AppendAsync_ManyHostsAcrossTheBlockLimit_LosesNothingAndTheOrderIsFinal()
    {
        var limit = new BlockLimitTransport(limit: 7);
        var options = new BlobClientOptions { Transport = limit };
        var hosts = Enumerable.Range(0, 4).Select(_ => NewHost(options)).ToArray();
        var seen = new List<string>();

        var writers = hosts.SelectMany((host, h) => Enumerable.Range(0, 3).Select(async w =>
        {
            for (var i = 0; i < 5; i++)
            {
                await host.AppendAsync(Own, Entry($"h{h}-w{w}-{i}"), Cancellation);
            }
        }));
        var done = Task.WhenAll(writers);
        while (!done.IsCompleted)
        {
            var now = (await ReadAsync()).Select(x => x.Line.Operation).ToList();
            Assert.Equal(seen, now.Take(seen.Count), StringComparer.Ordinal);
            seen = now;
        }

        await done;
        var entries = await ReadAsync();
        Assert.Equal(seen, entries.Take(seen.Count).Select(x => x.Line.Operation), StringComparer.Ordinal);
        Assert.Equal(60, entries.Count);
        Assert.Equal(60, entries.Select(x => x.Line.Operation).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal([7, 7, 7, 7, 7, 7, 7, 7, 4], entries.GroupBy(x => x.Position.Blob).Select(x => x.Count()));
        Assert.True(limit.Refusals > 0);
    }

    [Fact]
    public async Task AppendAsync_NewHostOnAFullBlob_GoesOnInTheNext()
    {
        var options = new BlobClientOptions { Transport = new BlockLimitTransport(limit: 2) };
        for (var i = 0; i < 5; i++)
        {
            await NewHost(options).AppendAsync(Own, Entry($"op-{i}"), Cancellation);
        }

        Assert.Equal([0, 0, 1, 1, 2], (await ReadAsync()).Select(x => x.Position.Blob));
    }

    [Fact]
    public async Task AppendAsync_AnotherTenantsIdentity_IsRefusedByTheStore()
    {
        await NewHost().AppendAsync(Own, Entry("op"), Cancellation);

        var refusal = await Assert.ThrowsAsync<RequestFailedException>(() =>
            NewHost().AppendAsync(new TenantScope(TenantId.Parse("globex"), Acme), Entry("op"), Cancellation));

        Assert.Equal(403, refusal.Status);
    }

    [Fact]
    public async Task AppendAsync_LogThatVanished_IsNotBegunAnew()
    {
        var log = NewHost();
        await log.AppendAsync(Own, Entry("op"), Cancellation);
        await Container.GetBlobClient("log/00000000").DeleteAsync(cancellationToken: Cancellation);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => log.AppendAsync(Own, Entry("op2"), Cancellation));

        Assert.Equal(404, failure.Status);
    }

    [Fact]
    public async Task ReadAsync_FromAPlace_GoesOnThere()
    {
        var options = new BlobClientOptions { Transport = new BlockLimitTransport(limit: 3) };
        for (var i = 0; i < 8; i++)
        {
            await NewHost(options).AppendAsync(Own, Entry($"op-{i}"), Cancellation);
        }

        var all = await ReadAsync();

        for (var i = 0; i < all.Count; i++)
        {
            Assert.Equal(all.Skip(i + 1).Select(x => x.Position), (await ReadAsync(all[i].Next)).Select(x => x.Position));
        }
    }

    [Fact]
    public async Task ReadAsync_EmptyLog_HasNoEntries() => Assert.Empty(await ReadAsync());

    [Fact]
    public async Task ReadAsync_LogCut_IsRefused()
    {
        await NewHost().AppendAsync(Own, Entry("op"), Cancellation);
        var end = (await ReadAsync())[^1].Next;

        await Assert.ThrowsAsync<TransparencyLogException>(() => ReadAsync(end with { Offset = end.Offset + 1 }));
        await Assert.ThrowsAsync<TransparencyLogException>(() => ReadAsync(new AuditPosition(1, 0)));
    }

    [Theory]
    [InlineData("not json\n")]
    [InlineData("no end")]
    [InlineData("\n\n{\"id\":\"\"} AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    public async Task ReadAsync_ForeignLines_AreReadOverAndNothingOfOursIsLost(string foreign)
    {
        await NewHost().AppendAsync(Own, Entry("before"), Cancellation);
        await PutAsync(0, foreign);
        await NewHost().AppendAsync(Own, [Entry("after"), Entry("after-it")], Cancellation);

        Assert.Equal(["before", "after", "after-it"], (await ReadAsync()).Select(x => x.Line.Operation), StringComparer.Ordinal);
        Assert.Single((await PartsAsync()).OfType<UnreadableBytes>());
    }

    [Fact]
    public async Task ReadAsync_LinesLongerThanAnyEntry_AreReadOverInPieces()
    {
        await NewHost().AppendAsync(Own, Entry("before"), Cancellation);
        await PutAsync(0, new string('x', 3_000_000));
        await NewHost().AppendAsync(Own, Entry("after"), Cancellation);

        var parts = await PartsAsync();

        Assert.Equal(["before", "after"], parts.OfType<LoggedEntry>().Select(x => x.Line.Operation), StringComparer.Ordinal);
        Assert.Equal(3_000_001, parts.OfType<UnreadableBytes>().Sum(x => x.Next.Offset - x.Position.Offset));
    }

    [Fact]
    public async Task ReadAsync_ALineCopiedToAnotherBlobOrChanged_IsNone()
    {
        await NewHost().AppendAsync(Own, Entry("op"), Cancellation);
        var block = (await Container.GetBlobClient("log/00000000").DownloadContentAsync(Cancellation)).Value.Content.ToString();
        await Container.GetAppendBlobClient("log/00000001").CreateAsync(cancellationToken: Cancellation);
        await PutAsync(1, block);
        await PutAsync(0, block.Replace("success", "refused", StringComparison.Ordinal));

        var parts = await PartsAsync();

        Assert.Equal("op", Assert.Single(parts.OfType<LoggedEntry>()).Line.Operation);
        Assert.Equal("log/00000001", Assert.Single(parts.OfType<ForeignBlob>()).Name);
        Assert.Single(parts.OfType<UnreadableBytes>());
    }

    [Fact]
    public async Task AppendAsync_ForeignBlobsAhead_DivertNobody()
    {
        var options = new BlobClientOptions { Transport = new BlockLimitTransport(limit: 2) };
        var running = NewHost(options);
        await running.AppendAsync(Own, Entry("op-0"), Cancellation);
        await Container.GetAppendBlobClient("log/00000001").CreateAsync(cancellationToken: Cancellation);
        await Container.GetBlobClient("log/00000002").UploadAsync(new BinaryData("block blob"), Cancellation);
        await Container.GetAppendBlobClient("log/00000009").CreateAsync(cancellationToken: Cancellation);
        await Container.GetBlobClient("log/other").UploadAsync(new BinaryData("block blob"), Cancellation);

        for (var i = 1; i < 6; i++)
        {
            await (i % 2 == 0 ? running : NewHost(options)).AppendAsync(Own, Entry($"op-{i}"), Cancellation);
        }

        var entries = await ReadAsync();
        Assert.Equal(Enumerable.Range(0, 6).Select(x => $"op-{x}"), entries.Select(x => x.Line.Operation), StringComparer.Ordinal);
        Assert.Equal([0, 0, 1, 1, 3, 3], entries.Select(x => x.Position.Blob));
        Assert.Equal(
            ["log/00000002", "log/00000009", "log/other"],
            (await PartsAsync()).OfType<ForeignBlob>().Select(x => x.Name), StringComparer.Ordinal);
    }

    [Fact]
    public async Task ReadAudit_OnePlayback_IsOneEntryAQuarterOfAnHour()
    {
        var reads = new ReadAudit(NewHost(), clock);
        const string Resource = "recordings/0193516e-2f0e-7c3a-9d41-412345678901/files/0";
        Task RecordAsync(char who, string resource = Resource) =>
            reads.RecordAsync(Own, "p-" + new string(who, 32), "ReadFile", resource, details: null, Cancellation);

        for (var i = 0; i < 20; i++)
        {
            await RecordAsync('a');
            clock.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Single(await ReadAsync());
        await RecordAsync('b');
        await RecordAsync('a', Resource + "1");
        Assert.Equal(3, (await ReadAsync()).Count);
        clock.Advance(TimeSpan.FromMinutes(5));
        await RecordAsync('a');
        Assert.Equal(4, (await ReadAsync()).Select(x => x.Line.Id).Distinct(StringComparer.Ordinal).Count());
    }

    BlobContainerClient Container => storage.Data(Own).GetBlobContainerClient(ContainerNames.Audit);

    static AuditEntry Entry(string operation) =>
        new("test.appended", operation, AuditPhase.Single, AuditEntry.System, AuditEntry.Success, "Test", "tests");

    BlobAuditLog NewHost(BlobClientOptions? options = null) => new(new TenantStoreFactory(storage.With(options), FixedIntegrityKey.Instance), clock);

    Task PutAsync(int blob, string text) => Container.GetAppendBlobClient($"log/{blob:D8}").AppendBlockAsync(
        new MemoryStream(Encoding.UTF8.GetBytes(text)), cancellationToken: Cancellation);

    async Task<List<LoggedEntry>> ReadAsync(AuditPosition from = default)
    {
        var entries = (await PartsAsync(from)).OfType<LoggedEntry>().ToList();
        Assert.All(entries, x => Assert.Equal(x.Line.Id, AuditLine.Parse(x.Utf8.Span).Id));
        Assert.All(entries, x => Assert.StartsWith("{\"id\":\"", Encoding.UTF8.GetString(x.Utf8.Span), StringComparison.Ordinal));
        return entries;
    }

    async Task<List<LogPart>> PartsAsync(AuditPosition from = default) =>
        await new AuditReader(new TenantStoreFactory(storage, FixedIntegrityKey.Instance)).ReadAsync(Own, from, Cancellation)
            .ToListAsync(Cancellation);
}
