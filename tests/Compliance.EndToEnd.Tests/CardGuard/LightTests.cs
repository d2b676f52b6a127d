using Microsoft.Playwright;

namespace Compliance.EndToEnd.Tests.CardGuard;

/// <summary>What the agent is shown, in words and colour.</summary>
public sealed class LightTests(Chromium chromium) : GuardTest(chromium)
{
    [Theory]
    [InlineData(Recorders.Confirm, "paused", "Recording paused", "rgb(10, 107, 45)")]
    [InlineData(Recorders.Wait, "pending", "Waiting for the recorders", "rgb(255, 191, 0)")]
    [InlineData(Recorders.Refuse, "failed", "NOT confirmed: recording may run (screens)", "rgb(176, 0, 32)")]
    public async Task The_light_is_green_only_when_every_recorder_confirmed(Recorders recorders, string state, string text, string colour)
    {
        Site.Recorders = recorders;
        var tab = await OpenAsync("checkout.html");
        await LightIsAsync(tab, "idle");
        await tab.FocusAsync("#number");
        await LightIsAsync(tab, state);

        Assert.EndsWith(text, await tab.GetByRole(AriaRole.Status).InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(colour, await Light(tab).EvaluateAsync<string>("x => getComputedStyle(x).backgroundColor"));
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task A_recorder_that_stays_silent_turns_the_light_red_and_one_that_answers_late_green()
    {
        Site.Recorders = Recorders.Wait;
        var tab = await OpenAsync("checkout.html");
        await tab.FocusAsync("#number");
        await LightIsAsync(tab, "pending");
        await LightIsAsync(tab, "failed");
        Site.Recorders = Recorders.Confirm;
        await LightIsAsync(tab, "paused");
        Assert.Equal("pause", Site.Order);
    }

    [Fact]
    public async Task The_light_is_not_green_once_the_server_is_no_longer_heard()
    {
        Site.HeartbeatSeconds = 1;
        var tab = await OpenAsync("checkout.html");
        await tab.FocusAsync("#number");
        await LightIsAsync(tab, "paused");
        Site.Status = 503;
        await LightIsAsync(tab, "pending");
        Site.Status = null;
        await LightIsAsync(tab, "paused");
        Assert.Equal("pause", Site.Order);
    }

    [Fact]
    public async Task The_light_lies_above_a_modal_dialog_and_comes_back_when_the_page_removes_it()
    {
        var tab = await OpenAsync("late.html");
        await tab.EvaluateAsync("() => { document.querySelector('dialog').showModal(); document.querySelector('#indialog').focus(); }");
        await LightIsAsync(tab, "paused");
        // The inert light can't be hit under a modal dialog; what tells is that it entered the top layer after it.
        Assert.True(await Light(tab).EvaluateAsync<bool>("x => x.matches(':popover-open')"));

        await tab.EvaluateAsync("() => document.querySelector('#card-guard').remove()");
        await LightIsAsync(tab, "paused");
    }
}
