using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Access;

/// <summary><c>POST /api/local/clock</c>: a year passes while somebody watches.</summary>
public sealed class LocalClockTests(SharedHost host, LocalClockTests.Folder folder) : IClassFixture<LocalClockTests.Folder>
{
    [Fact]
    public async Task All_goes_on_four_hundred_days_later_and_after_a_restart()
    {
        var started = TimeProvider.System.GetUtcNow();
        DateTimeOffset moved;
        await using (var first = await AppHost.StartAsync(Api.Cancellation, folder: folder.Path))
        {
            var before = Sample.Call("plain");
            var sealedBefore = await first.Api.As("acme", "Recordings.Upload").SealAsync(before.Ticket, before.Files);
            var old = await first.Api.NewTokenAsync("acme", ["Recordings.Upload"]);

            moved = Now((await AdvanceAsync(first.Api, "P400D")).Expect(HttpStatusCode.OK));
            Assert.InRange(moved - started, TimeSpan.FromDays(400), TimeSpan.FromDays(400) + Api.WaitLimit);

            // What was given out before has expired; what is given out now is good, although storage keeps real time.
            (await first.Api.With("acme", old).AnnounceAsync(Sample.Note().Ticket)).ExpectProblem(HttpStatusCode.Unauthorized);
            first.Api.ForgetTokens();
            var uploader = first.Api.As("acme", "Recordings.Upload");
            var after = Sample.Note(change: x => x["startedAt"] = moved.AddHours(-1).ToString("O", CultureInfo.InvariantCulture));
            await uploader.SealAsync(after.Ticket, after.Files);

            // Timers ran by themselves: its retention has ended long ago, and the night's work is done.
            await Api.EventuallyAsync(
                async () => (await uploader.ViewAsync(sealedBefore.Id)).Expect(HttpStatusCode.OK).Json["state"]!.GetValue<string>() == "erased",
                "what was due in the meantime is deleted");
        }

        await using var second = await AppHost.StartAsync(Api.Cancellation, folder: folder.Path);
        Assert.InRange(Now((await AdvanceAsync(second.Api, "PT1S")).Expect(HttpStatusCode.OK)) - moved, TimeSpan.Zero, Api.WaitLimit);
    }

    [Theory]
    [InlineData("""{"advance":"400 days"}""", "advance")]
    [InlineData("""{"advance":"P"}""", "advance")]
    [InlineData("""{"advance":"P1DT"}""", "advance")]
    [InlineData("""{"advance":"-P1D"}""", "advance")]
    [InlineData("""{"advance":"P99Y"}""", "advance")]
    [InlineData("""{"advance":null}""", "advance")]
    [InlineData("{}", "advance")]
    [InlineData("""{"advance":"P1D","by":1}""", "by")]
    [InlineData("[]", "body")]
    public async Task Bad_input_names_its_field(string body, string field)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/local/clock") { Content = content };

        Assert.Equal([field], (await host.Api.SendAsync(request)).ExpectProblem(HttpStatusCode.BadRequest));
    }

    static Task<Answer> AdvanceAsync(Api api, string by) =>
        api.SendAsync(HttpMethod.Post, "/api/local/clock", new JsonObject { ["advance"] = by });

    static DateTimeOffset Now(Answer answer) =>
        DateTimeOffset.Parse(answer.Json["now"]!.GetValue<string>(), CultureInfo.InvariantCulture);

    public sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("compliance-clock-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
