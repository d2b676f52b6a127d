using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Azure.Messaging.ServiceBus;
using Compliance.EndToEnd.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.Calls;

/// <summary>Live calls as the contract tells them.</summary>
public sealed class LiveCallTests(CallHost host, ITestOutputHelper output) : IClassFixture<CallHost>
{
    [Fact]
    public async Task Every_pause_of_many_is_confirmed()
    {
        var call = $"/calls/{Sample.NewCallId()}";
        await PostAsync(CallHost.Obeying, call + "/pause");
        var times = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            Assert.False((await PostAsync(CallHost.Obeying, call + "/resume"))["paused"]!.GetValue<bool>());
            var watch = Stopwatch.StartNew();
            await PauseAsync(CallHost.Obeying, call, new JsonObject { ["trigger"] = "automatic", ["field"] = "cc-csc" }, IsPaused);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        output.WriteLine(
            $"pause to confirmed, request and answer included: median {times[10]:F0} ms, fastest {times[0]:F0}, slowest {times[^1]:F0}");
    }

    [Fact]
    public async Task The_answer_says_which_recorder_did_what()
    {
        var answer = await PauseAsync(CallHost.All, $"/calls/{Sample.NewCallId()}", null, x => States(x).Count(s => s == "pending") == 1);

        Assert.True(answer["requested"]!.GetValue<bool>());
        Assert.False(answer["paused"]!.GetValue<bool>());
        Assert.Equal(10, answer["heartbeatSeconds"]!.GetValue<int>());
        Assert.Equal(
            ["obeying audio confirmed", "refusing screen refused", "silent keystrokes pending"],
            answer["recorders"]!.AsArray().Select(x => $"{x!["name"]} {x["channel"]} {x["state"]}"));
        Assert.Null(Assert.Single(answer["windows"]!.AsArray())!["end"]);
    }

    [Fact]
    public async Task A_pause_of_the_obedient_recorder_s_channel_alone_is_confirmed()
    {
        var answer = await PauseAsync(
            CallHost.All, $"/calls/{Sample.NewCallId()}", new JsonObject { ["channels"] = Api.Array(["audio"]) }, IsPaused);

        Assert.Equal(["confirmed", "none", "none"], States(answer));
    }

    [Fact]
    public async Task Where_nothing_can_be_done_the_answer_is_200_and_says_so()
    {
        var call = $"/calls/{Sample.NewCallId()}";
        foreach (var action in (string[])["heartbeat", "resume", "pause", "heartbeat", "end"])
        {
            var answer = await PostAsync(CallHost.NoRecorders, $"{call}/{action}");

            Assert.Equal(call["/calls/".Length..], answer["callId"]!.GetValue<string>());
            Assert.False(answer["paused"]!.GetValue<bool>());
            Assert.All(answer["recorders"]!.AsArray(), x => Assert.Equal("none", x!["state"]!.GetValue<string>()));
        }
    }

    [Theory]
    [InlineData("/calls/call-1/pause", """{"card":"4111"}""", "card")]
    [InlineData("/calls/4111111111111111/pause", "{}", "callId")]
    [InlineData("/calls/call-1/end", """{"at":"2026-03-02T09:00:00Z","startedAt":"2026-03-02T09:10:00Z"}""", "startedAt")]
    public async Task A_faulty_request_is_400_and_names_the_field(string path, string body, string field)
    {
        var answer = await host.Api.As(CallHost.NoRecorders, "Calls.Control").SendAsync(HttpMethod.Post, path, JsonNode.Parse(body));

        Assert.Equal([field], answer.ExpectProblem(HttpStatusCode.BadRequest));
        Assert.DoesNotContain("4111", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_Calls_Control_may_control_calls() =>
        (await host.Api.As(CallHost.Obeying, "Recordings.Upload", "Tenant.Admin").SendAsync(HttpMethod.Post, "/calls/call-1/pause"))
            .ExpectProblem(HttpStatusCode.Forbidden);

    [Fact]
    public async Task A_call_goes_on_at_another_host_and_survives_the_first()
    {
        var call = $"/calls/{Sample.NewCallId()}";
        await using var second = await host.StartAsync();
        using var other = new Api(second.BaseAddress);
        await PauseAsync(CallHost.Obeying, call, null, IsPaused);

        var control = other.As(CallHost.Obeying, "Calls.Control");
        var beat = (await control.SendAsync(HttpMethod.Post, call + "/heartbeat")).Expect(HttpStatusCode.OK).Json;
        Assert.True(beat["paused"]!.GetValue<bool>(), beat.ToJsonString());

        // Both at once: nothing is lost, and one window comes of it.
        var both = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? host.Api : other)
            .As(CallHost.Obeying, "Calls.Control")
            .SendAsync(HttpMethod.Post, call + (i < 3 ? "/resume" : "/heartbeat"))));
        Assert.All(both, x => x.Expect(HttpStatusCode.OK));
        var end = (await control.SendAsync(HttpMethod.Post, call + "/end")).Expect(HttpStatusCode.OK).Json;
        Assert.NotNull(Assert.Single(end["windows"]!.AsArray())!["end"]);
    }

    [Fact]
    public async Task A_lost_heartbeat_stays_a_pause_and_alerts_once()
    {
        var callId = Sample.NewCallId();
        await using var bus = host.Host.Services.GetRequiredService<ServiceBusClient>()
            .CreateReceiver($"{CallHost.NoRecorders}/privacy-events", "test");
        await PostAsync(CallHost.NoRecorders, $"/calls/{callId}/pause");
        var live = await MessagesAsync();
        Assert.Empty(live);

        host.Clock.Advance(TimeSpan.FromSeconds(40));
        await host.Api.RunTimerAsync("WatchCalls");
        await host.Api.RunTimerAsync("WatchCalls");
        var alert = Assert.Single(await MessagesAsync());
        Assert.Equal("compliance.call.heartbeatLost", alert["type"]!.GetValue<string>());
        Assert.DoesNotContain(callId, alert.ToJsonString(), StringComparison.Ordinal);

        var recipient = await host.Api.TokenAsync(CallHost.NoRecorders, ["Recipient"]);
        var claim = $"/api/recipients/claims/{alert["data"]!["claimId"]}";
        var foreign = await host.Api.TokenAsync(CallHost.Obeying, ["Recipient"]);
        (await host.Api.SendAsync(HttpMethod.Get, claim, token: foreign)).ExpectProblem(HttpStatusCode.NotFound);
        var fetched = (await host.Api.SendAsync(HttpMethod.Get, claim, token: recipient)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(callId, Assert.Single(fetched["callIds"]!.AsArray())!.GetValue<string>());
        (await host.Api.SendAsync(HttpMethod.Get, claim, token: recipient)).ExpectProblem(HttpStatusCode.NotFound);

        var after = await PostAsync(CallHost.NoRecorders, $"/calls/{callId}/heartbeat");
        Assert.Null(Assert.Single(after["windows"]!.AsArray())!["end"]);
        Assert.DoesNotContain(
            host.Logs.Lines, x => x.Contains(callId, StringComparison.Ordinal) && !x.Contains("/api/tenants/", StringComparison.Ordinal));

        async Task<IReadOnlyList<JsonNode>> MessagesAsync()
        {
            var found = await bus.ReceiveMessagesAsync(10, TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);
            return [.. found.Select(x => JsonNode.Parse(x.Body.ToString())!)];
        }
    }

    [Fact]
    public async Task A_refused_consent_tells_every_recorder_to_stop_for_the_purpose()
    {
        var callId = Sample.NewCallId();
        await using var bus = host.Host.Services.GetRequiredService<ServiceBusClient>()
            .CreateReceiver($"{CallHost.All}/recorder-commands", "refusals");
        var refused = new JsonObject { ["purpose"] = "coaching", ["state"] = "refused" };
        (await host.Api.As(CallHost.All, "Calls.Control").SendAsync(HttpMethod.Post, $"/calls/{callId}/consent", refused))
            .Expect(HttpStatusCode.Created);
        var found = new List<JsonNode>();
        await Api.EventuallyAsync(
            async () =>
            {
                var some = await bus.ReceiveMessagesAsync(10, TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);
                found.AddRange(some.Select(x => JsonNode.Parse(x.Body.ToString())!)
                    .Where(x => $"{x["type"]}" == "compliance.recorder.stop" && $"{x["data"]!["purpose"]}" == "coaching"));
                return found.Count >= 3;
            },
            "the recorders are told");
        Assert.Equal(["obeying", "refusing", "silent"], found.Select(x => $"{x["data"]!["recorder"]}").Order(StringComparer.Ordinal));
        Assert.All(found, x => Assert.DoesNotContain(callId, x.ToJsonString(), StringComparison.Ordinal));
        var recipient = await host.Api.TokenAsync(CallHost.All, ["Recipient"]);
        var claim = await host.Api.SendAsync(HttpMethod.Get, $"/api/recipients/claims/{found[0]["data"]!["claimId"]}", token: recipient);
        Assert.Equal(callId, Assert.Single(claim.Expect(HttpStatusCode.OK).Json["callIds"]!.AsArray())!.GetValue<string>());

        // It is no pause: what is recorded for other purposes goes on.
        Assert.Empty((await PostAsync(CallHost.All, $"/calls/{callId}/heartbeat"))["windows"]!.AsArray());
    }

    [Fact]
    public async Task An_answer_with_a_made_up_token_changes_nothing()
    {
        var call = $"/calls/{Sample.NewCallId()}";
        var sender = host.Host.Services.GetRequiredService<ServiceBusClient>().CreateSender("privacy-acks");
        string[] bodies =
        [
            "",
            "no json",
            """{"ackToken":"mixed.recorder.AAAA","outcome":"done"}""",
            """{"ackToken":"nobody.recorder.AAAA","outcome":"done"}""",
        ];
        foreach (var body in bodies)
        {
            await sender.SendMessageAsync(new ServiceBusMessage(body), TestContext.Current.CancellationToken);
        }

        var answer = await PostAsync(CallHost.All, call + "/pause");
        Assert.Equal("pending", answer["recorders"]![2]!["state"]!.GetValue<string>());
        Assert.True(!host.Logs.Faults.Any(), string.Join('\n', host.Logs.Faults));
    }

    [Fact]
    public async Task Card_keys_in_a_live_window_are_silenced_as_in_a_declared_one()
    {
        var sample = Sample.Call("pause-ignored");
        var declared = sample.Ticket["pauseWindows"]![0]!;
        var (from, to) = (declared["start"]!.GetValue<double>(), declared["end"]!.GetValue<double>());
        sample.Ticket.Remove("pauseWindows");
        var now = host.Clock.GetUtcNow();
        var started = now.AddMinutes(-10);
        var call = $"/calls/{sample.CallId}";

        // The sender's clock is an hour ahead, and its resume overtakes its pause.
        string Said(double second) => started.AddHours(1).AddSeconds(second).ToString("O");
        await PostAsync(CallHost.NoRecorders, call + "/resume", new JsonObject { ["at"] = Said(to) });
        await PostAsync(CallHost.NoRecorders, call + "/pause", new JsonObject { ["at"] = Said(from), ["trigger"] = "automatic" });
        await PostAsync(CallHost.NoRecorders, call + "/end", new JsonObject { ["at"] = Said(600), ["startedAt"] = Said(0) });
        var recording = await host.Api.As(CallHost.NoRecorders, "Recordings.Upload").SealAsync(sample.Ticket, sample.Files);

        var findings = recording.View["pci"]!["findings"]!.AsArray()
            .Where(x => x!["kind"]!.GetValue<string>() == "contentInPauseWindow")
            .ToList();
        var finding = Assert.Single(findings, x => x!["file"]!.GetValue<string>() == "media.wav")!;
        Assert.Equal(from, finding["start"]!.GetValue<double>(), 0.01);
        Assert.Equal(to, finding["end"]!.GetValue<double>(), 0.01);
    }

    [Fact]
    public async Task A_pause_that_becomes_known_after_sealing_runs_the_gate_again_once()
    {
        var sample = Sample.Call("pause-ignored");
        var (from, to) = (4.0, 12.0);
        sample.Ticket.Remove("pauseWindows");
        sample.Files.Remove("keystrokes.jsonl");
        sample.Ticket["files"]!.AsArray().RemoveAt(2);
        var started = host.Clock.GetUtcNow().AddMinutes(-10);
        sample.Ticket["startedAt"] = started.ToString("O");
        var uploader = host.Api.As(CallHost.NoRecorders, "Recordings.Upload");
        var before = await uploader.SealAsync(sample.Ticket, sample.Files);
        Assert.DoesNotContain("contentInPauseWindow", before.View["pci"]!.ToJsonString(), StringComparison.Ordinal);

        // An offline desktop delivers its queue: first the pause, which reaches to the end as long as nothing else is known.
        var call = $"/calls/{sample.CallId}";
        var pause = new JsonObject { ["at"] = started.AddSeconds(from).ToString("O"), ["trigger"] = "automatic" };
        var resume = new JsonObject { ["at"] = started.AddSeconds(to).ToString("O"), ["trigger"] = "automatic" };
        await PostAsync(CallHost.NoRecorders, call + "/resume", resume);
        await PostAsync(CallHost.NoRecorders, call + "/pause", pause);
        var view = await GenerationAsync(2);

        var finding = Assert.Single(
            view["pci"]!["findings"]!.AsArray(), x =>
                x!["kind"]!.GetValue<string>() == "contentInPauseWindow" && x["file"]!.GetValue<string>() == "media.wav")!;
        Assert.Equal(from, finding["start"]!.GetValue<double>(), 1.01);
        var content = (
            await host.Api.As(CallHost.NoRecorders, "Recordings.Read").FileAsync(before.Id, "media.wav")).Expect(HttpStatusCode.OK).Body;
        var header = content.Length - (int)(sample.Ticket["durationSeconds"]!.GetValue<double>() * 8000 * 2);
        Assert.All(
            content[(header + ((int)(from + 2) * 16000))..(header + ((int)(to - 2) * 16000))], x => Assert.Equal(0xFF, x));

        // Said again, or a part of it: nothing is left to do, and nothing is done.
        await PostAsync(CallHost.NoRecorders, call + "/pause", pause);
        await PostAsync(CallHost.NoRecorders, call + "/end", new JsonObject { ["at"] = started.AddSeconds(to + 300).ToString("O") });
        await host.Api.RunTimerAsync("ReconcileRecordings");
        Assert.Equal(2, (await GenerationAsync(2))["generation"]!.GetValue<int>());

        async Task<JsonNode> GenerationAsync(int generation)
        {
            JsonNode? now = null;
            await Api.EventuallyAsync(
                async () => (now = (await uploader.ViewAsync(before.Id)).Json) is var x
                    && x["state"]!.GetValue<string>() == "sealed" && x["generation"]!.GetValue<int>() >= generation,
                $"generation {generation}");
            return now!;
        }
    }

    static bool IsPaused(JsonNode answer) => answer["paused"]!.GetValue<bool>();

    static IEnumerable<string> States(JsonNode answer) => answer["recorders"]!.AsArray().Select(x => x!["state"]!.GetValue<string>());

    /// <summary>Pauses; where the answer did not wait long enough, heartbeats tell the rest.</summary>
    async Task<JsonNode> PauseAsync(string tenant, string call, JsonNode? body, Func<JsonNode, bool> hoped)
    {
        var answer = await PostAsync(tenant, call + "/pause", body);
        await Api.EventuallyAsync(
            async () => hoped(answer) || hoped(answer = await PostAsync(tenant, call + "/heartbeat")),
            $"paused as hoped: {answer.ToJsonString()}");
        return answer;
    }

    async Task<JsonNode> PostAsync(string tenant, string path, JsonNode? body = null) =>
        (await host.Api.As(tenant, "Calls.Control").SendAsync(HttpMethod.Post, path, body)).Expect(HttpStatusCode.OK).Json;
}
