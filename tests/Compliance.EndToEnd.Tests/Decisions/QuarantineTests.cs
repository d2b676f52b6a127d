using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Decisions;

/// <summary><c>POST …/quarantine</c>.</summary>
public sealed class QuarantineTests(SharedHost host)
{
    const string Arrived = "the caller rang up!\n";

    Session Uploader => host.Api.As("acme", "Recordings.Upload");

    Session Handler => host.Api.As("acme", "Privacy.Handler");

    Session Reader => host.Api.As("acme", "Recordings.Read");

    [Fact]
    public async Task Released_it_is_sealed_as_it_is_and_once_more_is_the_same()
    {
        var id = await QuarantinedAsync();

        var released = (await Handler.DecideAsync(id, "release", "checked by ear")).Expect(HttpStatusCode.OK).Json;

        Assert.Equal("sealed", released["state"]!.GetValue<string>());
        Assert.Equal(Arrived, (await Reader.FileAsync(id, "note.txt")).Expect(HttpStatusCode.OK).Text);
        var view = (await Reader.ViewAsync(id)).Json.AsObject();
        Assert.False(view.ContainsKey("reason"));
        Assert.Equal("sealed", (await Handler.DecideAsync(id, "release", "checked by ear")).Expect(HttpStatusCode.OK)
            .Json["state"]!.GetValue<string>());
        (await Handler.DecideAsync(id, "destroy", "too late")).ExpectProblem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task It_is_said_in_the_log_which_an_alert_asks()
    {
        var id = await QuarantinedAsync();

        await Api.EventuallyAsync(
            () => Task.FromResult(
                host.App.Logs.Lines.Any(x => x.Contains($" 2003: Recording {id} is in quarantine", StringComparison.Ordinal))),
            "a line in the log");
    }

    [Fact]
    public async Task Destroyed_its_content_is_gone_for_everybody()
    {
        var id = await QuarantinedAsync();

        (await Handler.DecideAsync(id, "destroy", "no use")).Expect(HttpStatusCode.Accepted);
        JsonNode view = new JsonObject();
        await Api.EventuallyAsync(
            async () => (view = (await Handler.ViewAsync(id)).Json)["generation"]!.GetValue<int>() == 2, "generation 2");

        Assert.Equal("quarantined", view["state"]!.GetValue<string>());
        Assert.Equal("destroyed", view["reason"]!.GetValue<string>());
        Assert.Equal("[]", view["files"]!.ToJsonString());
        Assert.NotEqual(HttpStatusCode.OK, (await Handler.FileAsync(id, "note.txt")).Status);
        (await Reader.FileAsync(id, "note.txt")).ExpectProblem(HttpStatusCode.Conflict);
        var recordings = host.App.Account("acme").GetBlobContainerClient("recordings");
        await Api.EventuallyAsync(
            async () =>
            {
                var left = 0;
                await foreach (var _ in recordings.GetBlobsAsync(new() { Prefix = id + "/" }, Api.Cancellation))
                {
                    left++;
                }

                return left == 0;
            },
            "no content is left");

        var again = await Handler.DecideAsync(id, "destroy", "no use");
        Assert.True(again.Status is HttpStatusCode.OK or HttpStatusCode.Accepted, again.Text);
        (await Handler.DecideAsync(id, "release", "on second thoughts")).ExpectProblem(HttpStatusCode.Conflict);
        (await Handler.DecideAsync(id, "reprocess", "on second thoughts")).ExpectProblem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Reprocessed_the_gate_runs_again_into_a_new_generation()
    {
        var id = await QuarantinedAsync();

        (await Handler.DecideAsync(id, "reprocess", "try again")).Expect(HttpStatusCode.Accepted);
        JsonNode view = new JsonObject();
        await Api.EventuallyAsync(
            async () => (view = (await Handler.ViewAsync(id)).Json)["generation"]!.GetValue<int>() == 2, "generation 2");

        Assert.Contains(view["state"]!.GetValue<string>(), (string[])["sealed", "quarantined"]);
        Assert.Equal(Arrived, (await Handler.FileAsync(id, "note.txt")).Expect(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task Of_two_different_decisions_at_once_one_holds()
    {
        var id = await QuarantinedAsync();

        var answers = await Task.WhenAll(Handler.DecideAsync(id, "release", "a"), Handler.DecideAsync(id, "destroy", "b"));

        Assert.Single(answers, x => x.Status is HttpStatusCode.OK or HttpStatusCode.Accepted);
        Assert.Single(answers, x => x.Status is HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task What_is_not_in_quarantine_takes_no_decision()
    {
        var sample = Sample.Note();
        var done = await Uploader.SealAsync(sample.Ticket, sample.Files);

        foreach (var action in (string[])["reprocess", "release", "destroy"])
        {
            (await Handler.DecideAsync(done.Id, action, "why not")).ExpectProblem(HttpStatusCode.Conflict);
        }
    }

    [Theory]
    [InlineData("""{"action":"burn","reason":"x"}""", "action")]
    [InlineData("""{"reason":"x"}""", "action")]
    [InlineData("""{"action":"release"}""", "reason")]
    [InlineData("""{"action":"release","reason":""}""", "reason")]
    [InlineData("""{"action":"release","reason":"x","by":"me"}""", "by")]
    public async Task Bad_input_names_its_field(string decision, string field)
    {
        var path = "/recordings/0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee/quarantine";

        Assert.Equal([field], (await Handler.SendAsync(HttpMethod.Post, path, JsonNode.Parse(decision)))
            .ExpectProblem(HttpStatusCode.BadRequest));
    }

    async Task<string> QuarantinedAsync()
    {
        var sample = Sample.Note("the caller rang off\n");
        var answer = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        await host.Api.UploadAsync(
            answer, new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["note.txt"] = Encoding.UTF8.GetBytes(Arrived) });
        var id = answer["recordingId"]!.GetValue<string>();
        await Uploader.WaitForAsync(id, "quarantined");
        return id;
    }
}
