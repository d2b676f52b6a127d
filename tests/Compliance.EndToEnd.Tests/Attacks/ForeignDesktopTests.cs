using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Local.Tokens;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.Attacks;

/// <summary>One agent's desktop that signals about another agent's call.</summary>
public sealed class ForeignDesktopTests(SharedHost host)
{
    [Fact]
    public async Task The_first_agent_binds_the_call_and_a_bridge_reaches_every_call()
    {
        var call = Sample.Note();
        var (own, other, bridge) = (await ControlAsync("agent-1"), await ControlAsync("agent-2"), await ControlAsync(null, "*"));

        // A bridge takes no call for itself.
        (await bridge.SignalAsync(call, "pause")).Expect(HttpStatusCode.OK);
        (await own.SignalAsync(call, "pause")).Expect(HttpStatusCode.OK);
        foreach (var signal in (string[])["pause", "resume", "heartbeat", "end"])
        {
            (await other.SignalAsync(call, signal)).ExpectProblem(HttpStatusCode.Forbidden);
        }

        var (_, state) = ((await bridge.SignalAsync(call, "resume")).Expect(HttpStatusCode.OK), (await own.SignalAsync(call, "end")).Json);
        Assert.NotNull(Assert.Single(state["windows"]!.AsArray())!["end"]);
        (await other.SignalAsync(Sample.Note(), "pause")).Expect(HttpStatusCode.OK);
        var refused = (await AuditLines.ReadAsync(host.App, "acme")).Where(
            x => x.Text("event") == "access.refused" && x["details"]?["reason"]?.GetValue<string>() == "agent");
        Assert.All(refused, x => Assert.StartsWith("calls/", x.Text("resource"), StringComparison.Ordinal));
        Assert.True(refused.Count() >= 4);
    }

    [Fact]
    public async Task A_desktop_token_without_an_agent_is_refused_and_told_what_is_missing()
    {
        var tokens = host.App.Host.Services.GetRequiredService<LocalTokens>();
        var nameless = host.Api.With("acme", tokens.Issue(new TokenRequest(TenantId.Parse("acme"), ["Calls.Control"])).Token);

        foreach (var signal in (string[])["pause", "heartbeat"])
        {
            var refused = await nameless.SignalAsync(Sample.Note(), signal);

            refused.ExpectProblem(HttpStatusCode.Forbidden);
            Assert.Contains("agentId", refused.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"tenant":"acme","roles":["Calls.Control"],"calls":"one"}""", "calls")]
    [InlineData("""{"tenant":"acme","roles":["Calls.Control"],"agentId":""}""", "agentId")]
    public async Task A_token_is_asked_for_with_a_real_agent_or_all_calls(string body, string field)
    {
        var answer = await host.Api.SendAsync(HttpMethod.Post, "/api/local/tokens", JsonNode.Parse(body));

        Assert.Equal([field], answer.ExpectProblem(HttpStatusCode.BadRequest));
    }

    Task<Session> ControlAsync(string? agentId, string? calls = null) => ToneCall.ControlAsync(host.Api, "acme", agentId, calls);
}
