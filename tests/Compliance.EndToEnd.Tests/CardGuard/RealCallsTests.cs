using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.CardGuard;

/// <summary>The script from the app, in a page of another origin, on the app's own calls API.</summary>
public sealed class RealCallsTests(Chromium chromium, SharedHost host) : GuardTest(chromium)
{
    [Fact]
    public async Task A_page_of_another_origin_pauses_and_resumes_a_call_of_the_app()
    {
        const string Call = "guarded-call";
        var control = host.Api.As("acme", "Calls.Control");
        var tab = await OpenAsync("frame.html");
        await tab.AddScriptTagAsync(new() { Url = new Uri(host.Api.Address, "/assets/card-guard.js").ToString() });
        await tab.EvaluateAsync(
            "([call, token]) => { CardGuard.init({ tenant: 'acme', call, token: () => token, grace: 0.4 }); }",
            new[] { Call, await host.Api.TokenAsync("acme", ["Calls.Control"]) });
        await LightIsAsync(tab, "idle");

        // Nobody records here, so nobody confirms: the light must not be green.
        await tab.FocusAsync("#pan");
        await Api.EventuallyAsync(async () => await WindowsAsync(control, Call) is [{ } window] && window["end"] is null, "paused");
        await LightIsAsync(tab, "failed");

        await tab.FocusAsync("#city");
        await LightIsAsync(tab, "idle");
        await Api.EventuallyAsync(async () => await WindowsAsync(control, Call) is [{ } window] && window["end"] is not null, "resumed");
        Assert.Empty(Complaints);
    }

    static async Task<JsonArray> WindowsAsync(Session control, string call)
    {
        var answer = await control.SendAsync(HttpMethod.Post, $"/calls/{call}/heartbeat", new JsonObject());
        return answer.Expect(HttpStatusCode.OK).Json["windows"]!.AsArray();
    }
}
