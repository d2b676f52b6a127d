using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Pci;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Compliance.EndToEnd.Tests.Gate;

/// <summary>A call without a transcript, recognised by the service that the tenant's settings name, from upload to download.</summary>
public sealed class SpeechTests : IAsyncLifetime
{
    const string Card = "four five three nine one four eight eight zero three four three six four six seven";

    readonly FakeSpeechService service = new();
    AppHost app = null!;

    public async ValueTask InitializeAsync() => app = await AppHost.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        service.Dispose();
    }

    [Fact]
    public async Task A_card_said_in_a_call_without_a_transcript_is_silenced_once_the_service_is_back()
    {
        service.Answer = _ => service.Asked.Count < 3 ? new("", 503, "60") : new(Heard());
        await PutAsync(new JsonObject
        {
            ["engine"] = "azure", ["endpoint"] = service.Endpoint.AbsoluteUri, ["locales"] = new JsonArray("en-GB"),
        });
        var wav = WavMaker.Simple(SampleEncoding.Pcm16, 1, 8000, [.. SoundMaker.Speech(4, 20).Select(x => (double)x)]);
        var sample = Sample.Note().Add("call.wav", "audio/wav", wav);
        var recording = await app.Api.As("acme", "Recordings.Upload").SealAsync(sample.Ticket, sample.Files);

        var coverage = recording.View["pci"]!["coverage"]!;
        Assert.Equal("examined", coverage["speech"]!.GetValue<string>());
        Assert.Equal("Azure AI Speech, fast transcription 2024-11-15", coverage["speechBy"]!.GetValue<string>());
        Assert.Null(coverage["reasons"]);
        Assert.True(service.Asked.Count >= 3);
        var token = new JsonWebToken(service.Asked[0].Authorization["Bearer ".Length..]);
        Assert.Equal("https://localhost", Assert.Single(token.Audiences));

        var played = (await app.Api.As("acme", "Recordings.Read").FileAsync(recording.Id, "call.wav")).Expect(HttpStatusCode.OK).Body;
        Assert.Equal(wav.Length, played.Length);
        Assert.All(played[At(2)..At(9.9)], x => Assert.Equal(0, x));
        Assert.Equal(wav[..At(1)], played[..At(1)]);
        Assert.Equal(wav[At(12)..], played[At(12)..]);

        // Nothing of what was heard is a file.
        Assert.Equal(["note.txt", "call.wav"], recording.View["files"]!.AsArray().Select(x => x!["name"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_host_without_the_recogniser_that_is_asked_for_says_so()
    {
        await PutAsync(new JsonObject { ["engine"] = "local" });
        var sample = Sample.Note().Add("call.wav", "audio/wav", WavMaker.Simple(
            SampleEncoding.Pcm16, 1, 8000, [.. SoundMaker.Speech(4, 20).Select(x => (double)x)]));
        var recording = await app.Api.As("acme", "Recordings.Upload").SealAsync(sample.Ticket, sample.Files);

        var coverage = recording.View["pci"]!["coverage"]!;
        Assert.Equal("notExamined", coverage["speech"]!.GetValue<string>());
        Assert.Equal(
            "No transcript accounts for all that is said, and the host's own recogniser is not installed.",
            coverage["reasons"]!.AsArray().Single()!.GetValue<string>());
        var health = (await app.Api.SendAsync(HttpMethod.Get, "/api/health")).Expect(HttpStatusCode.OK).Json;
        var check = health["checks"]!.AsArray().Single(x => x!["name"]!.GetValue<string>() == "speech")!;
        Assert.Equal("degraded", check["status"]!.GetValue<string>());
    }

    async Task PutAsync(JsonObject speech) => (await app.Api.As("acme", "Tenant.Admin").SendAsync(
        HttpMethod.Put, "/settings", new JsonObject { ["speech"] = speech }, [("If-Match", "*")])).Expect(HttpStatusCode.OK);

    static int At(double second) => 44 + ((int)(second * 8000) * 2);

    static string Heard()
    {
        var words = Card.Split(' ').Select(
            (x, i) => $$"""{"text":"{{x}}","offsetMilliseconds":{{2000 + (500 * i)}},"durationMilliseconds":400}""");
        return $$"""
            {"durationMilliseconds":20000,"combinedPhrases":[{"text":"{{Card}}"}],"phrases":[
             {"offsetMilliseconds":0,"durationMilliseconds":2000,"text":"Hello.","words":[],"locale":"en-GB","confidence":0.9},
             {"offsetMilliseconds":2000,"durationMilliseconds":8000,"text":"{{Card}}","words":[{{string.Join(',', words)}}],"locale":"en-GB"},
             {"offsetMilliseconds":10500,"durationMilliseconds":9500,"text":"Thank you, goodbye.","locale":"en-GB","confidence":0.9}]}
            """;
    }
}
