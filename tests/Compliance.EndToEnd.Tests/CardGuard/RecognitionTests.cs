namespace Compliance.EndToEnd.Tests.CardGuard;

/// <summary>Which fields are taken for card fields, and that none is read.</summary>
public sealed class RecognitionTests(Chromium chromium) : GuardTest(chromium)
{
    /// <summary>Focuses each field of the page and tells those for which the light says something else than the page expects.</summary>
    const string Misjudged = """
        async () => {
          const wrong = [], light = () => document.querySelector('#card-guard').dataset.state;
          const fields = [...document.querySelectorAll('main input,main select,main textarea,main iframe,main button')];
          for (const x of fields) {
            x.focus();
            const found = light() === 'idle' ? 'other' : 'card';
            if (found !== x.closest('[data-expect]').dataset.expect) wrong.push(`${found}: ${x.parentElement.outerHTML}`);
            x.blur();
            for (let i = 0; i < 100 && light() !== 'idle'; i++) await new Promise(done => setTimeout(done, 10));
          }
          return [String(fields.length), ...wrong];
        }
        """;

    [Fact]
    public async Task Fields_are_known_by_what_pages_call_them_in_five_languages()
    {
        var tab = await OpenAsync("markups.html");
        await LightIsAsync(tab, "idle");
        var judged = await tab.EvaluateAsync<string[]>(Misjudged);
        Assert.True(int.Parse(judged[0]) > 60, "the page has its fields");
        Assert.Empty(judged.Skip(1));
    }

    [Fact]
    public async Task What_is_typed_is_never_read()
    {
        var tab = await OpenAsync("checkout.html");
        foreach (var (field, text) in (IEnumerable<(string, string)>)[("#holder", "A Person"), ("#number", "4111111111111111"), ("#csc", "123"), ("#remarks", "x")])
        {
            await tab.ClickAsync(field);
            await tab.Keyboard.TypeAsync(text);
        }

        await tab.SelectOptionAsync("#month", "02");
        await Site.WaitForAsync("pause resume");
        Assert.Equal("4111111111111111", await tab.EvaluateAsync<string>("() => document.querySelector('#number').value"));
        Assert.True(await tab.EvaluateAsync<int>("() => window.otherReads") > 0, "the watch notes reads");
        Assert.Empty(await tab.EvaluateAsync<string[]>("() => window.reads"));
        Assert.DoesNotContain("4111", string.Concat(Site.Received.Select(x => x.Body.ToJsonString())), StringComparison.Ordinal);
        Assert.DoesNotContain("4111", await tab.EvaluateAsync<string>(
            "() => JSON.stringify(sessionStorage) + JSON.stringify(localStorage)"), StringComparison.Ordinal);
    }
}
