using System.Net;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs.Specialized;
using Compliance.Audit;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Local;
using Compliance.Model;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>A step that can't be done: the request says which, waits, and goes on from there.</summary>
public sealed class RequestRetryTests
{
    [Fact]
    public async Task What_failed_goes_on_from_the_failed_step_under_the_same_clock()
    {
        var (clock, vaults) = (new ShiftedClock(), new WatchedVaults());
        await using var app = await AppHost.StartAsync(Api.Cancellation, clock, services: vaults.AddTo);
        var (team, person, calls) = (new PrivacyTeam(app.Api, "acme"), new Person(), new List<string>());
        for (var i = 0; i < 3; i++)
        {
            calls.Add((await app.Api.As("acme", "Recordings.Upload").AnnounceAsync(person.Call().Ticket)).Announced().RecordingId);
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
        Assert.Equal("Act failed: Azure.RequestFailedException 404 ContainerNotFound", LastStep(failed));
        Assert.Equal(filed["dueAt"]!.GetValue<string>(), failed["dueAt"]!.GetValue<string>());
        (await team.GetAsync(id, "/certificate")).ExpectProblem(HttpStatusCode.Conflict);
        (await team.GetAsync(id, "/answer")).ExpectProblem(HttpStatusCode.Conflict);
        (await team.MoveAsync(id, "cancel")).ExpectProblem(HttpStatusCode.Conflict);
        (await team.MoveAsync(id, "decision", new JsonObject { ["outcome"] = "refuse", ["reason"] = "too late" })).ExpectProblem(HttpStatusCode.Conflict);

        await packages.CreateAsync(cancellationToken: Api.Cancellation);
        vaults.Refuses = true;
        (await team.MoveAsync(id, "retry")).Expect(HttpStatusCode.Accepted);
        failed = await FailsAsync(team, id, clock);
        Assert.Equal("Certify failed: Azure.RequestFailedException 403", LastStep(failed));
        Assert.All(failed["outcomes"]!.AsArray(), x => Assert.Equal("erased", x!["outcome"]!.GetValue<string>()));

        vaults.Refuses = false;
        var retried = await Task.WhenAll(team.MoveAsync(id, "retry"), team.MoveAsync(id, "retry"));
        Assert.All(retried, x => x.Expect(HttpStatusCode.Accepted));
        var done = await team.WaitForAsync(id, "awaitingAnswer");
        Assert.Equal(
            ["received", "identity", "decision", "located", "Act", "retried", "acted", "lookedAgain", "Certify", "retried", "certified"],
            done["timeline"]!.AsArray().Select(x => x!["step"]!.GetValue<string>()));
        Assert.Equal(filed["dueAt"]!.GetValue<string>(), done["dueAt"]!.GetValue<string>());
        Assert.Equal(calls.Order(StringComparer.Ordinal), done["outcomes"]!.AsArray().Select(
            x => x!["recordingId"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        (await team.GetAsync(id, "/certificate")).Expect(HttpStatusCode.OK);
        (await team.MoveAsync(id, "retry")).ExpectProblem(HttpStatusCode.Conflict);
        await OnceAsync(app, calls, id);
    }

    /// <summary>Some tool or operator holds a lease on a recording's state: a write to it is refused for as long as the lease
    /// lasts.</summary>
    [Fact]
    public async Task A_strangers_lease_fails_the_step_by_name_and_retry_goes_on_when_it_is_given_back()
    {
        var clock = new ShiftedClock();
        await using var app = await AppHost.StartAsync(Api.Cancellation, clock);
        var (team, person) = (new PrivacyTeam(app.Api, "acme"), new Person());
        var recording = (await app.Api.As("acme", "Recordings.Upload").AnnounceAsync(person.Call().Ticket)).Announced().RecordingId;
        var lease = app.Account("acme").GetBlobContainerClient("state").GetBlobClient($"recordings/{recording}").GetBlobLeaseClient();
        await lease.AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration, cancellationToken: Api.Cancellation);
        var hold = new JsonObject { ["matter"] = "claim-17" };
        (await app.Api.As("acme", "Legal.Holds").SendAsync(HttpMethod.Put, $"/recordings/{recording}/holds/claim-17", hold))
            .ExpectProblem(HttpStatusCode.ServiceUnavailable);
        var form = PrivacyTeam.Erasure(person.By("accountId"));
        form["identity"] = PrivacyTeam.Verified;
        form["decision"] = PrivacyTeam.Approval;
        var id = (await team.FileAsync(form)).Filed().RequestId;

        Assert.Equal("Act failed: Azure.RequestFailedException 412 LeaseIdMissing", LastStep(await FailsAsync(team, id, clock)));
        Assert.Contains(app.Logs.Faults, x => x.Contains("ActOnPage", StringComparison.Ordinal) && x.Contains(
            "LeaseIdMissing", StringComparison.Ordinal));

        await lease.ReleaseAsync(cancellationToken: Api.Cancellation);
        (await team.MoveAsync(id, "retry")).Expect(HttpStatusCode.Accepted);
        var done = await team.WaitForAsync(id, "awaitingAnswer");
        Assert.Equal("erased", Assert.Single(done["outcomes"]!.AsArray())!["outcome"]!.GetValue<string>());
    }

    /// <summary>A sealing that was ended may still be writing its last blob, and an upload be on its way.</summary>
    [Fact]
    public async Task What_is_written_late_is_removed_before_the_certificate_says_that_nothing_is_there()
    {
        var late = new LateWriter();
        await using var app = await AppHost.StartAsync(Api.Cancellation, points: late);
        var (team, person) = (new PrivacyTeam(app.Api, "acme"), new Person());
        var recording = (await app.Api.As("acme", "Recordings.Upload").AnnounceAsync(person.Call().Ticket)).Announced().RecordingId;
        var blobs = app.Account("acme").GetBlobContainerClient("recordings");
        late.Write = () => blobs.GetBlobClient($"{recording}/1/0").Upload(BinaryData.FromString("late"), overwrite: true);

        var view = await team.EraseAsync(person.By("accountId"));

        Assert.Null(late.Write);
        Assert.False(await blobs.GetBlobClient($"{recording}/1/0").ExistsAsync(Api.Cancellation));
        Assert.DoesNotContain(
            view["timeline"]!.AsArray(), x => x!["outcome"]!.GetValue<string>().StartsWith("failed", StringComparison.Ordinal));
    }

    /// <summary>An approver's host died between the announcement and the change, and the request was over before anybody settled
    /// it.</summary>
    [Fact]
    public async Task What_was_announced_and_never_made_is_closed_after_the_request_is_over()
    {
        var clock = new ShiftedClock();
        await using var app = await AppHost.StartAsync(Api.Cancellation, clock);
        var team = new PrivacyTeam(app.Api, "acme");
        var id = (await team.FileAsync(PrivacyTeam.Erasure(new Person().By("accountId")))).Filed().RequestId;
        var store = app.Host.Services.GetRequiredService<TenantStoreFactory>().Open(
            new TenantScope(TenantId.Parse("acme"), TenantId.Parse("acme")));
        await app.Host.Services.GetRequiredService<SubjectRequestAudit>().BeginAsync(
            store, SubjectRequestId.Parse(id), Actor.System("Died"), SubjectRequestEvents.Decided, "never-made", Api.Cancellation);
        (await team.MoveAsync(id, "cancel")).Expect(HttpStatusCode.OK);
        await app.Api.RunTimerAsync("ReconcileRequests");

        clock.Advance(TimeSpan.FromMinutes(31));
        await Api.EventuallyAsync(
            async () =>
            {
                await app.Api.RunTimerAsync("ReconcileRequests");
                return (await AuditLines.ReadAsync(app, "acme")).Any(
                    x => x.Text("operation") == $"{id}/never-made" && x.Text("phase") == "done" && x.Text("outcome") == "failed");
            },
            "it is closed");
    }

    static async Task OnceAsync(AppHost app, IReadOnlyList<string> recordings, string id)
    {
        var lines = (await AuditLines.ReadAsync(app, "acme")).DistinctBy(x => x.Text("id")).ToList();
        foreach (var recording in recordings)
        {
            Assert.Equal(
                ["done", "intent"],
                lines.Where(x => x.Text("event") == "recording.erased"
                    && x.Text("resource") == $"recordings/{recording}").Select(x => x.Text("phase")).Order());
        }

        Assert.Single(lines, x => x.Text("event") == "certificate.issued" && x.Text("resource") == $"requests/{id}/certificate");
        Assert.Equal(2, lines.Count(
            x => x.Text("event") == "request.failed" && x.Text("phase") == "done" && x.Text("resource") == $"requests/{id}"));
    }

    /// <summary>Tries are further and further apart; the clock is moved, so that nobody waits for them.</summary>
    static async Task<JsonNode> FailsAsync(PrivacyTeam team, string id, ShiftedClock clock)
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

    /// <summary>Writes when the first page of outcomes is down.</summary>
    sealed class LateWriter : ICrashPoints
    {
        public Action? Write { get; set; }

        public void Reach(string name)
        {
            if (name == "storage.requests.outcomes.put.after")
            {
                Write?.Invoke();
                Write = null;
            }
        }
    }
}
