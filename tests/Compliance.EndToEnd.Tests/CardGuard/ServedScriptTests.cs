using System.Net;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Functions.Assets;

namespace Compliance.EndToEnd.Tests.CardGuard;

/// <summary>The script as the app serves it.</summary>
public sealed class ServedScriptTests(SharedHost host)
{
    [Fact]
    public async Task The_script_is_public_small_cacheable_and_the_same_for_every_page()
    {
        var answer = (await host.Api.SendAsync(HttpMethod.Get, "/assets/card-guard.js")).Expect(HttpStatusCode.OK);
        Assert.Equal("text/javascript; charset=utf-8", answer.Header("Content-Type"));
        Assert.InRange(answer.Body.Length, 1, 9_999);
        Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal($"\"{StaticAsset.CardGuard.Integrity}\"", answer.Header("ETag"));
        Assert.DoesNotContain("no-store", answer.Header("Cache-Control")!, StringComparison.Ordinal);

        var headers = new Dictionary<string, string> { ["If-None-Match"] = answer.Header("ETag")! };
        var again = (
            await host.Api.SendAsync(HttpMethod.Get, "/assets/card-guard.js", headers: headers)).Expect(HttpStatusCode.NotModified);
        Assert.Empty(again.Body);
    }

    [Theory]
    [InlineData("http://localhost:8080", "http://localhost:8080")]
    [InlineData("https://shop.example", null)]
    public async Task On_one_machine_only_its_own_pages_may_call_the_api(string origin, string? allowed)
    {
        var headers = new Dictionary<string, string>
        {
            ["Origin"] = origin,
            ["Access-Control-Request-Method"] = "POST",
            ["Access-Control-Request-Headers"] = "authorization,content-type",
        };
        var answer = await host.Api.SendAsync(HttpMethod.Options, "/api/tenants/acme/calls/call-1/pause", headers: headers);
        Assert.Equal(allowed, answer.Header("Access-Control-Allow-Origin"));
    }
}
