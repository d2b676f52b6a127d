using System.Text;
using System.Text.Json;
using Azure;
using Compliance.Failures;
using Compliance.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;

namespace Compliance.Core.Tests.Failures;

public sealed class ProblemTests
{
    public static TheoryData<string, int, string> Cases() => new()
    {
        { nameof(Failure.Invalid), 400, "Bad Request" },
        { nameof(Failure.Unauthenticated), 401, "Unauthorized" },
        { nameof(Failure.Forbidden), 403, "Forbidden" },
        { nameof(Failure.NotFound), 404, "Not Found" },
        { nameof(Failure.Conflict), 409, "Conflict" },
        { nameof(Failure.Gone), 410, "Gone" },
        { nameof(Failure.PreconditionFailed), 412, "Precondition Failed" },
        { nameof(Failure.TooLarge), 413, "Payload Too Large" },
        { nameof(Failure.UnsupportedMediaType), 415, "Unsupported Media Type" },
        { nameof(Failure.RangeNotSatisfiable), 416, "Range Not Satisfiable" },
        { nameof(Failure.FailedVerification), 422, "Unprocessable Entity" },
        { nameof(Failure.PreconditionRequired), 428, "Precondition Required" },
        { nameof(Failure.Unavailable), 503, "Service Unavailable" },
    };

    [Fact]
    public void Cases_EveryFailure_IsListed() => Assert.Equal(
        string.Join(' ', typeof(Failure).GetNestedTypes().Where(x => x.IsClass).Select(x => x.Name).Order(StringComparer.Ordinal)),
        string.Join(' ', Cases().Select(x => x.Data.Item1).Order(StringComparer.Ordinal)));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Execute_EachFailure_IsProblemJson(string name, int status, string title)
    {
        var (response, body) = await RunAsync(Make(name).ToAnswer());

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
        var (_, body) = await RunAsync(Make(nameof(Failure.Invalid)).ToAnswer());

        Assert.Equal("""{"parties[0].phone":["is required"]}""", body.GetProperty("errors").GetRawText());
    }

    [Theory]
    [InlineData(null, "null")]
    [InlineData("https://x.example/certificate", "\"https://x.example/certificate\"")]
    public async Task Execute_Gone_CarriesTheCertificateOrNull(string? certificate, string json)
    {
        var (_, body) = await RunAsync(new Failure.Gone("Erased.", certificate).ToAnswer());

        Assert.Equal(json, body.GetProperty("certificate").GetRawText());
    }

    [Fact]
    public async Task Execute_RangeNotSatisfiable_SaysTheLength()
    {
        var (response, _) = await RunAsync(new Failure.RangeNotSatisfiable(77).ToAnswer());

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
        var fault = new InvalidOperationException("07700900000", new RequestFailedException(412, "07700900000 in a URL", "ConditionNotMet", null));

        Assert.Equal("System.InvalidOperationException < Azure.RequestFailedException 412 ConditionNotMet", FaultName.Of(fault));
    }

    static Failure Make(string name) => name switch
    {
        nameof(Failure.Invalid) => new Failure.Invalid(FieldErrors.Of("parties[0].phone", "is required")),
        nameof(Failure.Unauthenticated) => new Failure.Unauthenticated("Why.", TokenGiven: true),
        nameof(Failure.Forbidden) => new Failure.Forbidden("Why."),
        nameof(Failure.NotFound) => new Failure.NotFound("Why."),
        nameof(Failure.Conflict) => new Failure.Conflict("Why."),
        nameof(Failure.Gone) => new Failure.Gone("Why.", null),
        nameof(Failure.PreconditionFailed) => new Failure.PreconditionFailed("Why."),
        nameof(Failure.TooLarge) => new Failure.TooLarge(1),
        nameof(Failure.UnsupportedMediaType) => new Failure.UnsupportedMediaType("Why."),
        nameof(Failure.RangeNotSatisfiable) => new Failure.RangeNotSatisfiable(1),
        nameof(Failure.FailedVerification) => new Failure.FailedVerification("Why."),
        nameof(Failure.PreconditionRequired) => new Failure.PreconditionRequired("Why."),
        nameof(Failure.Unavailable) => new Failure.Unavailable("Why."),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
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
