using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.CardGuard;

/// <summary>What reaches the calls API when pages, tabs and networks come and go.</summary>
public sealed class DeliveryTests(Chromium chromium) : GuardTest(chromium)
{
    [Fact]
    public async Task What_happened_offline_arrives_afterwards_in_order_with_its_own_times()
    {
        var tab = await OpenAsync("checkout.html");
        await Browser.SetOfflineAsync(true);
        var began = TimeProvider.System.GetUtcNow();
        await tab.FocusAsync("#number");
        await LightIsAsync(tab, "failed");
        await tab.FocusAsync("#remarks");
        await Api.EventuallyAsync(
            async () => await tab.EvaluateAsync<int>("() => JSON.parse(sessionStorage.getItem('card-guard')).queue.length") == 2,
            "the resume waits behind the pause");
        await tab.FocusAsync("#csc");
        Assert.Empty(Site.Received);

        var online = TimeProvider.System.GetUtcNow();
        await Browser.SetOfflineAsync(false);
        await Site.WaitForAsync("pause resume pause");
        await LightIsAsync(tab, "paused");
        var times = Site.Turns.Select(x => x.At).ToList();
        Assert.Equal(times.Order(), times);
        Assert.All(times, x => Assert.InRange(x, began.AddMilliseconds(-1), online));
    }

    [Fact]
    public async Task What_a_page_could_not_send_the_next_page_sends()
    {
        var tab = await OpenAsync("checkout.html");
        Site.Status = 503;
        await tab.FocusAsync("#number");
        await LightIsAsync(tab, "failed");
        await tab.ClickAsync("#next");
        await tab.WaitForURLAsync("**/next.html");
        Assert.Empty(Site.Received);

        Site.Status = null;
        await Site.WaitForAsync("pause resume");
        await LightIsAsync(tab, "idle");
    }

    [Fact]
    public async Task A_request_that_is_refused_for_good_does_not_hold_up_the_next()
    {
        var tab = await OpenAsync("checkout.html");
        Site.Status = 400;
        await tab.FocusAsync("#number");
        await LightIsAsync(tab, "failed");
        Site.Status = null;
        await tab.FocusAsync("#remarks");
        await Site.WaitForAsync("resume");
    }

    [Fact]
    public async Task Leaving_the_page_resumes_before_the_grace_is_over()
    {
        var tab = await OpenAsync("checkout.html");
        await tab.EvaluateAsync("() => { CardGuard.init({ grace: 60 }); }");
        await tab.FocusAsync("#csc");
        await Site.WaitForAsync("pause");
        await tab.CloseAsync();
        await GuardSite.WaitForAsync(() => Site.Order.StartsWith("pause resume", StringComparison.Ordinal), "resumed");
    }

    [Fact]
    public async Task A_hidden_page_holds_no_pause_and_takes_it_up_again_when_shown()
    {
        var tab = await OpenAsync("checkout.html");
        await tab.FocusAsync("#csc");
        await Site.WaitForAsync("pause");
        await tab.EvaluateAsync("() => { Object.defineProperty(document, 'hidden', { value: true, configurable: true }); document.dispatchEvent(new Event('visibilitychange', { bubbles: true })); }");
        await Site.WaitForAsync("pause resume");
        await tab.EvaluateAsync(
            "() => { delete document.hidden; document.dispatchEvent(new Event('visibilitychange', { bubbles: true })); }");
        await Site.WaitForAsync("pause resume pause");
    }

    [Fact]
    public async Task Heartbeats_come_as_often_as_the_server_wants_while_paused_only()
    {
        Site.HeartbeatSeconds = 1;
        var tab = await OpenAsync("checkout.html");
        await tab.FocusAsync("#number");
        await GuardSite.WaitForAsync(() => Site.Received.Count(x => x.Verb == "heartbeat") >= 2, "two heartbeats");
        var beats = Site.Received.Where(x => x.Verb == "heartbeat").Select(x => x.Received).ToList();
        Assert.True(beats[1] - beats[0] > TimeSpan.FromSeconds(0.9), "They come faster than the server wants.");
        Assert.All(Site.Received.Where(x => x.Verb == "heartbeat"), x => Assert.Empty(x.Body));

        await tab.FocusAsync("#remarks");
        await Site.WaitForAsync("pause resume");

        // One may have been on its way. Another would be there after a second.
        var sofar = Site.Received.Count;
        await Task.Delay(2500, TestContext.Current.CancellationToken);
        Assert.InRange(Site.Received.Count, sofar, sofar + 1);
    }

    [Fact]
    public async Task Of_several_tabs_the_last_that_holds_resumes_and_all_show_the_light()
    {
        var first = await OpenAsync("checkout.html");
        var second = await OpenAsync("next.html");
        await first.EvaluateAsync("() => { CardGuard.pause(); }");
        await LightIsAsync(first, "paused");
        await LightIsAsync(second, "paused");

        var third = await OpenAsync("checkout.html");
        await LightIsAsync(third, "paused");
        await third.FocusAsync("#number");
        await Site.WaitForAsync("pause pause");
        await third.FocusAsync("#remarks");
        await OutwaitGraceAsync();
        Assert.Equal("pause pause", Site.Order);

        await first.EvaluateAsync("() => { CardGuard.resume(); }");
        await GuardSite.WaitForAsync(() => Site.Turns[^1].Verb == "resume" && !Site.Paused, "resumed");
        await LightIsAsync(second, "idle");
        await LightIsAsync(third, "idle");

        await first.EvaluateAsync("() => { CardGuard.pause(); }");
        await third.FocusAsync("#number");
        await LightIsAsync(third, "paused");
        await first.EvaluateAsync("() => { CardGuard.resume(); }");
        await OutwaitGraceAsync();
        Assert.True(Site.Paused);
        await third.FocusAsync("#remarks");
        await GuardSite.WaitForAsync(() => !Site.Paused, "resumed");
    }
}
