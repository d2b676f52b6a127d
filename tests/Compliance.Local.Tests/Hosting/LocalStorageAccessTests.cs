using System.Net;
using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Local.Azurite;
using Compliance.Local.Hosting;
using Compliance.Local.Storage;
using Compliance.Tenancy;

namespace Compliance.Local.Tests.Hosting;

public sealed class LocalStorageAccessTests(LocalStorageAccessTests.TwoTenants stores)
    : IClassFixture<LocalStorageAccessTests.TwoTenants>, IDisposable
{
    static readonly TenantId Acme = TenantId.Parse("acme");
    static readonly TenantId Globex = TenantId.Parse("globex");
    static readonly TenantScope Own = new(Acme, Acme);

    readonly RecordedPoints points = new();
    readonly HttpClient client = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    LocalStorageAccess Access => field ??= new LocalStorageAccess(stores.Azurite, points, new TenantGate(TimeProvider.System), stores.Clock);

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Another_tenants_account_is_refused_by_the_service()
    {
        var mixed = new TenantScope(Globex, Acme);

        foreach (var service in new[] { Access.Data(mixed), Access.Keys(mixed) })
        {
            var fault = await Assert.ThrowsAsync<RequestFailedException>(
                () => service.GetBlobContainersAsync(cancellationToken: Cancellation).FirstAsync(Cancellation).AsTask());
            Assert.Equal(403, fault.Status);
        }

        Assert.NotEmpty(await Access.Data(Own).GetBlobContainersAsync(cancellationToken: Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task The_inbox_opens_only_under_the_tenants_own_path()
    {
        var inbox = Access.Landing(Acme).GetBlobContainerClient(ContainerNames.Inbox);
        await inbox.GetBlobClient("acme/r/0").UploadAsync(BinaryData.FromString("x"), Cancellation);

        Assert.Single(await List("acme/r/0"));
        foreach (var prefix in new[] { null, "", "acme", "globex/" })
        {
            Assert.Equal(403, (await Assert.ThrowsAsync<RequestFailedException>(() => List(prefix))).Status);
        }

        await inbox.GetPropertiesAsync(cancellationToken: Cancellation);
        Assert.Equal(403, (await Assert.ThrowsAsync<RequestFailedException>(
            () => inbox.CreateAsync(cancellationToken: Cancellation))).Status);
        Assert.Equal(403, (await Assert.ThrowsAsync<RequestFailedException>(
            () => inbox.DeleteAsync(cancellationToken: Cancellation))).Status);
        foreach (var name in new[] { "globex/r/0", "acme/../globex/r/0", "acmex/r/0", "x" })
        {
            var fault = await Assert.ThrowsAsync<RequestFailedException>(
                () => inbox.GetBlobClient(name).UploadAsync(BinaryData.FromString("x"), Cancellation));
            Assert.Equal(403, fault.Status);
        }

        async Task<List<BlobItem>> List(string? prefix) =>
            await inbox.GetBlobsAsync(new() { Prefix = prefix }, Cancellation).ToListAsync(Cancellation);
    }

    [Fact]
    public async Task A_single_upload_url_creates_one_blob_once()
    {
        var url = await Access.SignUploadAsync(Own, "acme/r/1", UploadMode.Single, DateTimeOffset.UtcNow.AddMinutes(5), Cancellation);

        Assert.Equal(HttpStatusCode.Created, await PutAsync(url));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(url));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(With(url, "&comp=block&blockid=AAAA")));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(
            new Uri(url.ToString().Replace("acme/r/1", "acme/r/2", StringComparison.Ordinal))));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Get, url));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Delete, url));
    }

    [Fact]
    public async Task A_blocks_url_writes_blocks_of_that_blob()
    {
        var url = await Access.SignUploadAsync(Own, "acme/r/3", UploadMode.Blocks, DateTimeOffset.UtcNow.AddMinutes(5), Cancellation);

        Assert.Equal(HttpStatusCode.Created, await PutAsync(With(url, "&comp=block&blockid=AAAA")));
        Assert.Equal(
            HttpStatusCode.Created,
            await PutAsync(With(url, "&comp=blocklist"), "<BlockList><Latest>AAAA</Latest></BlockList>"));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Get, url));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Delete, url));
    }

    [Fact]
    public async Task An_expired_url_is_refused()
    {
        var url = await Access.SignUploadAsync(Own, "acme/r/4", UploadMode.Single, DateTimeOffset.UtcNow.AddSeconds(-5), Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(url));
    }

    [Theory]
    [InlineData("acme", "globex", "globex/r/0")]
    [InlineData("acme", "acme", "globex/r/0")]
    [InlineData("globex", "acme", "globex/r/0")]
    public async Task SignUpload_AnothersPath_Refused(string identity, string resource, string name)
    {
        var scope = new TenantScope(TenantId.Parse(identity), TenantId.Parse(resource));

        var fault = await Assert.ThrowsAsync<RequestFailedException>(
            () => Access.SignUploadAsync(scope, name, UploadMode.Single, DateTimeOffset.UtcNow.AddMinutes(5), Cancellation));

        Assert.Equal(403, fault.Status);
    }

    [Fact]
    public async Task Every_write_reaches_a_point_before_and_after_and_no_read_does()
    {
        var state = Access.Data(Own).GetBlobContainerClient(ContainerNames.State);
        var blob = state.GetBlobClient("recordings/x");

        await blob.UploadAsync(BinaryData.FromString("x"), Cancellation);
        await blob.SetMetadataAsync(new Dictionary<string, string> { ["a"] = "b" }, cancellationToken: Cancellation);
        await blob.DownloadContentAsync(Cancellation);
        await blob.DeleteAsync(cancellationToken: Cancellation);

        Assert.Equal(
            [
                "storage.state.recordings.put.before", "storage.state.recordings.put.after",
                "storage.state.recordings.setmetadata.before", "storage.state.recordings.setmetadata.after",
                "storage.state.recordings.delete.before", "storage.state.recordings.delete.after",
            ],
            points.Names);
    }

    async Task<HttpStatusCode> PutAsync(Uri url, string content = "x")
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new StringContent(content) };
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        using var response = await client.SendAsync(request, Cancellation);
        return response.StatusCode;
    }

    async Task<HttpStatusCode> SendAsync(HttpMethod method, Uri url)
    {
        using var request = new HttpRequestMessage(method, url);
        using var response = await client.SendAsync(request, Cancellation);
        return response.StatusCode;
    }

    static Uri With(Uri url, string query) => new(url + query);

    [UsesStorage]
    public sealed class TwoTenants : IAsyncLifetime
    {
        readonly TemporaryFolder folder = new();
        readonly HostDatabase database;

        public TwoTenants()
        {
            database = new HostDatabase(folder.In("host.db"));
            Clock = new LocalClock(TimeProvider.System, database);
        }

        public LocalClock Clock { get; }

        public AzuriteProcess Azurite { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Azurite = await AzuriteProcess.StartAsync(folder.In("azurite"), [Acme, Globex], progress: null, CancellationToken.None);
            await AzuriteContainers.EnsureAsync(Azurite, [Acme, Globex], CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            await Azurite.DisposeAsync();
            database.Dispose();
            folder.Dispose();
        }
    }

    sealed class RecordedPoints : ICrashPoints
    {
        public List<string> Names { get; } = [];

        public void Reach(string name) => Names.Add(name);
    }
}
