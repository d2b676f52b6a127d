using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Rights;

/// <summary>A step that can't be done: the request says which, waits, and goes on from there.</summary>
public sealed class RequestRetryTests
{
    [Fact]
    public async Task What_failed_goes_on_from_the_failed_step_under_the_same_clock()
    {
        var (clock, vaults) = (new ManualClock(), new WatchedVaults());
        await using var app = await AppHost.StartAsync(Api.Cancellation, clock, services: vaults.AddTo);
        var (team, person, calls) = (new PrivacyTeam(app.Api, "acme"), new Person(), new List<string>());
        for (var i = 0; i < 3; i++)
        {
            calls.Add((await app.Api.As("acme", "Recordings.Upload").AnnounceAsync(person.Call().Ticket)).Expect(HttpStatusCode.Created)
                .Json["recordingId"]!.GetValue<string>());
        }

        // First a store that is not there, in the middle of the erasures; then a vault that signs no certificate.
        var packages = app.Account("acme").GetBlobContainerClient("packages");
        await packages.DeleteAsync(cancellationToken: Api.Cancellation);
        var form = PrivacyTeam.Erasure(person.By("accountId"));
        form["identity"] = PrivacyTeam.Verified;
        form["decision"] = PrivacyTeam.Approval;
        var filed = (await team.FileAsync(form)).Expect(HttpStatusCode.Accepted).Json;
        var id = filed["requestId"]!.GetValue<string>();
        var failed = await FailsAsync(team, id, clock);
        Assert.Equal("Act failed: RequestFailedException", LastStep(failed));
        Assert.Equal(filed["dueAt"]!.GetValue<string>(), failed["dueAt"]!.GetValue<string>());
        (await team.GetAsync(id, "/certificate")).ExpectProblem(HttpStatusCode.Conflict);
        (await team.GetAsync(id, "/answer")).ExpectProblem(HttpStatusCode.Conflict);
        (await team.MoveAsync(id, "cancel")).ExpectProblem(HttpStatusCode.Conflict);
        (await team.MoveAsync(id, "decision", new JsonObject { ["outcome"] = "refuse", ["reason"] = "too late" })).ExpectProblem(HttpStatusCode.Conflict);

        await packages.CreateAsync(cancellationToken: Api.Cancellation);
        vaults.Refuses = true;
        (await team.MoveAsync(id, "retry")).Expect(HttpStatusCode.Accepted);
        failed = await FailsAsync(team, id, clock);
        Assert.Equal("Certify failed: RequestFailedException", LastStep(failed));
        Assert.All(failed["outcomes"]!.AsArray(), x => Assert.Equal("erased", x!["outcome"]!.GetValue<string>()));

        vaults.Refuses = false;
        var retried = await Task.WhenAll(team.MoveAsync(id, "retry"), team.MoveAsync(id, "retry"));
        Assert.All(retried, x => x.Expect(HttpStatusCode.Accepted));
        var done = await team.WaitForAsync(id, "awaitingAnswer");
        Assert.Equal(
            ["received", "identity", "decision", "located", "Act", "retried", "acted", "lookedAgain", "Certify", "retried", "certified"],
            done["timeline"]!.AsArray().Select(x => x!["step"]!.GetValue<string>()));
        Assert.Equal(filed["dueAt"]!.GetValue<string>(), done["dueAt"]!.GetValue<string>());
        Assert.Equal(calls.Order(StringComparer.Ordinal), done["outcomes"]!.AsArray().Select(x => x!["recordingId"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        (await team.GetAsync(id, "/certificate")).Expect(HttpStatusCode.OK);
        (await team.MoveAsync(id, "retry")).ExpectProblem(HttpStatusCode.Conflict);
        await OnceAsync(app, calls, id);
    }

    static async Task OnceAsync(AppHost app, IReadOnlyList<string> recordings, string id)
    {
        var lines = (await AuditLines.ReadAsync(app, "acme")).DistinctBy(x => x.Text("id")).ToList();
        foreach (var recording in recordings)
        {
            Assert.Equal(
                ["done", "intent"],
                lines.Where(x => x.Text("event") == "recording.erased" && x.Text("resource") == $"recordings/{recording}").Select(x => x.Text("phase")).Order());
        }

        Assert.Single(lines, x => x.Text("event") == "certificate.issued" && x.Text("resource") == $"requests/{id}/certificate");
        Assert.Equal(2, lines.Count(x => x.Text("event") == "request.failed" && x.Text("phase") == "done" && x.Text("resource") == $"requests/{id}"));
    }

    /// <summary>Tries are further and further apart; the clock is moved, so that nobody waits for them.</summary>
    static async Task<JsonNode> FailsAsync(PrivacyTeam team, string id, ManualClock clock)
    {
        JsonNode view = new JsonObject();
        await Api.EventuallyAsync(
            async () =>
            {
                clock.Advance(TimeSpan.FromSeconds(5));
                view = (await team.GetAsync(id)).Expect(HttpStatusCode.OK).Json;
                return view["state"]!.GetValue<string>() == "failed";
            },
            "it fails");
        return view;
    }

    static string LastStep(JsonNode view) => $"{view["timeline"]!.AsArray()[^1]!["step"]} {view["timeline"]!.AsArray()[^1]!["outcome"]}";
}
