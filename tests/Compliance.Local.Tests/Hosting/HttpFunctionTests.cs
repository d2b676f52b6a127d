using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Compliance.Local.Hosting;

namespace Compliance.Local.Tests.Hosting;

[Collection(SampleHostsCollection.Name)]
public sealed class HttpFunctionTests(SampleHosts hosts) : IAsyncLifetime
{
    readonly SampleLog log = new();
    LocalHost? host;
    HttpClient? client;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    HttpClient Client => client!;

    public async ValueTask InitializeAsync()
    {
        host = await hosts.StartAsync(log, SharedTenant.Of(hosts), Cancellation);
        client = new HttpClient { BaseAddress = host.BaseAddress };
    }

    public async ValueTask DisposeAsync()
    {
        client!.Dispose();
        await host!.DisposeAsync();
    }

    [Fact]
    public async Task A_request_binds_route_query_and_context()
    {
        var id = new Guid("0199aa00-0000-7000-8000-000000000001");

        var answer = await Client.GetFromJsonAsync<JsonElement>($"api/tenants/acme/items/{id}?optional=yes", Cancellation);

        Assert.Equal(
            $$"""{"tenant":"acme","id":"{{id}}","optional":"yes","sameHttp":true}""", answer.GetRawText());
    }

    [Fact]
    public async Task A_missing_optional_parameter_has_its_default()
    {
        var answer = await Client.GetFromJsonAsync<JsonElement>($"api/tenants/acme/items/{Guid.Empty}", Cancellation);

        Assert.Equal("none", answer.GetProperty("optional").GetString());
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task A_body_binds_by_type_in_any_casing(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "api/body");
        request.Content = new StringContent("""{"TEXT":"hello","number":7}""", Encoding.UTF8, "application/json");

        using var response = await Client.SendAsync(request, Cancellation);

        Assert.Contains($"{method} hello 7", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api/plain", HttpStatusCode.Accepted, "/api/plain")]
    [InlineData("api/outputs", (HttpStatusCode)418, "")]
    [InlineData("api/ignored", HttpStatusCode.OK, "")]
    [InlineData("api/written", HttpStatusCode.Created, "by hand")]
    public async Task A_result_is_handled_by_its_type(string path, HttpStatusCode status, string body)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        Assert.Equal((status, body), (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation)));
    }

    [Fact]
    public async Task Middleware_runs_in_order_and_may_answer_itself()
    {
        using var response = await Client.GetAsync(new Uri("api/denied", UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("outer", await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("Denied", Assert.Single(response.Headers.GetValues("x-seen")));
        Assert.DoesNotContain(log.Calls, x => x.StartsWith("denied", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_exception_that_no_middleware_takes_is_a_problem_document()
    {
        using var response = await Client.GetAsync(new Uri("api/throws", UriKind.Relative), Cancellation);
        var body = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(500, JsonDocument.Parse(body).RootElement.GetProperty("status").GetInt32());
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
    }

    /// <summary>What is answered there is the app's to say (<c>UnknownAddress</c>).</summary>
    [Theory]
    [InlineData("GET", "api/nothing", HttpStatusCode.NotFound)]
    [InlineData("GET", "api/tenants/acme/items/not-a-guid", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "api/body", HttpStatusCode.MethodNotAllowed)]
    public async Task Where_no_function_is_the_host_has_a_status_and_no_body(string method, string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await Client.SendAsync(request, Cancellation);

        Assert.Equal((status, ""), (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation)));
    }

    [Fact]
    public async Task Orchestrators_and_activities_run_through_the_same_middleware()
    {
        using var response = await Client.PostAsync(new Uri("api/greetings/ada", UriKind.Relative), content: null, Cancellation);

        Assert.Equal("POST Completed hello ada 1, hello ada 2", await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(["greet 1 True outer", "greet 2 True outer"], log.Calls.Where(x => x.StartsWith("greet", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_timer_runs_when_asked()
    {
        using var ran = await RunTimerAsync("api/local/timers/yearly");
        Assert.Equal(HttpStatusCode.NoContent, ran.StatusCode);
        Assert.Equal(1, log.Count("timer False"));

        log.Failures["timer False"] = 1;
        using var failed = await RunTimerAsync("api/local/timers/Yearly");
        using var unknown = await RunTimerAsync("api/local/timers/Echo");
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    /// <summary>The tests of this class start one host after another on one data folder.</summary>
    static class SharedTenant
    {
        static Compliance.Tenancy.TenantId? tenant;

        public static Compliance.Tenancy.TenantId Of(SampleHosts hosts) => tenant ??= hosts.NextTenant();
    }

    Task<HttpResponseMessage> RunTimerAsync(string path) =>
        Client.PostAsync(new Uri(path, UriKind.Relative), new StringContent("{}", Encoding.UTF8, "application/json"), Cancellation);
}
