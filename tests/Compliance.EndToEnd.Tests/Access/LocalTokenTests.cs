using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Access;

/// <summary><c>POST /api/local/tokens</c>: the directory of one machine.</summary>
public sealed class LocalTokenTests(SharedHost host)
{
    [Fact]
    public async Task A_token_comes_with_its_expiry()
    {
        var asked = """{"tenant":"acme","roles":["Recordings.Read"],"teams":["billing"],"subject":"u-1","name":"Some One"}""";
        var answer = (await PostAsync(asked))
            .Expect(HttpStatusCode.OK).Json.AsObject();

        Assert.Equal(["expiresAt", "token"], answer.Select(x => x.Key).Order(StringComparer.Ordinal));
        Assert.Equal(3, answer["token"]!.GetValue<string>().Split('.').Length);
        Assert.True(DateTimeOffset.Parse(
            answer["expiresAt"]!.GetValue<string>(), CultureInfo.InvariantCulture) > TimeProvider.System.GetUtcNow());
    }

    [Theory]
    [InlineData("""{"roles":[]}""", "tenant")]
    [InlineData("""{"tenant":"umbrella"}""", "tenant")]
    [InlineData("""{"tenant":"acme","roles":["King"]}""", "roles[0]")]
    [InlineData("""{"tenant":"acme","role":"Recordings.Read"}""", "role")]
    [InlineData("not json", "body")]
    public async Task Bad_input_names_its_field(string body, string field) =>
        Assert.Equal([field], (await PostAsync(body)).ExpectProblem(HttpStatusCode.BadRequest));

    [Fact]
    public async Task A_timer_that_does_not_exist_is_404() =>
        (await host.Api.SendAsync(HttpMethod.Post, "/api/local/timers/Nothing", new JsonObject())).ExpectProblem(HttpStatusCode.NotFound);

    Task<Answer> PostAsync(string body) => host.Api.SendAsync(
        new HttpRequestMessage(
            HttpMethod.Post, "/api/local/tokens") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") });
}
