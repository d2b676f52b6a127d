using System.Net;
using System.Text;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Attacks;

/// <summary>A web page that the user of the machine has open, and that knows of the local host.</summary>
public sealed class ForeignPageTests(SharedHost host)
{
    const string Asked = """{"tenant":"acme","roles":["Privacy.Handler"]}""";

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:7071")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("192.168.0.7:7071")]
    public async Task A_rebound_name_reaches_nothing(string name)
    {
        foreach (var path in (string[])
            ["/api/local/tokens", "/api/local/timers/ReconcileRecordings", "/api/local/clock", "/api/health", "/assets/explorer.html"])
        {
            using var answer = await PostAsync(path, x => x.Headers.Host = name);
            Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://localhost:3000")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task A_page_of_another_origin_gets_no_token_runs_no_timer_and_moves_no_clock(string header, string value)
    {
        foreach (var path in (string[])["/api/local/tokens", "/api/local/timers/ReconcileRecordings", "/api/local/clock"])
        {
            using var answer = await PostAsync(path, x => x.Headers.TryAddWithoutValidation(header, value));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_form_is_415(string type)
    {
        foreach (var path in (string[])["/api/local/tokens", "/api/local/timers/ReconcileRecordings", "/api/local/clock"])
        {
            using var answer = await PostAsync(path, x => x.Content = new StringContent(Asked, Encoding.UTF8, type));
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        }
    }

    [Fact]
    public async Task The_hosts_own_page_gets_a_token()
    {
        using var own = await PostAsync("/api/local/tokens", x =>
        {
            x.Headers.TryAddWithoutValidation("Origin", host.Api.Address.GetLeftPart(UriPartial.Authority));
            x.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");
        });
        using var named = await PostAsync("/api/local/tokens", x => x.Headers.Host = $"localhost:{host.Api.Address.Port}");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (own.StatusCode, named.StatusCode));
    }

    async Task<HttpResponseMessage> PostAsync(string path, Action<HttpRequestMessage> change)
    {
        using var browser = new HttpClient { BaseAddress = host.Api.Address };
        var content = new StringContent(Asked, Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        change(request);
        return await browser.SendAsync(request, Api.Cancellation);
    }
}
