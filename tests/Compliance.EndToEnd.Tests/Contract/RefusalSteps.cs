using System.Net;
using System.Text;

namespace Compliance.EndToEnd.Tests.Contract;

/// <summary>What every operation refuses in the same way, wherever the contract says that it does.</summary>
static class RefusalSteps
{
    public static async Task RunAsync(ContractDriver driver)
    {
        foreach (var operation in ApiContract.Operations)
        {
            await RefuseCallersAsync(driver, operation);
            // Pages take any query.
            if (operation.Statuses.Contains(400) && operation.Path.StartsWith("/api/", StringComparison.Ordinal))
            {
                await RefuseQueriesAsync(driver, operation);
            }

            if (operation.Statuses.Contains(404) && operation.PathParameters.Any(x => x is "recordingId" or "requestId"))
            {
                var (recording, request) = (("recordingId", ContractDriver.Unknown), ("requestId", ContractDriver.Unknown));
                await driver.DoAsync(operation.Id, 404, operation.BodyExample, recording, request, ("X-Purpose", "quality"));
            }

            if ((operation.Body?["content"]!["application/json"] ?? operation.Body?["content"]!["application/x-ndjson"]) is not null)
            {
                await RefuseBodiesAsync(driver, operation);
            }
        }
    }

    static async Task RefuseCallersAsync(ContractDriver driver, ApiOperation operation)
    {
        if (operation.Roles.Count == 0)
        {
            return;
        }

        (await driver.SendAsync(operation, null, null)).Expect(HttpStatusCode.Unauthorized);
        var roleless = (await driver.SendAsync(operation, await driver.Api.TokenAsync("acme", []), null)).Expect(HttpStatusCode.Forbidden);
        if (operation.Method != "HEAD")
        {
            Assert.All(operation.Roles, role => Assert.Contains(role, roleless.Json["detail"]!.ToString(), StringComparison.Ordinal));
        }
    }

    static async Task RefuseQueriesAsync(ContractDriver driver, ApiOperation operation)
    {
        foreach (var (query, named) in ((string, string)[])[("nosuch=1", "nosuch"), ("%2B447700900123=1", "query")])
        {
            await RefuseQueryAsync(driver, operation, query, named);
        }
    }

    static async Task RefuseQueryAsync(ContractDriver driver, ApiOperation operation, string query, string named)
    {
        var token = operation.Roles.Count == 0 ? null : await driver.Api.TokenAsync("acme", operation.Roles, ["*"]);
        var answer = (await driver.Api.SendAsync(new HttpMethod(operation.Method), $"{operation.At(driver.Values)}?{query}", null, token))
            .Expect(HttpStatusCode.BadRequest);
        Assert.True(operation.Method == "HEAD" || answer.ExpectProblem(HttpStatusCode.BadRequest).SequenceEqual([named]), answer.Text);
    }

    static async Task RefuseBodiesAsync(ContractDriver driver, ApiOperation operation)
    {
        var token = await driver.Api.TokenAsync("acme", operation.Roles, ["*"]);
        (string Type, int Bytes, HttpStatusCode Status)[] bodies = operation.Id is "PutLeavers"
            ? [
                ("application/json", 2, HttpStatusCode.UnsupportedMediaType),
                ("application/x-ndjson", (4 << 20) + 4, HttpStatusCode.RequestEntityTooLarge),
                ("application/x-ndjson", 0, HttpStatusCode.BadRequest),
            ]
            : [
            ("text/plain", 2, HttpStatusCode.UnsupportedMediaType),
            ("application/json", operation.Id is "AttachToRequest" ? 17 << 20 : (1 << 20) + 4, HttpStatusCode.RequestEntityTooLarge),
            ("application/json", 2, HttpStatusCode.BadRequest),
        ];
        foreach (var (type, bytes, status) in bodies)
        {
            var content = new StringContent(new string('[', bytes), Encoding.UTF8, type);
            var request = new HttpRequestMessage(new HttpMethod(operation.Method), operation.At(driver.Values)) { Content = content };
            request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
            (await driver.Api.SendAsync(request, token)).ExpectProblem(status);
        }
    }
}
