using Microsoft.Playwright;

namespace Compliance.EndToEnd.Tests.CardGuard;

/// <summary>When a call is paused and when it goes on.</summary>
public sealed class HoldTests(Chromium chromium) : GuardTest(chromium)
{
    [Fact]
    public async Task A_card_is_entered_in_one_pause_from_its_first_field_to_its_last()
    {
        // The page's clock is the test's: the grace is over when it says so.
        await Browser.Clock.InstallAsync();
        var tab = await OpenAsync("checkout.html");
        await tab.EvaluateAsync("() => { CardGuard.init({ grace: 600 }); }");
        await tab.FocusAsync("#email");
        Assert.Empty(Site.Received);

        await tab.FocusAsync("#number");
        await Site.WaitForAsync("pause");
        foreach (var field in (string[])["#month", "#csc", "#number"])
        {
            await tab.FocusAsync(field);
        }

        await tab.FocusAsync("#remarks");
        await tab.FocusAsync("#csc");
        await Browser.Clock.FastForwardAsync("20:00");
        Assert.Equal("pause", Site.Order);

        await tab.FocusAsync("#remarks");
        await Browser.Clock.FastForwardAsync("20:00");
        await Site.WaitForAsync("pause resume");
        Assert.All(Site.Turns, x => Assert.Equal(
            ("acme", "call-1", "Bearer token-of-the-page", "automatic"), (x.Tenant, x.CallId, x.Authorization, x.Trigger)));
        Assert.Equal("cc-number", Site.Turns[0].Field);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Fields_inside_open_shadow_roots_are_seen_also_when_focus_moves_within_one()
    {
        var tab = await OpenAsync("shadow.html");
        await tab.FocusAsync("#street");
        await OutwaitGraceAsync();
        Assert.Empty(Site.Received);

        await tab.FocusAsync("#cvc");
        await Site.WaitForAsync("pause");
        await tab.FocusAsync("#floor");
        await Site.WaitForAsync("pause resume");
        await tab.FocusAsync("x-field input");
        await Site.WaitForAsync("pause resume pause");
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Fields_inside_frames_are_seen_and_foreign_frames_go_by_what_they_are_called()
    {
        var tab = await OpenAsync("frames.html");
        var inner = tab.FrameLocator("#inner");
        await inner.Locator("#city").ClickAsync();
        await OutwaitGraceAsync();
        Assert.Empty(Site.Received);

        await inner.Locator("#pan").ClickAsync();
        await Site.WaitForAsync("pause");
        await inner.Locator("#thru").ClickAsync();
        await OutwaitGraceAsync();
        Assert.Equal("pause", Site.Order);
        await inner.Locator("#city").ClickAsync();
        await Site.WaitForAsync("pause resume");

        await tab.FrameLocator("#hosted").Locator("#theirs").ClickAsync();
        await Site.WaitForAsync("pause resume pause");
        await tab.ClickAsync("#before");
        await Site.WaitForAsync("pause resume pause resume");
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Fields_that_come_later_and_fields_that_go_are_seen()
    {
        var tab = await OpenAsync("late.html");
        await tab.EvaluateAsync("() => { const x = document.createElement('input'); x.name = 'cardNumber'; document.querySelector('main').append(x); x.focus(); }");
        await Site.WaitForAsync("pause");
        await tab.EvaluateAsync("() => document.querySelector('main').replaceChildren()");
        await Site.WaitForAsync("pause resume");

        await tab.EvaluateAsync(
            "() => { const x = document.createElement('iframe'); x.src = '/frame.html'; document.querySelector('main').append(x); }");
        await tab.FrameLocator("iframe").Locator("#pan").ClickAsync();
        await Site.WaitForAsync("pause resume pause");

        await tab.FocusAsync("#before");
        await Site.WaitForAsync("pause resume pause resume");
        await tab.EvaluateAsync("() => { document.querySelector('#before').setAttribute('autocomplete', 'cc-csc'); }");
        await Site.WaitForAsync("pause resume pause resume pause");
        Assert.Equal("cc-csc", Site.Turns[^1].Field);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task A_page_configures_selectors_containers_channels_texts_and_place_by_script()
    {
        var tab = await OpenAsync("configured.html");
        await LightIsAsync(tab, "idle");
        Assert.Equal("Aufnahme nicht angehalten", await tab.Locator("#place [role=status]").InnerTextAsync());
        foreach (var field in (string[])["#spared", "#before"])
        {
            await tab.FocusAsync(field);
        }

        Assert.Empty(Site.Received);
        await tab.FocusAsync("#legacy");
        await LightIsAsync(tab, "paused");
        await tab.FocusAsync("#inside");
        await OutwaitGraceAsync();

        var pause = Assert.Single(Site.Turns);
        Assert.Equal("Bearer token-by-callback", pause.Authorization);
        Assert.Equal("""["audio","screen"]""", pause.Body["channels"]!.ToJsonString());
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Another_call_ends_the_pause_of_the_one_before()
    {
        var tab = await OpenAsync("checkout.html");
        await tab.FocusAsync("#number");
        await Site.WaitForAsync("pause");
        await tab.EvaluateAsync("() => { CardGuard.init({ call: 'call-2' }); }");
        await Site.WaitForAsync("pause resume pause");
        Assert.Equal(["call-1", "call-1", "call-2"], Site.Turns.Select(x => x.CallId));
        await tab.EvaluateAsync("() => { CardGuard.init({ call: null }); }");
        await Site.WaitForAsync("pause resume pause resume");
        Assert.Equal("call-2", Site.Turns[^1].CallId);
    }

    [Fact]
    public async Task A_pause_by_hand_that_ends_in_a_card_field_is_over_when_the_field_is_left()
    {
        var tab = await OpenAsync("checkout.html");
        await tab.EvaluateAsync("() => { CardGuard.pause(); }");
        await Site.WaitForAsync("pause");
        await tab.FocusAsync("#number");
        await tab.EvaluateAsync("() => { CardGuard.resume(); }");
        await OutwaitGraceAsync();
        Assert.Equal("pause", Site.Order);
        await tab.FocusAsync("#remarks");
        await Site.WaitForAsync("pause resume");
        Assert.False(Site.Paused);
    }

    [Fact]
    public async Task A_pause_by_hand_lasts_until_it_is_ended_by_hand()
    {
        var tab = await OpenAsync("checkout.html");
        var button = Light(tab).GetByRole(AriaRole.Button);
        await button.ClickAsync();
        await Site.WaitForAsync("pause");
        Assert.Equal("manual", Site.Turns[0].Trigger);
        await tab.FocusAsync("#number");
        await tab.FocusAsync("#remarks");
        await OutwaitGraceAsync();
        await tab.ReloadAsync();
        await LightIsAsync(tab, "paused");
        Assert.DoesNotContain("resume", Site.Order, StringComparison.Ordinal);

        await button.PressAsync("Enter");
        await GuardSite.WaitForAsync(() => Site.Turns[^1] is { Verb: "resume", Trigger: "manual" }, "resumed by hand");
        await LightIsAsync(tab, "idle");
    }
}
