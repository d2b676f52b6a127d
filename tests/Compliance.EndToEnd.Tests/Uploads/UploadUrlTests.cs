using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs.Specialized;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Uploads;

/// <summary>A URL of a ticket uploads its one file and does nothing else.</summary>
public sealed class UploadUrlTests(SharedHost host)
{
    static readonly Dictionary<string, string> BlockBlob = new(
        StringComparer.Ordinal) { ["x-ms-blob-type"] = "BlockBlob", ["x-ms-version"] = "2021-12-02" };

    Session Uploader => host.Api.As("acme", "Recordings.Upload");

    public static TheoryData<string> Misuses =>
    [
        "read", "read properties", "read metadata", "read tags", "list blobs", "list containers", "delete", "overwrite", "set metadata",
        "set tags", "set tier", "set properties", "lease", "copy", "put block", "put block list", "append block", "put page", "undelete",
    ];

    [Theory]
    [MemberData(nameof(Misuses))]
    public async Task A_single_url_after_its_upload_does_nothing_more(string misuse)
    {
        var (url, id) = await UploadedAsync();

        AssertRefused(misuse, await TryAsync(misuse, url));

        // And what was uploaded is as it was: it seals.
        await Uploader.WaitForAsync(id, "awaitingUpload");
    }

    [Theory]
    [InlineData("read")]
    [InlineData("list blobs")]
    [InlineData("delete")]
    [InlineData("append block")]
    [InlineData("put block list")]
    [InlineData("put page")]
    public async Task A_blocks_url_writes_and_does_nothing_else(string misuse)
    {
        var upload = await LargeAsync();
        Assert.Equal("blocks", upload["mode"]!.GetValue<string>());
        var url = upload["url"]!.GetValue<string>();
        (await PutAsync($"{url}&comp=block&blockid={Block}", "abc")).Expect(HttpStatusCode.Created);
        if (misuse == "put block list")
        {
            // The one thing that it is for.
            (await TryAsync(misuse, url)).Expect(HttpStatusCode.Created);
            return;
        }

        // Appends and pages need a blob of their kind, which a block blob is not: refused whatever the permissions say.
        var answer = await TryAsync(misuse, url);
        Assert.True((int)answer.Status is >= 400 and < 500, $"{misuse}: {(int)answer.Status}");
    }

    [Fact]
    public async Task A_file_of_256_MiB_is_one_put_and_a_larger_one_blocks()
    {
        var sample = Sample.Note();
        sample.Ticket["files"] = new JsonArray(
            new JsonObject { ["name"] = "a.mp4", ["contentType"] = "video/mp4", ["size"] = 256L * 1024 * 1024 },
            new JsonObject { ["name"] = "b.mp4", ["contentType"] = "video/mp4", ["size"] = (256L * 1024 * 1024) + 1 });

        var uploads = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json["uploads"]!.AsArray();

        Assert.Equal(["single", "blocks"], uploads.Select(x => x!["mode"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Blocks_arrive_when_their_list_is_put()
    {
        var sample = Sample.Note();
        sample.Ticket["files"] = new JsonArray(
            new JsonObject { ["name"] = "b.mp4", ["contentType"] = "video/mp4", ["size"] = 300L * 1024 * 1024 });
        var answer = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        var (url, id) = (answer["uploads"]![0]!["url"]!.GetValue<string>(), answer["recordingId"]!.GetValue<string>());

        (await PutAsync($"{url}&comp=block&blockid={Block}", "abc")).Expect(HttpStatusCode.Created);
        Assert.Equal("awaitingUpload", (await Uploader.ViewAsync(id)).Recording().State);
        (await TryAsync("put block list", url)).Expect(HttpStatusCode.Created);

        // Three bytes are not the 300 MiB that were announced.
        Assert.Equal("sizeMismatch", (await Uploader.WaitForAsync(id, "sealed", "quarantined"))["reason"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_url_does_not_open_another_blob_container_or_account()
    {
        var mine = await AnnouncedAsync("acme");
        var theirs = await AnnouncedAsync("globex");
        var (here, there) = (Parts(mine), Parts(theirs));
        string[] others =
        [
            $"{here.Account}/{there.Blob}?{here.Sas}",
            $"{here.Account}/{here.Blob[..^1]}1?{here.Sas}",
            $"{here.Account}/{here.Blob}/more?{here.Sas}",
            $"{here.Account}/{here.Blob.Replace("inbox/", "outbox/", StringComparison.Ordinal)}?{here.Sas}",
            $"{host.App.Azurite.Endpoint("acme")}/recordings/x?{here.Sas}",
            $"{host.App.Azurite.Endpoint("acmekeys")}/keyring/recordings/x?{here.Sas}",
        ];

        foreach (var url in others)
        {
            Assert.True((await PutAsync(url, "x")).Status is HttpStatusCode.Forbidden, url);
        }

        (await PutAsync(mine, "x")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_url_that_was_tampered_with_is_refused()
    {
        var url = await AnnouncedAsync("acme");
        var query = Parts(url).Sas.Split('&').Select(x => x.Split('=', 2)).ToDictionary(x => x[0], x => x[1], StringComparer.Ordinal);
        Assert.Equal("c", query["sp"]);
        Assert.Equal("b", query["sr"]);

        foreach (var (name, value) in ((string, string)[])[
            ("sp", "rcwdl"), ("sp", "cw"), ("se", "2099-01-01T00%3A00%3A00Z"), ("sr", "c"), ("sig", "AAAA" + query["sig"][4..]),
                ("sig", ""), ("sv", "2019-12-12")])
        {
            var forged = new Dictionary<string, string>(query, StringComparer.Ordinal) { [name] = value };
            var answer = await PutAsync(
                url[..(url.IndexOf('?', StringComparison.Ordinal) + 1)] + string.Join('&', forged.Select(x => $"{x.Key}={x.Value}")), "x");
            Assert.True(answer.Status is HttpStatusCode.Forbidden, $"{name}={value}: {(int)answer.Status}");
        }

        foreach (var appended in (string[])["&sp=rwdl", "&sr=c", "&se=2099-01-01T00%3A00%3A00Z"])
        {
            var answer = await host.Api.SendAsync(new HttpRequestMessage(HttpMethod.Get, url + appended));
            Assert.True((int)answer.Status is >= 400 and < 500, appended);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await PutAsync(url[..url.IndexOf('?', StringComparison.Ordinal)], "x")).Status);
        (await PutAsync(url, "x")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_url_is_refused_after_its_expiry()
    {
        await using var past = await AppHost.StartAsync(Api.Cancellation, new ShiftedClock(TimeSpan.FromHours(-5)));
        var sample = Sample.Note();
        var announced = (await past.Api.As("acme", "Recordings.Upload").AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;

        var answer = await past.Api.PutAsync(announced["uploads"]![0]!, sample.Files["note.txt"]);

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Empty(await past.InboxOfAsync("acme", announced["recordingId"]!.GetValue<string>()));
    }

    /// <summary>Azure's create permission covers snapshots, and who has an account key may hold a lease: neither outlives the
    /// sealing.</summary>
    [Fact]
    public async Task Snapshots_and_leases_do_not_outlive_the_sealing()
    {
        var sample = Sample.Note();
        sample.Add("last.txt", "text/plain", [1]);
        var answer = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        var (first, id) = (answer["uploads"]![0]!, answer["recordingId"]!.GetValue<string>());
        (await host.Api.PutAsync(first, sample.Files["note.txt"])).Expect(HttpStatusCode.Created);
        (await TryAsync("snapshot", first["url"]!.GetValue<string>())).Expect(HttpStatusCode.Created);
        await host.App.Inbox.GetBlobClient($"acme/{id}/0").GetBlobLeaseClient()
            .AcquireAsync(TimeSpan.FromSeconds(-1), cancellationToken: Api.Cancellation);

        (await host.Api.PutAsync(answer["uploads"]![1]!, sample.Files["last.txt"])).Expect(HttpStatusCode.Created);
        await Uploader.WaitForAsync(id, "sealed");

        await Api.EventuallyAsync(async () => (await host.App.InboxOfAsync("acme", id)).Count == 0, "the inbox is empty");
    }

    [Fact]
    public async Task A_url_names_nobody()
    {
        var sample = Sample.Call("plain");
        var uploads = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json["uploads"]!.ToJsonString();

        foreach (var text in (string[])[sample.CallId, "Amelia", "Okafor", "7700900000", "AC-100000", "agent-1", "Whitfield"])
        {
            Assert.DoesNotContain(text, uploads, StringComparison.OrdinalIgnoreCase);
        }
    }

    static string Block => Uri.EscapeDataString(Convert.ToBase64String("0001"u8));

    async Task<string> AnnouncedAsync(string tenant)
    {
        // Two files, so that the recording goes on waiting.
        var sample = Sample.Note();
        sample.Add("never.txt", "text/plain", [1]);
        var answer = (await host.Api.As(tenant, "Recordings.Upload").AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        return answer["uploads"]![0]!["url"]!.GetValue<string>();
    }

    async Task<(string Url, string Id)> UploadedAsync()
    {
        var url = await AnnouncedAsync("acme");
        (await PutAsync(url, "the caller rang off\n")).Expect(HttpStatusCode.Created);
        return (url, Parts(url).Blob.Split('/')[2]);
    }

    async Task<JsonNode> LargeAsync()
    {
        var sample = Sample.Note();
        sample.Ticket["files"] = new JsonArray(
            new JsonObject { ["name"] = "b.mp4", ["contentType"] = "video/mp4", ["size"] = 300L * 1024 * 1024 },
            new JsonObject { ["name"] = "never.txt", ["contentType"] = "text/plain", ["size"] = 1 });
        return (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json["uploads"]![0]!;
    }

    Task<Answer> PutAsync(string url, string content) =>
        host.Api.SendAsync(new HttpRequestMessage(HttpMethod.Put, url) { Content = new StringContent(content) }, headers: BlockBlob);

    Task<Answer> TryAsync(string misuse, string url)
    {
        var (account, blob, sas) = Parts(url);
        var container = $"{account}/inbox?restype=container&{sas}";
        return misuse switch
        {
            "read" => Send(HttpMethod.Get, url),
            "read properties" => Send(HttpMethod.Head, url),
            "read metadata" => Send(HttpMethod.Get, url + "&comp=metadata"),
            "read tags" => Send(HttpMethod.Get, url + "&comp=tags"),
            "list blobs" => Send(HttpMethod.Get, container + "&comp=list"),
            "list containers" => Send(HttpMethod.Get, $"{account}/?comp=list&{sas}"),
            "delete" => Send(HttpMethod.Delete, url),
            "overwrite" => PutAsync(url, "another text"),
            "set metadata" => Send(HttpMethod.Put, url + "&comp=metadata", "", ("x-ms-meta-a", "b")),
            "set tags" => Send(HttpMethod.Put, url + "&comp=tags", "<Tags><TagSet></TagSet></Tags>"),
            "set tier" => Send(HttpMethod.Put, url + "&comp=tier", "", ("x-ms-access-tier", "Cool")),
            "set properties" => Send(HttpMethod.Put, url + "&comp=properties", "", ("x-ms-blob-content-type", "text/html")),
            "snapshot" => Send(HttpMethod.Put, url + "&comp=snapshot", ""),
            "lease" => Send(HttpMethod.Put, url + "&comp=lease", "", ("x-ms-lease-action", "acquire"), ("x-ms-lease-duration", "15")),
            "copy" => Send(HttpMethod.Put, $"{account}/{blob}2?{sas}", "", ("x-ms-copy-source", url)),
            "put block" => Send(HttpMethod.Put, $"{url}&comp=block&blockid={Block}", "abc"),
            "put block list" => Send(HttpMethod.Put, url + "&comp=blocklist",
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList><Latest>MDAwMQ==</Latest></BlockList>"),
            "append block" => Send(HttpMethod.Put, url + "&comp=appendblock", "abc"),
            "put page" => Send(HttpMethod.Put, url + "&comp=page", new string(
                'x', 512), ("x-ms-range", "bytes=0-511"), ("x-ms-page-write", "update")),
            "undelete" => Send(HttpMethod.Put, url + "&comp=undelete", ""),
            _ => throw new ArgumentOutOfRangeException(nameof(misuse)),
        };
    }

    Task<Answer> Send(HttpMethod method, string url, string? content = null, params (string Name, string Value)[] headers) =>
        host.Api.SendAsync(
        new HttpRequestMessage(method, url) { Content = content is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(content)) },
        headers: new Dictionary<string, string>(
            headers.Select(x => KeyValuePair.Create(x.Name, x.Value)), StringComparer.Ordinal) { ["x-ms-version"] = "2021-12-02" });

    static void AssertRefused(string misuse, Answer answer) =>
        Assert.True((int)answer.Status is >= 400 and < 500
            || answer.Status is HttpStatusCode.NotImplemented, $"{misuse}: {(int)answer.Status}");

    static (string Account, string Blob, string Sas) Parts(string url)
    {
        var uri = new Uri(url);
        var path = uri.AbsolutePath.Split('/', 3);
        return ($"{uri.GetLeftPart(UriPartial.Authority)}/{path[1]}", path[2], uri.Query[1..]);
    }
}
