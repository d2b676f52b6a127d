using System.Text;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Contract;

/// <summary><c>functions/requests.http</c>, sent from top to bottom.</summary>
public sealed class RequestsFileTests(SharedHost host)
{
    [Fact]
    public async Task The_requests_run_from_top_to_bottom()
    {
        var file = new RequestsFile(host.Api.Address);
        var last = "";
        foreach (var request in file.Requests)
        {
            await Api.EventuallyAsync(
                async () =>
                {
                    var answer = await SendAsync(file, request);
                    Assert.True((int)answer.Status is >= 200 and < 300, $"{request.Title} {(int)answer.Status} {answer.Text}");
                    last = answer.Text;
                    if (request.Name is not null)
                    {
                        file.Keep(request, answer.Json);
                    }

                    return request.Until is null || answer.Json["state"]!.GetValue<string>() == request.Until;
                },
                request.Title);
        }

        Assert.Equal(16, file.Requests.Count);
        Assert.Contains("\"state\":\"erased\"", last, StringComparison.Ordinal);
    }

    async Task<Answer> SendAsync(RequestsFile file, FileRequest request)
    {
        var (method, url) = file.Fill(request.Line).Split(' ', 2) is [var verb, var address] ? (verb, address) : default;
        var body = request.Body.Length > 0 ? new StringContent(file.Fill(request.Body), Encoding.UTF8) : null;
        var headers = request.Headers.Select(x => file.Fill(x).Split(": ", 2)).ToDictionary(x => x[0], x => x[1], StringComparer.Ordinal);
        return await host.Api.SendAsync(new HttpRequestMessage(new HttpMethod(method), url) { Content = body }, headers: headers);
    }
}
