using System.Text.Json;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Tests.Access;
using Microsoft.AspNetCore.Http;

namespace Compliance.Functions.Tests.Http;

/// <summary>The middleware in front of the application's own functions.</summary>
public sealed class QueryMiddlewareTests
{
    [Theory]
    [InlineData("ListRequests", "")]
    [InlineData("ListRequests", "?state=running&type=erasure&overdue=true&dueBefore=2026-01-01&limit=1&continuation=x")]
    [InlineData("ListRequests", "?LIMIT=1")]
    [InlineData("CardGuardScript", "?v=3")]
    [InlineData("UnknownAddress", "?v=3")]
    [InlineData("NoHttpFunctionOfOurs", "?v=3")]
    public async Task Invoke_WhatTheFunctionReads_ReachesIt(string function, string query) => Assert.Null(await CallAsync(function, query));

    [Theory]
    [InlineData("ListRequests", "?limits=1", "limits")]
    [InlineData("ListRequests", "?limit=1&states=running&due=1", "due states")]
    [InlineData("ReadSettings", "?limit=1", "limit")]
    [InlineData("ReadSettings", "?tenant=globex", "tenant")]
    [InlineData("Health", "?verbose", "verbose")]
    [InlineData("Health", "?=1", "query")]
    [InlineData("Health", "?%2B447700900123=1", "query")]
    [InlineData("Health", "?jonas@example.org=1&x=1", "query x")]
    public async Task Invoke_WhatItDoesNotRead_IsTold400ByNameAndNothingThatMayBePersonal(string function, string query, string named) =>
        Assert.Equal(named, await CallAsync(function, query));

    /// <returns>The fields that the problem names; null where the function was reached.</returns>
    static async Task<string?> CallAsync(string function, string query)
    {
        var (http, reached) = (new DefaultHttpContext(), false);
        http.Request.QueryString = new QueryString(query);
        http.Response.Body = new MemoryStream();
        await new QueryMiddleware(AccessRuleTable.Of(typeof(QueryMiddleware).Assembly)).Invoke(new HttpCall(function, http), _ =>
        {
            reached = true;
            return Task.CompletedTask;
        });
        if (reached)
        {
            return null;
        }

        Assert.Equal(400, http.Response.StatusCode);
        http.Response.Body.Position = 0;
        using var problem = await JsonDocument.ParseAsync(http.Response.Body, default, TestContext.Current.CancellationToken);
        return string.Join(
            ' ', problem.RootElement.GetProperty("errors").EnumerateObject().Select(x => x.Name).Order(StringComparer.Ordinal));
    }
}
