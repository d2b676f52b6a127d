using System.Net;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Playback;

/// <summary><c>GET …/files/{name}</c>: clear content, whole or in part.</summary>
public sealed class FileTests(SharedHost host, SealedCall call) : IClassFixture<SealedCall>
{
    const string Wav = "media.wav";
    const int Rate = 8000;
    const int Channels = 2;

    /// <summary>Beside a silence the sound fades, so that it does not click: seconds at most.</summary>
    const double Fade = 0.005;

    /// <summary>Mu-law for zero; both spellings of it.</summary>
    static readonly byte[] Silence = [0xFF, 0x7F];

    Session Reader => host.Api.As("acme", "Recordings.Read");

    [Fact]
    public async Task A_pause_that_the_recorder_ignored_is_silent_and_the_rest_is_as_it_was()
    {
        var (original, played) = (call.Sample.Files[Wav], (await Reader.FileAsync(call.Id, Wav)).Expect(HttpStatusCode.OK).Body);
        var masks = call.Sealed.View["files"]![0]!["masked"]!.AsArray().Select(x => x!.AsObject()).ToList();
        var window = Assert.Single(masks, x => x["reason"]!.GetValue<string>() == "contentInPauseWindow");
        Assert.True(window["start"]!.GetValue<double>() <= 21.056 && window["end"]!.GetValue<double>() >= 31.928, window.ToJsonString());

        Assert.Equal(original.Length, played.Length);
        var data = DataOffset(original);
        var (silent, mayDiffer) = (new bool[original.Length], new bool[original.Length]);
        foreach (var mask in masks)
        {
            Assert.Empty(mask.Select(x => x.Key).Except(["start", "end", "channel", "reason"], StringComparer.Ordinal));
            var (start, end) = (mask["start"]!.GetValue<double>(), mask["end"]!.GetValue<double>());
            Assert.True(start > 15 && start < end && end < 35, mask.ToJsonString());
            Mark(silent, data, start, end, mask["channel"]?.GetValue<int>());
            Mark(mayDiffer, data, start - Fade, end + Fade, mask["channel"]?.GetValue<int>());
        }

        Assert.Contains(Enumerable.Range(0, original.Length), x => silent[x] && !Silence.Contains(original[x]));
        Assert.All(Enumerable.Range(0, original.Length).Where(x => silent[x]), x => Assert.Contains(played[x], Silence));
        Assert.All(Enumerable.Range(0, original.Length).Where(x => !mayDiffer[x]), x => Assert.Equal(original[x], played[x]));
    }

    /// <summary>Samples of one byte, channel by channel.</summary>
    static void Mark(bool[] marks, int data, double start, double end, int? channel)
    {
        for (var frame = (int)Math.Ceiling(start * Rate); frame < (int)Math.Floor(end * Rate); frame++)
        {
            for (var of = channel ?? 0; of <= (channel ?? Channels - 1); of++)
            {
                marks[data + (frame * Channels) + of] = true;
            }
        }
    }

    [Theory]
    [InlineData("bytes=0-99", 0, 100)]
    [InlineData("bytes=100-100", 100, 1)]
    [InlineData("bytes=606000-", 606000, -1)]
    [InlineData("bytes=606000-99999999", 606000, -1)]
    [InlineData("bytes=-100", -100, 100)]
    public async Task A_range_is_206(string range, int from, int count)
    {
        var whole = (await Reader.FileAsync(call.Id, Wav)).Expect(HttpStatusCode.OK);
        from = from < 0 ? whole.Body.Length + from : from;
        count = count < 0 ? whole.Body.Length - from : count;

        var part = (await Reader.FileAsync(call.Id, Wav, ("Range", range))).Expect(HttpStatusCode.PartialContent);

        Assert.Equal(whole.Body[from..(from + count)], part.Body);
        Assert.Equal($"bytes {from}-{from + count - 1}/{whole.Body.Length}", part.Header("Content-Range"));
        Assert.Equal($"{count}", part.Header("Content-Length"));
        Assert.Equal(whole.Header("ETag"), part.Header("ETag"));
    }

    [Theory]
    [InlineData("bytes=99999999-")]
    [InlineData("bytes=-0")]
    public async Task A_range_outside_the_file_is_416(string range)
    {
        var size = call.Sample.Files[Wav].Length;

        var answer = await Reader.FileAsync(call.Id, Wav, ("Range", range));

        answer.ExpectProblem(HttpStatusCode.RequestedRangeNotSatisfiable);
        Assert.Equal($"bytes */{size}", answer.Header("Content-Range"));
    }

    [Theory]
    [InlineData("bytes=0-1,5-6")]
    [InlineData("lines=0-1")]
    [InlineData("bytes=9-3")]
    public async Task A_range_that_is_not_understood_is_the_whole(string range) =>
        Assert.Equal(call.Sample.Files[Wav].Length, (await Reader.FileAsync(call.Id, Wav, ("Range", range))).Expect(HttpStatusCode.OK)
            .Body.Length);

    [Fact]
    public async Task The_etag_is_strong_and_tells_whether_anything_changed()
    {
        var whole = (await Reader.FileAsync(call.Id, Wav)).Expect(HttpStatusCode.OK);
        var etag = whole.Header("ETag")!;
        Assert.Matches("^\"[^\"]+\"$", etag);
        Assert.Equal("bytes", whole.Header("Accept-Ranges"));
        Assert.Contains("no-store", whole.Header("Cache-Control"), StringComparison.Ordinal);
        Assert.NotEqual(etag, (await Reader.FileAsync(call.Id, "transcript.json")).Header("ETag"));

        var same = (await Reader.FileAsync(call.Id, Wav, ("If-None-Match", etag))).Expect(HttpStatusCode.NotModified);
        Assert.Empty(same.Body);
        (await Reader.FileAsync(call.Id, Wav, ("If-None-Match", "\"other\""))).Expect(HttpStatusCode.OK);
        (await Reader.FileAsync(call.Id, Wav, ("If-Range", etag), ("Range", "bytes=0-9"))).Expect(HttpStatusCode.PartialContent);
        (await Reader.FileAsync(call.Id, Wav, ("If-Range", "\"other\""), ("Range", "bytes=0-9"))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Head_is_the_headers_alone()
    {
        var whole = (await Reader.FileAsync(call.Id, Wav)).Expect(HttpStatusCode.OK);

        var head = (await Reader.SendAsync(
            HttpMethod.Head, $"/recordings/{call.Id}/files/{Wav}", null, (Session.Purpose, "quality"), ("Range", "bytes=0-9")))
                .Expect(HttpStatusCode.OK);

        Assert.Empty(head.Body);
        Assert.Equal(whole.Header("Content-Length"), head.Header("Content-Length"));
        Assert.Equal(whole.Header("ETag"), head.Header("ETag"));
    }

    [Theory]
    [InlineData("nothing.wav")]
    [InlineData("MEDIA.wav")]
    [InlineData("..%2fmedia.wav")]
    [InlineData("0")]
    public async Task An_unknown_file_is_404(string name) =>
        Assert.Equal(HttpStatusCode.NotFound, (await Reader.FileAsync(call.Id, name)).Status);

    [Theory]
    [InlineData(null, HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("fun", HttpStatusCode.Forbidden)]
    [InlineData("Quality", HttpStatusCode.Forbidden)]
    [InlineData("training", HttpStatusCode.Forbidden)]
    [InlineData("request:", HttpStatusCode.Forbidden)]
    [InlineData("request:7", HttpStatusCode.Forbidden)]
    [InlineData("request:0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee", HttpStatusCode.Forbidden)]
    [InlineData("hold:claim-7", HttpStatusCode.Forbidden)]
    [InlineData("restriction:claims", HttpStatusCode.Forbidden)]
    [InlineData("quality", HttpStatusCode.OK)]
    [InlineData("evidence", HttpStatusCode.OK)]
    public async Task Content_is_given_for_a_purpose_of_the_recording(string? purpose, HttpStatusCode status)
    {
        (string, string)[] headers = purpose is null ? [] : [(Session.Purpose, purpose)];
        foreach (var role in (string[])["Recordings.Read", "Privacy.Handler", "Privacy.Approver", "Privacy.Officer"])
        {
            var path = $"/recordings/{call.Id}/files/transcript.json";
            var answer = await host.Api.As("acme", role).SendAsync(HttpMethod.Get, path, null, headers);

            Assert.Equal(status, answer.Status);
            if (status is HttpStatusCode.Forbidden)
            {
                Assert.Contains("quality, evidence", answer.Json["detail"]!.GetValue<string>(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_check_of_the_consent_is_for_privacy_roles()
    {
        var check = (Session.Purpose, "consentCheck");
        var path = $"/recordings/{call.Id}/files/transcript.json";

        (await host.Api.As("acme", "Privacy.Handler").SendAsync(HttpMethod.Get, path, null, check)).Expect(HttpStatusCode.OK);
        (await Reader.SendAsync(HttpMethod.Get, path, null, check)).ExpectProblem(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("Privacy.Handler")]
    [InlineData("Privacy.Approver")]
    [InlineData("Privacy.Officer")]
    public async Task Privacy_roles_need_no_teams(string role)
    {
        var privacy = host.Api.As("acme", role);

        (await privacy.ViewAsync(call.Id)).Expect(HttpStatusCode.OK);
        (await privacy.FileAsync(call.Id, "transcript.json")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_reader_reaches_the_queues_of_the_teams_claim_only()
    {
        var none = host.Api.With("acme", await host.Api.TokenAsync("acme", ["Recordings.Read"], teams: null));
        foreach (var stranger in (Session[])[none, host.Api.Reader("acme"), host.Api.Reader("acme", "sales"), host.Api.Reader(
            "acme", "Billing")])
        {
            (await stranger.ViewAsync(call.Id)).ExpectProblem(HttpStatusCode.Forbidden);
            (await stranger.FileAsync(call.Id, Wav)).ExpectProblem(HttpStatusCode.Forbidden);
        }

        foreach (var member in (Session[])[host.Api.Reader("acme", "sales", "billing"), host.Api.Reader("acme", "*")])
        {
            (await member.ViewAsync(call.Id)).Expect(HttpStatusCode.OK);
            (await member.FileAsync(call.Id, "transcript.json")).Expect(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task An_uploader_sees_the_recording_and_hears_nothing()
    {
        var uploader = host.Api.As("acme", "Recordings.Upload");

        (await uploader.ViewAsync(call.Id)).Expect(HttpStatusCode.OK);
        (await uploader.FileAsync(call.Id, Wav)).ExpectProblem(HttpStatusCode.Forbidden);
    }

    static int DataOffset(byte[] wav)
    {
        for (var at = 12; ;)
        {
            var size = BitConverter.ToInt32(wav, at + 4);
            if (wav.AsSpan(at, 4).SequenceEqual("data"u8))
            {
                return at + 8;
            }

            at += 8 + size + (size & 1);
        }
    }
}
