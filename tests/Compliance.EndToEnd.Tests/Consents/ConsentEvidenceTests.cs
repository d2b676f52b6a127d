using System.Buffers.Binary;
using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;
using Compliance.Pci;

namespace Compliance.EndToEnd.Tests.Consents;

/// <summary>A consent that is claimed to be spoken at a time in the media: who hears that stretch, and which claims have silence there.</summary>
public sealed class ConsentEvidenceTests(SharedHost host)
{
    const string Tenant = "globex";
    const string Check = "consentCheck";
    const int Rate = 8000;

    readonly string queue = $"queue-{Letters()}";

    Session Officer => host.Api.As(Tenant, "Privacy.Officer");

    [Fact]
    public async Task The_stretch_around_the_claim_is_heard_for_the_check_alone_and_every_hearing_is_recorded()
    {
        var (callId, recording) = await SealAsync();
        var heard = await SayAsync(callId, "heard", 20);
        foreach (var (role, expected) in ((string, HttpStatusCode)[])
            [
                ("Privacy.Officer", HttpStatusCode.OK), ("Privacy.Handler", HttpStatusCode.OK), ("Privacy.Approver", HttpStatusCode.OK),
                ("Recordings.Read", HttpStatusCode.Forbidden), ("Privacy.Intake", HttpStatusCode.Forbidden), ("Tenant.Admin", HttpStatusCode.Forbidden),
            ])
        {
            Assert.Equal(expected, (await HearAsync(heard, Check, role: role)).Status);
        }

        var answer = await HearAsync(heard, Check);
        Assert.Equal("audio/wav", answer.Header("Content-Type"));
        Assert.Equal("5.0-50.0", answer.Header("X-Media-Seconds"));
        Assert.Equal(44 + (45 * Rate * 2), answer.Body.Length);
        Assert.True(IsLoud(answer.Body.AsSpan(44, 25 * Rate * 2)));
        Assert.False(IsLoud(answer.Body.AsSpan(44 + (26 * Rate * 2))));

        // At the beginning of the media.
        var early = await HearAsync(await SayAsync(callId, "early", 2.5), Check);
        Assert.Equal("0.0-32.5", early.Header("X-Media-Seconds"));

        foreach (var purpose in (string?[])[null, "quality", "request:x"])
        {
            Assert.Equal(["X-Purpose"], (await HearAsync(heard, purpose)).ExpectProblem(HttpStatusCode.BadRequest));
        }

        await LoggedAsync(
            $"event=recording.contentRead&resource=recordings/{recording}/files/1",
            x => $"{x["purpose"]} {x["consent"]}" == $"{Check} {heard}");
    }

    [Fact]
    public async Task What_has_no_sound_at_that_time_is_not_found()
    {
        var (callId, _) = await SealAsync();
        var beyond = await SayAsync(callId, "beyond", 75);
        (await HearAsync(beyond, Check)).ExpectProblem(HttpStatusCode.NotFound);
        (await HearAsync(await SayAsync(callId, "untimed", null), Check)).ExpectProblem(HttpStatusCode.NotFound);
        (await HearAsync(Guid.NewGuid().ToString(), Check)).ExpectProblem(HttpStatusCode.NotFound);
        (await HearAsync("no-id", Check)).ExpectProblem(HttpStatusCode.NotFound);
        (await HearAsync(beyond, Check, query: "?event=7")).ExpectProblem(HttpStatusCode.NotFound);
        Assert.Equal(["event"], (await HearAsync(beyond, Check, query: "?event=last")).ExpectProblem(HttpStatusCode.BadRequest));
        (await host.Api.As("acme", "Privacy.Officer").SendAsync(
            HttpMethod.Get, $"/subjects/consents/{beyond}/evidence", null, (Session.Purpose, Check))).ExpectProblem(HttpStatusCode.NotFound);

        // Not sealed yet.
        var call = new Person().Call();
        (await host.Api.As(Tenant, "Recordings.Upload").AnnounceAsync(call.Ticket)).Expect(HttpStatusCode.Created);
        (await HearAsync(await SayAsync(call.CallId, "quality", 3), Check)).ExpectProblem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_sample_names_the_claims_at_whose_time_nothing_is_heard()
    {
        var (callId, recording) = await SealAsync();
        await SayAsync(callId, "heard", 20);
        var silent = await SayAsync(callId, "silent", 45);
        var beyond = await SayAsync(callId, "beyond", 75);
        await SayAsync(callId, "untimed", null);
        var unsealed = new Person().Call(x => x["queue"] = queue);
        (await host.Api.As(Tenant, "Recordings.Upload").AnnounceAsync(unsealed.Ticket)).Expect(HttpStatusCode.Created);
        var withheld = await SayAsync(unsealed.CallId, "quality", 3);
        var mute = new Person().Call(x => x["queue"] = queue);
        await host.Api.As(Tenant, "Recordings.Upload").SealAsync(mute.Ticket, mute.Files);
        var none = await SayAsync(mute.CallId, "quality", 3);

        var sample = (await SampleAsync("")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(
            (5, 5, 1, 0, true),
            (Number("claims"), Number("sampled"), Number("silent"), Number("unverifiable"), sample["isComplete"]!.GetValue<bool>()));
        Assert.Equal(
            new SortedDictionary<string, string>
            {
                [silent] = "silent 45", [beyond] = "beyondMedia 75", [withheld] = "withheld 3", [none] = "noMedia 3",
            },
            new SortedDictionary<string, string>(sample["items"]!.AsArray().ToDictionary(x => $"{x!["consentId"]}", x => $"{x!["finding"]} {x["mediaSeconds"]}")));
        Assert.Equal(recording, $"{sample["items"]!.AsArray().Single(x => $"{x!["consentId"]}" == silent)!["recordingId"]}");

        var two = (await SampleAsync("&sample=2")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal((5, 2), (two["claims"]!.GetValue<int>(), two["sampled"]!.GetValue<int>()));
        Assert.Equal(0, (await SampleAsync("&purpose=untimed")).Expect(HttpStatusCode.OK).Json["claims"]!.GetValue<int>());
        foreach (var bad in (string[])["sample=0", "sample=1001", "sample=many"])
        {
            Assert.Equal(["sample"], (await SampleAsync($"&{bad}")).ExpectProblem(HttpStatusCode.BadRequest));
        }

        Assert.Equal(["from"], (await SampleAsync("&from=soon")).ExpectProblem(HttpStatusCode.BadRequest));
        (await host.Api.As(Tenant, "Audit.Read").SendAsync(HttpMethod.Get, "/subjects/consents/report/silence")).ExpectProblem(HttpStatusCode.Forbidden);
        await LoggedAsync(
            "event=consent.sampled&resource=consents/report/silence", x => $"{x["purpose"]} {x["sampled"]} {x["silent"]}" == $"{Check} 5 1");

        int Number(string name) => sample[name]!.GetValue<int>();
    }

    Task LoggedAsync(string query, Func<JsonNode, bool> wanted) => Api.EventuallyAsync(
        async () => (await host.Api.As(Tenant, "Audit.Read").SendAsync(HttpMethod.Get, $"/audit/entries?{query}")).Expect(HttpStatusCode.OK)
            .Json["items"]!.AsArray().Any(x => x!["entry"]!["details"] is { } details && wanted(details)),
        "the log says so");

    /// <summary>A minute of sound: noise, and silence from half a minute on.</summary>
    async Task<(string CallId, string RecordingId)> SealAsync()
    {
        var random = new Random(7);
        var call = new Person().Call(x => x["queue"] = queue)
            .Add("media.wav", "audio/wav", WavMaker.Simple(
                SampleEncoding.Pcm16, 1, Rate, [.. Enumerable.Range(0, 60 * Rate).Select(i => i < 30 * Rate ? random.NextDouble() - 0.5 : 0)]));
        return (call.CallId, (await host.Api.As(Tenant, "Recordings.Upload").SealAsync(call.Ticket, call.Files)).Id);
    }

    async Task<string> SayAsync(string callId, string purpose, double? seconds)
    {
        var form = new JsonObject { ["purpose"] = purpose, ["state"] = "given", ["method"] = "spoken", ["mediaSeconds"] = seconds };
        var token = await host.Api.TokenAsync(Tenant, ["Calls.Control"]);
        return $"{(await host.Api.SendAsync(HttpMethod.Post, $"/api/tenants/{Tenant}/calls/{callId}/consent", form, token)).Expect(HttpStatusCode.Created).Json["consentId"]}";
    }

    Task<Answer> HearAsync(string id, string? purpose, string query = "", string role = "Privacy.Officer") => host.Api.As(Tenant, role).SendAsync(
        HttpMethod.Get, $"/subjects/consents/{id}/evidence{query}", null, purpose is null ? [] : [(Session.Purpose, purpose)]);

    Task<Answer> SampleAsync(string query) =>
        Officer.SendAsync(HttpMethod.Get, $"/subjects/consents/report/silence?queue={queue}{query}");

    static bool IsLoud(ReadOnlySpan<byte> pcm)
    {
        for (var i = 0; i + 1 < pcm.Length; i += 2)
        {
            if (Math.Abs((int)BinaryPrimitives.ReadInt16LittleEndian(pcm[i..])) > 1000)
            {
                return true;
            }
        }

        return false;
    }

    static string Letters() => string.Concat(Guid.NewGuid().ToByteArray().Take(10).Select(x => (char)('a' + (x % 26))));
}
