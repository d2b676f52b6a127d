using System.Text;
using System.Text.Json;
using Azure;
using Compliance.Failures;
using Compliance.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;

namespace Compliance.Functions.Tests.Http;

public sealed class ProblemTests
{
    public static TheoryData<FailureKind, int, string> Cases() => new()
    {
        { FailureKind.Invalid, 400, "Bad Request" },
        { FailureKind.Unauthenticated, 401, "Unauthorized" },
        { FailureKind.Forbidden, 403, "Forbidden" },
        { FailureKind.NotFound, 404, "Not Found" },
        { FailureKind.Conflict, 409, "Conflict" },
        { FailureKind.Gone, 410, "Gone" },
        { FailureKind.PreconditionFailed, 412, "Precondition Failed" },
        { FailureKind.TooLarge, 413, "Payload Too Large" },
        { FailureKind.UnsupportedMediaType, 415, "Unsupported Media Type" },
        { FailureKind.RangeNotSatisfiable, 416, "Range Not Satisfiable" },
        { FailureKind.FailedVerification, 422, "Unprocessable Entity" },
        { FailureKind.Misdirected, 421, "Misdirected Request" },
        { FailureKind.PreconditionRequired, 428, "Precondition Required" },
        { FailureKind.TooManyRequests, 429, "Too Many Requests" },
        { FailureKind.Unavailable, 503, "Service Unavailable" },
    };

    [Fact]
    public void Cases_EveryFailure_IsListed() =>
        Assert.Equal(Enum.GetValues<FailureKind>().Order(), Cases().Select(x => x.Data.Item1).Order());

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Execute_EachFailure_IsProblemJson(FailureKind kind, int status, string title)
    {
        var (response, body) = await RunAsync(Make(kind).ToAnswer());

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.ContentType);
        Assert.Equal("no-store", response.Headers.CacheControl);
        Assert.Equal(("about:blank", title, status), (
            body.GetProperty("type").GetString(), body.GetProperty("title").GetString(), body.GetProperty("status").GetInt32()));
        Assert.NotEmpty(body.GetProperty("detail").GetString()!);
        Assert.NotEmpty(body.GetProperty("traceId").GetString()!);
        Assert.Equal(status == 400, body.TryGetProperty("errors", out _));
        Assert.Equal(status == 410, body.TryGetProperty("certificate", out _));
    }

    [Fact]
    public async Task Execute_Invalid_ListsErrorsByField()
    {
        var (_, body) = await RunAsync(Make(FailureKind.Invalid).ToAnswer());

        Assert.Equal("""{"parties[0].phone":["is required"]}""", body.GetProperty("errors").GetRawText());
    }

    [Theory]
    [InlineData(null, "null")]
    [InlineData("https://x.example/certificate", "\"https://x.example/certificate\"")]
    public async Task Execute_Gone_CarriesTheCertificateOrNull(string? certificate, string json)
    {
        var (_, body) = await RunAsync(Failure.Gone("Erased.", certificate).ToAnswer());

        Assert.Equal(json, body.GetProperty("certificate").GetRawText());
    }

    [Fact]
    public async Task Execute_RangeNotSatisfiable_SaysTheLength()
    {
        var (response, _) = await RunAsync(Failure.RangeNotSatisfiable(77).ToAnswer());

        Assert.Equal("bytes */77", response.Headers.ContentRange);
    }

    [Fact]
    public async Task Created_Value_HasLocationAndTag()
    {
        Outcome<string> outcome = "x";

        var (response, body) = await RunAsync(outcome.Created(x => "/api/" + x, _ => "\"1\""));

        Assert.Equal((201, "/api/x", "\"1\"", "\"x\""), (
            response.StatusCode, response.Headers.Location.ToString(), response.Headers.ETag.ToString(), body.GetRawText()));
        Assert.Equal("application/json; charset=utf-8", response.ContentType);
        Assert.Equal(3, response.ContentLength);
    }

    [Fact]
    public async Task Ok_HeadRequest_HasHeadersOnly()
    {
        Outcome<string> outcome = "x";

        var (response, _) = await RunAsync(outcome.Ok(), "HEAD");

        Assert.Equal(3, response.ContentLength);
        Assert.Equal(0, response.Body.Length);
    }

    [Fact]
    public async Task NoContent_Success_IsEmpty()
    {
        Outcome<Unit> outcome = default(Unit);

        Assert.Equal(204, (await RunAsync(outcome.NoContent())).Response.StatusCode);
    }

    [Fact]
    public void FaultName_OfAnyException_HasNoWordOfItsMessage()
    {
        var fault = new InvalidOperationException(
            "07700900000", new RequestFailedException(412, "07700900000 in a URL", "ConditionNotMet", null));

        Assert.Equal("System.InvalidOperationException < Azure.RequestFailedException 412 ConditionNotMet", FaultName.Of(fault));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    [InlineData(403, false)]
    [InlineData(404, false)]
    [InlineData(412, false)]
    public void Outage_AnswersOfStorage_AreThoseThatPass(int status, bool outage)
    {
        var fault = new RequestFailedException(status, "why");

        Assert.Equal((outage, outage), (Outage.Caused(fault), Outage.Caused(new AggregateException(fault, fault))));
    }

    [Fact]
    public void Outage_FaultsOfThisMachine_AreThoseThatPass()
    {
        Exception[] pass =
        [
            new IOException("No space left on device"), new TaskCanceledException(), new HttpRequestException(), new TimeoutException(),
            new Microsoft.Data.Sqlite.SqliteException("database or disk is full", 13),
        ];

        Assert.All(pass, x => Assert.True(Outage.Caused(x)));
        Assert.False(Outage.Caused(new FileNotFoundException()));
        Assert.False(Outage.Caused(new InvalidOperationException()));
    }

    static Failure Make(FailureKind kind) => kind switch
    {
        FailureKind.Invalid => Failure.Invalid("parties[0].phone", "is required"),
        FailureKind.Unauthenticated => Failure.Unauthenticated("Why.", tokenGiven: true),
        FailureKind.Forbidden => Failure.Forbidden("Why."),
        FailureKind.NotFound => Failure.NotFound("Why."),
        FailureKind.Conflict => Failure.Conflict("Why."),
        FailureKind.Gone => Failure.Gone("Why.", null),
        FailureKind.PreconditionFailed => Failure.PreconditionFailed("Why."),
        FailureKind.TooLarge => Failure.TooLarge(1),
        FailureKind.UnsupportedMediaType => Failure.UnsupportedMediaType("Why."),
        FailureKind.RangeNotSatisfiable => Failure.RangeNotSatisfiable(1),
        FailureKind.FailedVerification => Failure.FailedVerification("Why."),
        FailureKind.Misdirected => Failure.Misdirected("Why."),
        FailureKind.TooManyRequests => Failure.TooManyRequests("Why."),
        FailureKind.PreconditionRequired => Failure.PreconditionRequired("Why."),
        FailureKind.Unavailable => Failure.Unavailable("Why."),
    };

    static async Task<(HttpResponse Response, JsonElement Body)> RunAsync(IActionResult answer, string method = "GET")
    {
        var http = new DefaultHttpContext();
        http.Request.Method = method;
        var body = new MemoryStream();
        http.Response.Body = body;
        await answer.ExecuteResultAsync(new ActionContext(http, new RouteData(), new ActionDescriptor()));
        var text = Encoding.UTF8.GetString(body.ToArray());
        return (http.Response, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }
}
