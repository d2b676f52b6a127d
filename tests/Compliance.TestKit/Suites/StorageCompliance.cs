using System.Net;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Tenancy;

namespace Compliance.TestKit;

/// <summary>What every <see cref="StorageAccess"/> must do; those of Azure and of one machine inherit it.</summary>
public abstract class StorageCompliance
{
    protected static TenantId Acme { get; } = TenantId.Parse("acme");

    protected static TenantId Globex { get; } = TenantId.Parse("globex");

    protected static TenantScope Own { get; } = new(Acme, Acme);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Whose and with whose identity: each source swapped once.</summary>
    public static TheoryData<string, string> MixUps => new() { { "globex", "acme" }, { "acme", "globex" } };

    protected abstract StorageAccess Access { get; }

    /// <summary>A recorder's client: no credential but the URL.</summary>
    protected abstract HttpClient Recorder { get; }

    [Fact]
    public async Task Own_accounts_are_read_and_written()
    {
        foreach (var container in Containers(Own))
        {
            var blob = container.GetBlobClient($"compliance/{Guid.NewGuid():N}");
            await blob.UploadAsync(BinaryData.FromString("x"), Cancellation);

            Assert.Equal("x", (await blob.DownloadContentAsync(Cancellation)).Value.Content.ToString());
            Assert.True(await container.GetBlobsAsync(new() { Prefix = blob.Name }, Cancellation).AnyAsync(Cancellation));
            Assert.True(await blob.DeleteIfExistsAsync(cancellationToken: Cancellation));
        }
    }

    [Theory]
    [MemberData(nameof(MixUps))]
    public async Task Every_call_with_another_tenants_identity_is_403(string identity, string resource)
    {
        var scope = new TenantScope(TenantId.Parse(identity), TenantId.Parse(resource));
        foreach (var container in Containers(scope))
        {
            await AllRefusedAsync(container, "compliance/x", prefix: null);
        }
    }

    [Theory]
    [MemberData(nameof(MixUps))]
    public async Task In_the_landing_account_every_call_outside_the_own_path_is_403(string identity, string path)
    {
        var inbox = Access.Landing(TenantId.Parse(identity)).GetBlobContainerClient(ContainerNames.Inbox);

        await AllRefusedAsync(inbox, $"{path}/r/0", $"{path}/");
        await RefusedAsync(() => inbox.GetBlobsAsync(cancellationToken: Cancellation).AnyAsync(Cancellation).AsTask());
    }

    [Theory]
    [MemberData(nameof(MixUps))]
    public async Task An_upload_url_of_a_mix_up_uploads_nothing(string identity, string resource)
    {
        var scope = new TenantScope(TenantId.Parse(identity), TenantId.Parse(resource));
        var name = $"{resource}/{Guid.NewGuid():N}/0";
        HttpStatusCode status;
        try
        {
            var url = await Access.SignUploadAsync(scope, name, UploadMode.Single, Soon, Cancellation);
            status = await PutAsync(url);
        }
        catch (RequestFailedException refused)
        {
            status = (HttpStatusCode)refused.Status;
        }

        Assert.Equal(HttpStatusCode.Forbidden, status);
    }

    [Fact]
    public async Task A_single_upload_url_creates_its_one_blob_once()
    {
        var name = NewName();
        var url = await Access.SignUploadAsync(Own, name, UploadMode.Single, Soon, Cancellation);

        Assert.Equal(HttpStatusCode.Created, await PutAsync(url));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(url));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(With(url, "&comp=block&blockid=AAAA")));
        var other = new Uri(url.OriginalString.Replace(name, NewName(), StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(other));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Get, url));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Delete, url));
    }

    [Fact]
    public async Task A_block_upload_url_writes_its_one_blob_and_reads_nothing()
    {
        var url = await Access.SignUploadAsync(Own, NewName(), UploadMode.Blocks, Soon, Cancellation);
        var list = new StringContent("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList><Latest>AAAA</Latest></BlockList>");

        Assert.Equal(HttpStatusCode.Created, await PutAsync(With(url, "&comp=block&blockid=AAAA")));
        Assert.Equal(HttpStatusCode.Created, await PutAsync(With(url, "&comp=blocklist"), list));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Get, url));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(HttpMethod.Delete, url));
    }

    [Fact]
    public async Task Conditions_and_absence_are_told_apart()
    {
        var blob = Access.Data(Own).GetBlobContainerClient("state").GetBlobClient($"compliance/{Guid.NewGuid():N}");
        var onlyNew = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };

        var absent = await Assert.ThrowsAsync<RequestFailedException>(() => blob.DownloadContentAsync(Cancellation));
        var first = (await blob.UploadAsync(BinaryData.FromString("1"), onlyNew, Cancellation)).Value.ETag;
        var taken = await Assert.ThrowsAsync<RequestFailedException>(
            () => blob.UploadAsync(BinaryData.FromString("2"), onlyNew, Cancellation));
        await blob.UploadAsync(BinaryData.FromString("3"), Unchanged(first), Cancellation);
        var stale = await Assert.ThrowsAsync<RequestFailedException>(
            () => blob.UploadAsync(BinaryData.FromString("4"), Unchanged(first), Cancellation));

        Assert.Equal((404, BlobErrorCode.BlobNotFound.ToString()), (absent.Status, absent.ErrorCode));
        Assert.Equal((409, BlobErrorCode.BlobAlreadyExists.ToString()), (taken.Status, taken.ErrorCode));
        Assert.Equal((412, BlobErrorCode.ConditionNotMet.ToString()), (stale.Status, stale.ErrorCode));
    }

    protected static string NewName() => $"acme/{Guid.NewGuid():N}/0";

    protected static DateTimeOffset Soon => DateTimeOffset.UtcNow.AddMinutes(10);

    protected async Task<HttpStatusCode> PutAsync(Uri url, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = content ?? new StringContent("x") };
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        request.Headers.Add("x-ms-version", "2021-12-02");
        using var answer = await Recorder.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    async Task<HttpStatusCode> SendAsync(HttpMethod method, Uri url)
    {
        using var request = new HttpRequestMessage(method, url);
        using var answer = await Recorder.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    IEnumerable<BlobContainerClient> Containers(TenantScope scope) =>
        [Access.Data(scope).GetBlobContainerClient(ContainerNames.State), Access.Keys(scope).GetBlobContainerClient(ContainerNames.Keyring)];

    static Uri With(Uri url, string more) => new(url.OriginalString + more);

    static BlobUploadOptions Unchanged(ETag tag) => new() { Conditions = new BlobRequestConditions { IfMatch = tag } };

    static async Task AllRefusedAsync(BlobContainerClient container, string name, string? prefix)
    {
        var blob = container.GetBlobClient(name);
        await RefusedAsync(() => blob.UploadAsync(BinaryData.FromString("x"), overwrite: true, Cancellation));
        await RefusedAsync(() => blob.DownloadContentAsync(Cancellation));
        await RefusedAsync(() => blob.GetPropertiesAsync(cancellationToken: Cancellation));
        await RefusedAsync(() => blob.ExistsAsync(Cancellation));
        await RefusedAsync(() => blob.DeleteIfExistsAsync(cancellationToken: Cancellation));
        await RefusedAsync(() => container.GetBlobsAsync(new() { Prefix = prefix }, Cancellation).AnyAsync(Cancellation).AsTask());
    }

    static async Task RefusedAsync(Func<Task> call) =>
        Assert.Equal(403, (await Assert.ThrowsAsync<RequestFailedException>(call)).Status);
}
