using System.Net;
using System.Text;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Access;

/// <summary>Whatever is wrong, the answer is problem+json and repeats nothing.</summary>
public sealed class ProblemTests(SharedHost host)
{
    const string Recordings = "/api/tenants/acme/recordings";

    [Theory]
    [InlineData("/")]
    [InlineData("/nothing")]
    [InlineData("/assets/nothing.js")]
    [InlineData("/api")]
    [InlineData("/api/nothing")]
    [InlineData("/api/tenants/acme/nothing")]
    [InlineData("/api/tenants/acme/recordings/0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee/nothing")]
    public async Task An_unknown_route_is_404(string path) => (await host.Api.SendAsync(HttpMethod.Get, path))
        .ExpectProblem(HttpStatusCode.NotFound);

    [Theory]
    [InlineData("POST")]
    [InlineData("OPTIONS")]
    [InlineData("PROPFIND")]
    public async Task An_unknown_route_is_404_for_any_method(string method) =>
        (await host.Api.SendAsync(new HttpMethod(method), "/api/nothing")).ExpectProblem(HttpStatusCode.NotFound);

    [Theory]
    [InlineData("DELETE", "/api/tenants/acme/recordings", "POST")]
    [InlineData("PUT", "/api/health", "GET")]
    [InlineData("POST", "/api/tenants/acme/settings", "GET, PUT")]
    [InlineData("PROPFIND", "/assets/card-guard.js", "GET, HEAD")]
    public async Task Another_method_is_405_and_says_which_there_are(string method, string path, string allowed)
    {
        var answer = await host.Api.SendAsync(new HttpMethod(method), path);

        answer.ExpectProblem(HttpStatusCode.MethodNotAllowed);
        Assert.Equal(allowed, answer.Header("Allow"));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=utf-16")]
    public async Task Another_media_type_is_415(string type)
    {
        var answer = await PostAsync(new StringContent("{}"), type);

        answer.ExpectProblem(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData(1024 * 1024 + 1)]
    [InlineData(3 * 1024 * 1024)]
    [InlineData(31 * 1024 * 1024)]
    [InlineData(40 * 1024 * 1024)]
    public async Task A_body_that_is_too_large_is_413(int bytes)
    {
        var answer = await PostAsync(new StringContent("{\"callId\":\"" + new string('x', bytes) + "\"}"), "application/json");

        answer.ExpectProblem(HttpStatusCode.RequestEntityTooLarge);
    }

    /// <summary>Other refusals are heard as well, whatever is still on its way.</summary>
    [Theory]
    [InlineData("/api/tenants/acme/recordings", HttpStatusCode.Unauthorized)]
    [InlineData("/api/nothing", HttpStatusCode.NotFound)]
    public async Task A_large_body_to_the_wrong_place_gets_the_answer_of_that_place(string path, HttpStatusCode status)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(new byte[40 * 1024 * 1024]) };

        (await host.Api.SendAsync(request)).ExpectProblem(status);
    }

    [Fact]
    public async Task A_body_that_is_too_large_and_does_not_say_so_is_413()
    {
        var content = new StreamContent(
            new MemoryStream(Encoding.UTF8.GetBytes("{\"callId\":\"" + new string('x', 1024 * 1024 + 1) + "\"}")));
        var token = await host.Api.TokenAsync("acme", ["Recordings.Upload"]);
        var request = new HttpRequestMessage(HttpMethod.Post, Recordings) { Content = content };
        request.Headers.TransferEncodingChunked = true;
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");

        (await host.Api.SendAsync(request, token)).ExpectProblem(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Answers_are_not_for_caches_and_not_sniffed()
    {
        var uploader = host.Api.As("acme", "Recordings.Upload");
        foreach (var answer in (Answer[])[await uploader.AnnounceAsync(Sample.Note().Ticket), await uploader.ViewAsync("none")])
        {
            Assert.Contains("no-store", answer.Header("Cache-Control"), StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
            Assert.Null(answer.Header("Server"));
        }
    }

    async Task<Answer> PostAsync(HttpContent content, string type)
    {
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        var token = await host.Api.TokenAsync("acme", ["Recordings.Upload"]);
        return await host.Api.SendAsync(new HttpRequestMessage(HttpMethod.Post, Recordings) { Content = content }, token);
    }
}
