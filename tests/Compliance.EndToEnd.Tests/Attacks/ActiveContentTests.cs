using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Attacks;

/// <summary>A recorder that announces files which would run where they are opened.</summary>
public sealed class ActiveContentTests(SharedHost host)
{
    const string Script = "<script>alert(document.domain)</script>\n";

    [Theory]
    [InlineData("CON")]
    [InlineData("nul.txt")]
    [InlineData(".htaccess")]
    [InlineData("-rf")]
    [InlineData("note.")]
    public async Task A_reserved_name_is_400(string name)
    {
        var sample = Sample.Note(change: x => x["files"]!.AsArray().Add((JsonNode)Sample.Announced(name, "text/plain", [1])));

        Assert.Equal(["files[1].name"], (await host.Api.As("acme", "Recordings.Upload").AnnounceAsync(sample.Ticket))
            .ExpectProblem(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_text_named_as_a_page_is_saved_as_a_text()
    {
        var sample = Sample.Note().Add("page.html", "text/plain", System.Text.Encoding.UTF8.GetBytes(Script));
        var call = await host.Api.As("acme", "Recordings.Upload").SealAsync(sample.Ticket, sample.Files);

        var answer = (await host.Api.As("acme", "Recordings.Read").FileAsync(call.Id, "page.html")).Expect(HttpStatusCode.OK);

        Assert.Equal("attachment; filename=\"page.html.txt\"", answer.Header("Content-Disposition"));
        Assert.Equal("text/plain", answer.Header("Content-Type"));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
    }

    [Theory]
    [InlineData("/api/health")]
    [InlineData("/api/tenants/acme/keys")]
    [InlineData("/api/tenants/acme/settings")]
    [InlineData("/nothing/here")]
    [InlineData("/assets/explorer.html")]
    public async Task No_answer_can_be_framed_or_run_scripts_of_others(string path)
    {
        var answer = await host.Api.SendAsync(HttpMethod.Get, path);

        Assert.Equal("DENY", answer.Header("X-Frame-Options"));
        var policy = answer.Header("Content-Security-Policy")!;
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src 'unsafe", policy, StringComparison.Ordinal);
    }
}
