using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Crash;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Sealing;

/// <summary>A long file's whole way, through a host whose managed heap has room for a part of it.</summary>
public sealed class LongFileTests
{
    const long Heap = 80L << 20;
    const long Length = 240L << 20;

    [Fact]
    public async Task A_file_of_three_times_the_heap_is_uploaded_sealed_and_played()
    {
        await using var folder = await CrashFolder.CreateAsync();
        await using var host = await HostProcess.StartAsync(folder.Path, [], Heap);
        var uploader = host.Api.As("acme", "Recordings.Upload");
        var ticket = Sample.Note().Ticket;
        ticket["files"] = new JsonArray(new JsonObject { ["name"] = "screen.mp4", ["contentType"] = "video/mp4", ["size"] = Length });
        var answer = (await uploader.AnnounceAsync(ticket)).Expect(HttpStatusCode.Created).Json;
        var (id, upload) = (answer["recordingId"]!.GetValue<string>(), answer["uploads"]![0]!);

        using var content = new StreamContent(new SyntheticStream(Length)) { Headers = { ContentLength = Length } };
        using var put = new HttpRequestMessage(HttpMethod.Put, upload["url"]!.GetValue<string>()) { Content = content };
        var headers = upload["headers"]!.AsObject().ToDictionary(x => x.Key, x => x.Value!.GetValue<string>(), StringComparer.Ordinal);
        (await host.Api.SendAsync(put, headers: headers)).Expect(HttpStatusCode.Created);
        await uploader.WaitForAsync(id, "sealed", "quarantined");

        using var get = new HttpRequestMessage(
            HttpMethod.Get, new Uri(host.Api.Address, $"/api/tenants/acme/recordings/{id}/files/screen.mp4"));
        get.Headers.Add("Authorization", $"Bearer {await host.Api.TokenAsync("acme", ["Recordings.Read"], ["*"])}");
        get.Headers.Add(Session.Purpose, "quality");
        using var http = new HttpClient { Timeout = Api.WaitLimit };
        using var played = await http.SendAsync(get, HttpCompletionOption.ResponseHeadersRead, Api.Cancellation);
        Assert.Equal(HttpStatusCode.OK, played.StatusCode);
        await using var check = new SyntheticCheck();
        await played.Content.CopyToAsync(check, Api.Cancellation);
        Assert.Equal(Length, check.Right);
    }
}
