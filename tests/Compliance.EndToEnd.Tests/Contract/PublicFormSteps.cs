using System.Net;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Contract;

/// <summary>The page on which anybody files a request: off, on, filled in wrongly and rightly, and too often.</summary>
static class PublicFormSteps
{
    public static async Task RunAsync(ContractDriver driver)
    {
        await driver.DoAsync("PublicForm", 404);
        (await SendAsync(driver, "access")).Expect(HttpStatusCode.NotFound);
        var settings = (await driver.DoAsync("ReadSettings", 200)).Json.AsObject();
        settings["publicForm"] = true;
        await driver.DoAsync("ReplaceSettings", 200, settings, ("If-Match", "*"));
        await driver.DoAsync("PublicForm", 200);
        (await SendAsync(driver, "")).Expect(HttpStatusCode.BadRequest);
        var last = HttpStatusCode.OK;
        for (var sent = 0; sent < 20 && last is not HttpStatusCode.TooManyRequests; sent++)
        {
            last = (await SendAsync(driver, "access")).Status;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    static Task<Answer> SendAsync(ContractDriver driver, string type) => driver.Api.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "/p/acme")
        {
            Content = new FormUrlEncodedContent(
                new Dictionary<string, string>(StringComparer.Ordinal) { ["type"] = type, ["email"] = "somebody@example.org" }),
        });
}
