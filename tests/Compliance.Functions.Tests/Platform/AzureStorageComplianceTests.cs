using System.Net;
using System.Web;
using Azure;
using Azure.Storage.Blobs;
using Compliance.Tenancy;

namespace Compliance.Functions.Tests.Platform;

/// <summary>Managed identities and user-delegation SAS, and what an account answers on a bad day.</summary>
public sealed class AzureStorageComplianceTests : StorageCompliance, IDisposable
{
    readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    readonly AzureBench bench;

    public AzureStorageComplianceTests() => bench = new AzureBench(clock);

    protected override StorageAccess Access => bench.Access;

    protected override HttpClient Recorder => bench.Recorder;

    BlobClient Blob => Access.Data(Own).GetBlobContainerClient("state").GetBlobClient("blob");

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task One_delegation_key_signs_until_it_no_longer_covers_a_url()
    {
        var urls = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SignAsync(TimeSpan.FromHours(4))));
        Assert.Equal(1, bench.LandingAccount.Delegation.Given);
        Assert.All(urls, x => Assert.Equal("acme", Query(x, "skoid")));

        clock.Advance(TimeSpan.FromHours(7));
        Assert.Equal(HttpStatusCode.Created, await PutAsync(await SignAsync(TimeSpan.FromHours(4))));
        Assert.Equal(1, bench.LandingAccount.Delegation.Given);

        clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(HttpStatusCode.Created, await PutAsync(await SignAsync(TimeSpan.FromHours(4))));
        Assert.Equal(2, bench.LandingAccount.Delegation.Given);
    }

    [Fact]
    public async Task Each_identity_has_a_delegation_key_of_its_own()
    {
        await SignAsync(TimeSpan.FromHours(1));
        var other = await Access.SignUploadAsync(
            new(Globex, Globex), "globex/r/0", UploadMode.Single, clock.GetUtcNow().AddHours(1), Cancellation);

        Assert.Equal("globex", Query(other, "skoid"));
        Assert.Equal(2, bench.LandingAccount.Delegation.Given);
    }

    [Fact]
    public async Task A_url_begins_before_now_and_ends_when_it_says()
    {
        var url = await SignAsync(TimeSpan.FromHours(1));

        Assert.Equal(clock.GetUtcNow().AddMinutes(-5).ToString("yyyy-MM-ddTHH:mm:ssZ", null), Query(url, "st"));
        Assert.Equal(("https", "b", "c"), (Query(url, "spr"), Query(url, "sr"), Query(url, "sp")));
        Assert.Null(Query(url, "sip"));
        clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(url));
    }

    [Fact]
    public async Task A_url_may_last_for_days_but_not_beyond_what_the_service_gives_a_key_for()
    {
        Assert.Equal(HttpStatusCode.Created, await PutAsync(await SignAsync(TimeSpan.FromDays(6))));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => SignAsync(TimeSpan.FromDays(7)));
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("203.0.113.0/24", "203.0.113.0-203.0.113.255")]
    [InlineData("198.51.100.4/30;203.0.113.9", "198.51.100.4-203.0.113.9")]
    [InlineData("0.0.0.0/0", "0.0.0.0-255.255.255.255")]
    public async Task Where_recorders_addresses_are_known_a_url_is_for_these(string ranges, string expected)
    {
        using var known = new AzureBench(clock, ranges.Split(';'));
        var url = await known.Access.SignUploadAsync(Own, NewName(), UploadMode.Single, clock.GetUtcNow().AddHours(1), Cancellation);

        Assert.Equal(expected, Query(url, "sip"));
        using var request = new HttpRequestMessage(
            HttpMethod.Put, url.OriginalString.Replace(Uri.EscapeDataString(expected), "1.2.3.4", StringComparison.Ordinal));
        using var changed = await known.Recorder.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, changed.StatusCode);
    }

    [Fact]
    public async Task A_name_outside_the_resources_path_is_not_signed() =>
        await Assert.ThrowsAsync<ArgumentException>(
            () => Access.SignUploadAsync(Own, "globex/r/0", UploadMode.Single, clock.GetUtcNow().AddHours(1), Cancellation));

    [Fact]
    public async Task A_delegation_key_that_is_refused_leaves_nothing_behind()
    {
        bench.Service.Fail(1, HttpStatusCode.Forbidden, "AuthorizationPermissionMismatch");

        Assert.Equal(403, (await Assert.ThrowsAsync<RequestFailedException>(() => SignAsync(TimeSpan.FromHours(1)))).Status);
        Assert.Equal(HttpStatusCode.Created, await PutAsync(await SignAsync(TimeSpan.FromHours(1))));
    }

    [Fact]
    public async Task Throttled_waits_as_long_as_the_service_says()
    {
        bench.Service.Fail(1, HttpStatusCode.ServiceUnavailable, "ServerBusy", retryAfter: TimeSpan.FromSeconds(1));
        var begun = TimeProvider.System.GetTimestamp();

        await Blob.UploadAsync(BinaryData.FromString("x"), overwrite: true, Cancellation);

        Assert.True(TimeProvider.System.GetElapsedTime(begun) > TimeSpan.FromSeconds(0.9), "It did not wait.");
        Assert.Equal(2, bench.Service.Requests.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, "TooManyRequests")]
    [InlineData(HttpStatusCode.InternalServerError, "InternalError")]
    [InlineData(HttpStatusCode.InternalServerError, "OperationTimedOut")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "ServerBusy")]
    public async Task A_passing_fault_is_tried_again_and_a_lasting_one_is_told(HttpStatusCode status, string code)
    {
        bench.Service.Fail(2, status, code);
        await Blob.UploadAsync(BinaryData.FromString("x"), overwrite: true, Cancellation);

        bench.Service.Fail(6, status, code);
        var told = await Assert.ThrowsAsync<RequestFailedException>(() => Blob.DownloadContentAsync(Cancellation));
        Assert.Equal(((int)status, code), (told.Status, told.ErrorCode));
    }

    [Fact]
    public async Task Silence_is_given_up_and_tried_again()
    {
        bench.Silence = TimeSpan.FromMilliseconds(400);
        bench.Service.BeSilent(1);

        await Blob.UploadAsync(BinaryData.FromString("x"), overwrite: true, Cancellation);

        Assert.Equal(2, bench.Service.Requests.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "AuthorizationPermissionMismatch")]
    [InlineData(HttpStatusCode.NotFound, "ContainerNotFound")]
    [InlineData(HttpStatusCode.Conflict, "ContainerBeingDeleted")]
    [InlineData(HttpStatusCode.PreconditionFailed, "ConditionNotMet")]
    public async Task A_refusal_is_told_at_once(HttpStatusCode status, string code)
    {
        bench.Service.Fail(1, status, code);

        var told = await Assert.ThrowsAsync<RequestFailedException>(() => Blob.DownloadContentAsync(Cancellation));

        Assert.Equal(((int)status, code), (told.Status, told.ErrorCode));
        Assert.Single(bench.Service.Requests);
    }

    Task<Uri> SignAsync(TimeSpan lifetime) =>
        Access.SignUploadAsync(Own, NewName(), UploadMode.Single, clock.GetUtcNow() + lifetime, Cancellation);

    static string? Query(Uri url, string name) => HttpUtility.ParseQueryString(url.Query)[name];
}
