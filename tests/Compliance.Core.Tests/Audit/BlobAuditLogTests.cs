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
        Assert.Equal(AuditPosition.Start, entries[0].Position);
        Assert.All(entries.Zip(entries.Skip(1)), pair => Assert.Equal(pair.First.Next, pair.Second.Position));
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
    public async Task ReadAsync_LogCutOrWithAGapOrAForeignLine_IsRefused()
    {
        await NewHost().AppendAsync(Own, Entry("op"), Cancellation);
        var end = (await ReadAsync())[^1].Next;
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(end with { Offset = end.Offset + 1 }));
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(new AuditPosition(1, 0)));

        var first = Container.GetAppendBlobClient("log/00000000");
        await first.AppendBlockAsync(new MemoryStream("not json\n"u8.ToArray()), cancellationToken: Cancellation);
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync());
        await first.DeleteAsync(cancellationToken: Cancellation);
        await Container.GetAppendBlobClient("log/00000001").CreateAsync(cancellationToken: Cancellation);
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync());
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

    BlobAuditLog NewHost(BlobClientOptions? options = null) => new(new TenantStoreFactory(storage.With(options)), clock);

    async Task<List<LoggedEntry>> ReadAsync(AuditPosition from = default)
    {
        var entries = new List<LoggedEntry>();
        await foreach (var entry in new AuditReader(new TenantStoreFactory(storage)).ReadAsync(Own, from, Cancellation))
        {
            Assert.Equal(entry.Line.Id, AuditLine.Parse(entry.Utf8.Span).Id);
            Assert.StartsWith("{\"id\":\"", Encoding.UTF8.GetString(entry.Utf8.Span), StringComparison.Ordinal);
            entries.Add(entry);
        }

        return entries;
    }
}
