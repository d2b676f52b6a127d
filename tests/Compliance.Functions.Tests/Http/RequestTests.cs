using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Azure;
using Compliance.Failures;
using Compliance.Functions.Http;
using Compliance.Functions.Tests.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Tests.Http;

public sealed class RequestTests
{
    sealed record Body(string A);

    [Theory]
    [InlineData(null, true)]
    [InlineData("application/json", true)]
    [InlineData("application/json; charset=UTF-8", true)]
    [InlineData("application/merge-patch+json", true)]
    [InlineData("application/json; charset=latin1", false)]
    [InlineData("text/plain", false)]
    [InlineData("nonsense", false)]
    public async Task ReadJsonAsync_MediaType_IsJsonOr415(string? type, bool read)
    {
        var request = Request("{\"a\":\"b\"}");
        request.ContentType = type;

        var outcome = await request.ReadJsonAsync<Body>(TestContext.Current.CancellationToken);

        Assert.Equal(read, outcome.IsSuccess(out _, out var failure));
        Assert.Equal(!read, failure is { Kind: FailureKind.UnsupportedMediaType });
    }

    [Fact]
    public async Task ReadJsonAsync_AnnouncedTooLarge_IsNotRead()
    {
        var request = Request("");
        request.ContentLength = 2_000_000;

        FailureAssert.Is(FailureKind.TooLarge, (await request.ReadJsonAsync<Body>(TestContext.Current.CancellationToken)).Failure);
    }

    [Theory]
    [InlineData("\"1\"", "\"1\"")]
    [InlineData("\"1\", W/\"2\", \"3\"", "\"1\" \"3\"")]
    [InlineData("*", "*")]
    [InlineData("W/\"1\"", "")]
    public void Read_Tags_AreTheStrongOnes(string header, string tags)
    {
        var request = Request("");
        request.Headers.IfMatch = header;

        Assert.True(IfMatch.Read(request).IsSuccess(out var read, out _));
        Assert.Equal(tags, string.Join(' ', read));
    }

    [Fact]
    public void Read_NoneOrUnreadable_Is428Or400()
    {
        var request = Request("");
        FailureAssert.Is(FailureKind.PreconditionRequired, IfMatch.Read(request).Failure);
        request.Headers.IfMatch = "1";
        FailureAssert.Is(FailureKind.Invalid, IfMatch.Read(request).Failure);
    }

    [Fact]
    public async Task ProblemMiddleware_Exception_Is500AndNeitherAnswerNorLogHasItsMessage()
    {
        var log = new LogLines<ProblemMiddleware>();
        var http = Request("").HttpContext;
        http.Response.Body = new MemoryStream();

        await new ProblemMiddleware(log).Invoke(new HttpCall("Sample", http), _ => throw new InvalidOperationException("07700900000"));

        Assert.Equal(500, http.Response.StatusCode);
        Assert.DoesNotContain("07700", Encoding.UTF8.GetString(((MemoryStream)http.Response.Body).ToArray()), StringComparison.Ordinal);
        var line = Assert.Single(log.Written);
        Assert.Contains("System.InvalidOperationException", line, StringComparison.Ordinal);
        Assert.DoesNotContain("07700", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProblemMiddleware_AnswerThrows_IsTheSame500()
    {
        var log = new LogLines<ProblemMiddleware>();
        var http = Request("").HttpContext;
        var call = new HttpCall("Sample", http);

        await new ProblemMiddleware(log).Invoke(call, x =>
        {
            x.GetInvocationResult().Value = new Throwing();
            return Task.CompletedTask;
        });
        await ((IActionResult)call.GetInvocationResult().Value!).ExecuteResultAsync(
            new ActionContext(http, new RouteData(), new ActionDescriptor()));

        Assert.Equal(500, http.Response.StatusCode);
        Assert.DoesNotContain("07700", Assert.Single(log.Written), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProblemMiddleware_OtherTriggers_LeaveTheirExceptionToTheHost() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => new ProblemMiddleware(new LogLines<ProblemMiddleware>()).Invoke(
            new HttpCall("Sample", http: null), _ => throw new InvalidOperationException("x")));

    [Fact]
    public async Task ProblemMiddleware_BodyTooLargeForTheServer_Is413()
    {
        var http = Request("").HttpContext;

        await new ProblemMiddleware(new LogLines<ProblemMiddleware>()).Invoke(
            new HttpCall("Sample", http), _ => throw new BadHttpRequestException("x", 413));

        Assert.Equal(413, http.Response.StatusCode);
    }

    [Fact]
    public async Task ProblemMiddleware_StoredUnderALease_Is503()
    {
        var http = Request("").HttpContext;

        await new ProblemMiddleware(new LogLines<ProblemMiddleware>()).Invoke(
            new HttpCall("Sample", http), _ => throw new RequestFailedException(412, "x", "LeaseIdMissing", innerException: null));

        Assert.Equal(503, http.Response.StatusCode);
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "0af7651916cd43dd8448eb211c80319c")]
    [InlineData("", "the server's")]
    public async Task ProblemMiddleware_TraceOfTheHost_IsTheTraceIdThoughTheWorkerHasItsOwn(string traceParent, string traceId)
    {
        using var own = new Activity("worker").SetIdFormat(ActivityIdFormat.W3C).Start();
        var http = Request("").HttpContext;
        http.TraceIdentifier = "the server's";
        http.Response.Body = new MemoryStream();

        await new ProblemMiddleware(new LogLines<ProblemMiddleware>()).Invoke(
            new HttpCall("Sample", http, traceParent: traceParent), _ => ProblemWriter.WriteAsync(http, Failure.NotFound("Why.")));

        var problem = JsonDocument.Parse(((MemoryStream)http.Response.Body).ToArray()).RootElement;
        Assert.Equal(traceId, problem.GetProperty("traceId").GetString());
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("100-continue", 5)]
    public async Task WriteAsync_BodyThatNobodyRead_IsPassedOverUnlessItsSenderAsksFirst(string? expect, int left)
    {
        var request = Request("12345");
        request.Headers.Expect = expect;

        await ProblemWriter.WriteAsync(request.HttpContext, Failure.NotFound("Why."));

        Assert.Equal(left, request.Body.Length - request.Body.Position);
    }

    static HttpRequest Request(string body)
    {
        var http = new DefaultHttpContext();
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return http.Request;
    }

    sealed class Throwing : IActionResult
    {
        public Task ExecuteResultAsync(ActionContext context) => throw new InvalidOperationException("07700900000");
    }
}
