using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.Purposes;
using Compliance.EndToEnd.Tests.SubjectRequests;

namespace Compliance.EndToEnd.Tests.Consents;

/// <summary>A consent that is recorded as withdrawn is a withdrawal: filed by itself, once, and binding within seconds.</summary>
public sealed class WithdrawnConsentTests(SharedHost host)
{
    readonly RightsDesk desk = new(host.Api, "acme");
    readonly Person person = new();

    [Fact]
    public async Task A_withdrawal_at_the_desk_is_filed_and_stops_the_purpose_on_all_recordings()
    {
        KeptCall[] calls = [await SealAsync(), await SealAsync()];
        var other = await KeptCall.SealAsync(host.Api, new Person(), "quality:consent", "orders:contract");
        await SayAsync("given");
        var watch = Stopwatch.StartNew();
        await SayAsync("withdrawn", x => x["method"] = "webForm");
        await StoppedAsync(calls);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
        Assert.Equal("active", (await other.StatesAsync())["quality"]);

        var id = Assert.Single(await RequestsAsync());
        var request = await desk.ViewAsync(id);
        Assert.Equal(
            ("withdrawal", "awaitingIdentity", """["quality"]"""),
            ($"{request["type"]}", $"{request["state"]}", request["purposes"]!.ToJsonString()));
        (await PostAsync("withdrawn")).Expect(HttpStatusCode.OK);
        Assert.Equal([id], await RequestsAsync());
        Assert.Equal([id], await OpenAsync());

        // It ends as every withdrawal does.
        await desk.IdentifyAsync(id);
        await desk.DecideAsync(id);
        await desk.TellAsync(id);
        Assert.All(await Task.WhenAll(calls.Select(x => x.StatesAsync())), x => Assert.Equal("withdrawn, active", string.Join(", ", x.Values)));
    }

    [Fact]
    public async Task A_file_withdraws_too_and_what_it_says_late_is_history()
    {
        var (call, other) = (await SealAsync(), new Person());
        var untouched = await KeptCall.SealAsync(host.Api, other, "quality:consent", "orders:contract");
        var csv = "accountId,purpose,state,at\n"
            + $"{person.AccountId},quality,withdrawn,2026-05-02T10:00:00Z\n"
            + $"{other.AccountId},quality,given,2026-05-02T10:00:00Z\n"
            + $"{other.AccountId},quality,withdrawn,2026-05-01T10:00:00Z\n";
        for (var i = 0; i < 2; i++)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/tenants/acme/subjects/consents/import")
            {
                Content = new ByteArrayContent(Encoding.UTF8.GetBytes(csv)) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } },
            };
            (await host.Api.SendAsync(request, await host.Api.TokenAsync("acme", ["Privacy.Handler"]))).Expect(HttpStatusCode.OK);
        }

        await StoppedAsync(call);
        var id = Assert.Single(await RequestsAsync());
        Assert.StartsWith("2026-05-02T10:00:00", $"{(await desk.ViewAsync(id))["receivedAt"]}", StringComparison.Ordinal);
        Assert.Equal("active", (await untouched.StatesAsync())["quality"]);
        Assert.Empty(await RequestsAsync(other));
    }

    [Fact]
    public async Task A_withdrawal_in_the_call_reaches_each_caller_before_the_recording_is_announced_or_after()
    {
        var second = new Person();
        var (earlier, theirs) = (await SealAsync(), await KeptCall.SealAsync(host.Api, second, "quality:consent", "orders:contract"));
        var call = Call(x => x["parties"]!.AsArray().Add((JsonNode)second.Party));
        await SayInCallAsync(call, "withdrawn");
        Assert.Equal("active", (await earlier.StatesAsync())["quality"]);
        var answer = (await host.Api.As("acme", "Recordings.Upload").AnnounceAsync(call.Ticket)).Expect(HttpStatusCode.Created).Json;
        Assert.Equal("withdrawn", $"{answer["droppedPurposes"]![0]!["reason"]}");
        await StoppedAsync(earlier, theirs);
        Assert.Equal(2, (await RequestsAsync()).Distinct(StringComparer.Ordinal).Count());

        var third = new Person();
        KeptCall[] others = [await KeptCall.SealAsync(host.Api, third, "quality:consent", "orders:contract")];
        var known = Call(caller: third);
        await host.Api.As("acme", "Recordings.Upload").SealAsync(known.Ticket, known.Files);
        await SayInCallAsync(known, "given");
        await SayInCallAsync(known, "withdrawn");
        await StoppedAsync(others);
        Assert.Single(await RequestsAsync(third));
    }

    [Fact]
    public async Task Consent_that_is_recorded_anew_counts_for_later_calls()
    {
        await SayAsync("withdrawn");
        var id = Assert.Single(await RequestsAsync());
        await desk.IdentifyAsync(id);
        await desk.DecideAsync(id);
        await desk.TellAsync(id);
        Assert.Equal("withdrawn", (await SealAsync(x => x["startedAt"] = Now()))["quality"]);
        await SayAsync("given");
        Assert.Equal("active", (await SealAsync(x => x["startedAt"] = Now()))["quality"]);
        Assert.Equal("withdrawn", (await SealAsync(x => x["startedAt"] = "2026-03-02T09:15:00Z"))["quality"]);
        await SayAsync("withdrawn");
        Assert.Equal(2, (await RequestsAsync()).Count);
        Assert.Equal("withdrawn", (await SealAsync(x => x["startedAt"] = Now()))["quality"]);
    }

    Task<KeptCall> SealAsync() => KeptCall.SealAsync(host.Api, person, "quality:consent", "orders:contract");

    async Task<Dictionary<string, string>> SealAsync(Action<JsonObject> change)
    {
        var call = Call(change);
        var done = await host.Api.As("acme", "Recordings.Upload").SealAsync(call.Ticket, call.Files);
        return done.View["purposes"]!.AsArray().ToDictionary(x => $"{x!["purpose"]}", x => $"{x!["state"]}", StringComparer.Ordinal);
    }

    Sample Call(Action<JsonObject>? change = null, Person? caller = null) => (caller ?? person).Call(x =>
    {
        x["purposes"] = new JsonArray(
            new JsonObject { ["purpose"] = "quality", ["basis"] = "consent" },
            new JsonObject { ["purpose"] = "orders", ["basis"] = "contract" });
        change?.Invoke(x);
    });

    static Task StoppedAsync(params KeptCall[] calls) => Api.EventuallyAsync(
        async () =>
        {
            foreach (var call in calls)
            {
                if (await call.TryStatesAsync() is not { } seen || !seen.Is("quality", "withdrawn") || !seen.Is("orders", "active"))
                {
                    return false;
                }
            }

            return true;
        },
        "the purpose is stopped");

    Task<Answer> PostAsync(string state, Action<JsonObject>? change = null)
    {
        var form = new JsonObject { ["identities"] = person.By("accountId"), ["purpose"] = "quality", ["state"] = state };
        change?.Invoke(form);
        return host.Api.As("acme", "Privacy.Handler").SendAsync(HttpMethod.Post, "/subjects/consents", form);
    }

    async Task SayAsync(string state, Action<JsonObject>? change = null) => (await PostAsync(state, change)).Expect(HttpStatusCode.Created);

    async Task SayInCallAsync(Sample call, string state)
    {
        var form = new JsonObject { ["purpose"] = "quality", ["state"] = state };
        (await host.Api.As("acme", "Calls.Control").SendAsync(HttpMethod.Post, $"/calls/{call.CallId}/consent", form)).Expect(HttpStatusCode.Created);
    }

    /// <summary>What the person's records say was filed.</summary>
    async Task<IReadOnlyList<string>> RequestsAsync(Person? of = null)
    {
        var body = new JsonObject { ["identities"] = (of ?? person).By("accountId") };
        var found = await host.Api.As("acme", "Privacy.Handler").SendAsync(HttpMethod.Post, "/subjects/consents/search", body);
        return
        [
            .. found.Json["items"]!.AsArray().SelectMany(x => x!["events"]!.AsArray()).SelectMany(x => x!["requests"]!.AsArray())
                .Select(x => $"{x}"),
        ];
    }

    /// <summary>What a search for the person finds.</summary>
    async Task<IReadOnlyList<string>> OpenAsync()
    {
        var body = new JsonObject { ["identities"] = person.By("accountId") };
        var found = await host.Api.As("acme", "Privacy.Handler").SendAsync(HttpMethod.Post, "/subjects/search", body);
        return [.. found.Json["requests"]!.AsArray().Select(x => $"{x}")];
    }

    static string Now() => TimeProvider.System.GetUtcNow().ToString("O");
}
