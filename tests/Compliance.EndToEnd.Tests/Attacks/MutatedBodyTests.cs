using System.Net;
using System.Net.Http.Headers;
using Compliance.EndToEnd.Tests.Contract;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Attacks;

/// <summary>
/// Every body that the contract has an example of, changed in seeded ways: the answer is one that the contract documents, never a fault
/// of the host's own, and nothing of the body is in the logs.
/// </summary>
public sealed class MutatedBodyTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(12)]
    [SoakData(1000)]
    public async Task No_body_makes_a_fault(int each)
    {
        await using var app = await AppHost.StartAsync(Api.Cancellation);
        var mutations = new Mutations(Seeds.Current);
        var values = await SubjectsAsync(app.Api);
        var answers = new SortedDictionary<int, int>();
        foreach (var operation in ApiContract.Operations.Where(x => x.BodyExample is not null))
        {
            var caller = operation.Roles.Count == 0
                ? null
                : await app.Api.TokenAsync("acme", operation.Roles, operation.Roles.Contains("Recordings.Read") ? ["*"] : null);
            for (var i = 0; i < each; i++)
            {
                using var content = new ByteArrayContent(mutations.Of(operation.BodyExample!));
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using var request = new HttpRequestMessage(new HttpMethod(operation.Method), operation.At(values)) { Content = content };
                var answer = await app.Api.SendAsync(request, caller);

                Assert.True(answer.Status < HttpStatusCode.InternalServerError, $"{operation}: {answer.Text} {answer.Faults}");
                answers[(int)answer.Status] = answers.GetValueOrDefault((int)answer.Status) + 1;
            }
        }

        output.WriteLine($"seed {Seeds.Current}: {string.Join(", ", answers.Select(x => $"{x.Key} {x.Value} times"))}");
        Assert.True(answers[(int)HttpStatusCode.BadRequest] > answers.Values.Sum() / 4, "Most mutations should have been refused.");
    }

    /// <summary>A recording and a request that the addresses can name.</summary>
    static async Task<IReadOnlyDictionary<string, string>> SubjectsAsync(Api api)
    {
        var sample = Sample.Note();
        var recording = await api.As("acme", "Recordings.Upload", "Recordings.Read").SealAsync(sample.Ticket, sample.Files);
        var filed = await api.As("acme", "Privacy.Handler").SendAsync(
            HttpMethod.Post, "/requests", ApiContract.Find("FileRequest").BodyExample);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["tenant"] = "acme",
            ["recordingId"] = recording.Id,
            ["requestId"] = filed.Json["requestId"]!.GetValue<string>(),
        };
        foreach (var name in ApiContract.Operations.SelectMany(x => x.PathParameters).Distinct(StringComparer.Ordinal))
        {
            values.TryAdd(name, "1");
        }

        return values;
    }
}
