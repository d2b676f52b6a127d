using System.Net;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Recordings;

/// <summary>The way of a recording as the contract tells it, with only a token and SAS URLs.</summary>
public sealed class JourneyTests(SharedHost host)
{
    [Fact]
    public async Task A_call_goes_from_ticket_to_playback()
    {
        var sample = Sample.Call("plain");
        var uploader = host.Api.As("acme", "Recordings.Upload");

        var announced = (await uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        Assert.Equal("awaitingUpload", announced["state"]!.GetValue<string>());
        Assert.Equal(sample.Files.Keys, announced["uploads"]!.AsArray().Select(x => x!["name"]!.GetValue<string>()));
        await host.Api.UploadAsync(announced, sample.Files);

        var id = announced["recordingId"]!.GetValue<string>();
        var view = await uploader.WaitForAsync(id, "sealed");
        Assert.Equal(sample.CallId, view["callId"]!.GetValue<string>());

        var supervisor = host.Api.Reader("acme", "billing");
        foreach (var (name, content) in sample.Files)
        {
            var played = (await supervisor.FileAsync(id, name)).Expect(HttpStatusCode.OK);
            Assert.Equal(content, played.Body);
        }

        Assert.Empty(await host.App.InboxOfAsync("acme", id));
    }
}
