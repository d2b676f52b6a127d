using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Attacks;

/// <summary>
/// A desktop's token and a made-up clock. Before, pause, resume and end with an invented startedAt, forty days after the call, silenced
/// eight of eight seconds of a held recording and shredded the original.
/// </summary>
public sealed class LatePauseTests(ClockedHost host) : IClassFixture<ClockedHost>
{
    const string Tenant = "acme";

    Session Uploader => host.Api.As(Tenant, "Recordings.Upload");

    Session Handler => host.Api.As(Tenant, "Privacy.Handler");

    Session Legal => host.Api.As(Tenant, "Legal.Holds");

    DateTimeOffset Now => host.App.Host.Services.GetService(typeof(TimeProvider)) is TimeProvider clock
        ? clock.GetUtcNow()
        : throw new InvalidOperationException("The host has no clock.");

    [Fact]
    public async Task Forty_days_later_nothing_of_a_held_recording_is_silenced()
    {
        var call = ToneCall.Of(Now.AddMinutes(-5));
        var recording = await Uploader.SealAsync(call.Ticket, call.Files);
        (await HoldAsync(recording.Id)).Expect(HttpStatusCode.OK);
        await host.PassAsync(TimeSpan.FromDays(40));

        var desktop = await ToneCall.ControlAsync(host.Api, Tenant, "agent-1");
        await desktop.SilenceAsync(call, Now);
        await host.Api.RunTimerAsync("ReconcileRecordings");

        var proposal = await OpenProposalAsync(recording.Id);
        var preview = proposal["preview"]!;
        Assert.Equal(ToneCall.Seconds, preview["seconds"]!.GetValue<double>(), 0.1);
        Assert.Contains("media.wav", preview["files"]!.AsArray().Select(x => x!.GetValue<string>()));
        Assert.Equal("claim-17", Assert.Single(preview["holds"]!.AsArray())!["holdId"]!.GetValue<string>());
        var refused = await DecideAsync(recording.Id, proposal, "confirm");
        refused.ExpectProblem(HttpStatusCode.Conflict);
        Assert.Contains("claim-17", refused.Text, StringComparison.Ordinal);
        await UntouchedAsync(recording.Id, call);

        // After the release a person may confirm it, with the preview as it is then.
        (await Legal.SendAsync(HttpMethod.Delete, $"/recordings/{recording.Id}/holds/claim-17")).Expect(HttpStatusCode.NoContent);
        (await DecideAsync(recording.Id, proposal, "confirm")).ExpectProblem(HttpStatusCode.Conflict);
        await UntouchedAsync(recording.Id, call);
        proposal = await OpenProposalAsync(recording.Id);
        (await DecideAsync(recording.Id, proposal, "confirm")).Expect(HttpStatusCode.Accepted);
        (await DecideAsync(recording.Id, proposal, "confirm")).Expect(HttpStatusCode.Accepted);
        (await DecideAsync(recording.Id, proposal, "reject")).ExpectProblem(HttpStatusCode.Conflict);
        await Api.EventuallyAsync(async () => (await ViewAsync(recording.Id))["generation"]!.GetValue<int>() == 2, "generation 2");
        await Uploader.WaitForAsync(recording.Id, "sealed");
        Assert.Equal(ToneCall.Seconds, ToneCall.SilentSeconds(await ContentAsync(recording.Id)));

        var events = (await AuditLines.OfAsync(host.App, Tenant, recording.Id)).Select(x => x.Text("event")).ToList();
        Assert.All((string[])["pause.proposed", "pause.confirmed", "recording.pausedLate"], x => Assert.Contains(x, events));
    }

    [Fact]
    public async Task A_rejected_proposal_leaves_the_recording_and_is_not_made_again()
    {
        var call = ToneCall.Of(Now.AddHours(-3));
        var recording = await Uploader.SealAsync(call.Ticket, call.Files);
        var desktop = await ToneCall.ControlAsync(host.Api, Tenant, "agent-1");
        await desktop.SilenceAsync(call, Now);

        var proposal = await OpenProposalAsync(recording.Id);
        (await DecideAsync(recording.Id, proposal, "reject")).Expect(HttpStatusCode.OK);
        (await DecideAsync(recording.Id, proposal, "reject")).Expect(HttpStatusCode.OK);
        await desktop.SilenceAsync(call, Now);
        await host.Api.RunTimerAsync("ReconcileRecordings");

        Assert.Equal(["rejected"], (await ProposalsAsync(recording.Id)).Select(x => x!["state"]!.GetValue<string>()));
        await UntouchedAsync(recording.Id, call);
    }

    [Fact]
    public async Task A_pause_in_time_waits_for_the_release_of_a_hold_as_a_proposal()
    {
        var call = ToneCall.Of(Now.AddMinutes(-1));
        var recording = await Uploader.SealAsync(call.Ticket, call.Files);
        (await HoldAsync(recording.Id)).Expect(HttpStatusCode.OK);
        var desktop = await ToneCall.ControlAsync(host.Api, Tenant, "agent-1");

        await desktop.SilenceAsync(call, Now.AddMinutes(-1));
        await host.Api.RunTimerAsync("ReconcileRecordings");

        await OpenProposalAsync(recording.Id);
        await UntouchedAsync(recording.Id, call);
    }

    [Fact]
    public async Task Neither_a_new_start_nor_a_wrong_clock_moves_what_is_sealed()
    {
        var desktop = await ToneCall.ControlAsync(host.Api, Tenant, "agent-1");

        // The first signal of a tenant makes its keys, which takes its time; by that the desktop's clock would seem to be slow.
        (await desktop.SignalAsync(ToneCall.Of(Now), "pause", new JsonObject { ["at"] = Now.ToString("O") })).Expect(HttpStatusCode.OK);
        var started = Now.AddMinutes(-1);
        var call = ToneCall.Of(started);
        (await desktop.SignalAsync(call, "pause", At(2))).Expect(HttpStatusCode.OK);
        (await desktop.SignalAsync(call, "resume", At(4))).Expect(HttpStatusCode.OK);
        var recording = await Uploader.SealAsync(call.Ticket, call.Files);
        var silent = ToneCall.SilentSeconds(await ContentAsync(recording.Id));
        Assert.InRange(silent, 1, 4);

        // In time, but with another start of the media, and by a clock that is six hours ahead.
        var end = At(8);
        end["startedAt"] = started.AddSeconds(4).ToString("O");
        (await desktop.SignalAsync(call, "end", end)).Expect(HttpStatusCode.OK);
        (await desktop.SignalAsync(call, "resume", At(6 * 3600))).Expect(HttpStatusCode.OK);
        await host.Api.RunTimerAsync("ReconcileRecordings");

        await Uploader.WaitForAsync(recording.Id, "sealed");
        Assert.Equal(1, (await ViewAsync(recording.Id))["generation"]!.GetValue<int>());
        Assert.Equal(silent, ToneCall.SilentSeconds(await ContentAsync(recording.Id)));

        JsonObject At(double seconds) => new() { ["at"] = started.AddSeconds(seconds).ToString("O") };
    }

    async Task UntouchedAsync(string id, Sample call)
    {
        await Uploader.WaitForAsync(id, "sealed");
        Assert.Equal(1, (await ViewAsync(id))["generation"]!.GetValue<int>());
        Assert.Equal(call.Files["media.wav"], await ContentAsync(id));
    }

    async Task<JsonNode> OpenProposalAsync(string id)
    {
        var proposal = (await ProposalsAsync(id))[^1]!;
        Assert.Equal("open", proposal["state"]!.GetValue<string>());
        return proposal;
    }

    async Task<JsonArray> ProposalsAsync(string id) =>
        (await Handler.SendAsync(HttpMethod.Get, $"/recordings/{id}/pauseProposals")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();

    Task<Answer> DecideAsync(string id, JsonNode proposal, string action) => Handler.SendAsync(
        HttpMethod.Post,
        $"/recordings/{id}/pauseProposals",
        new JsonObject
        {
            ["number"] = proposal["number"]!.GetValue<int>(),
            ["action"] = action,
            ["preview"] = proposal["preview"]!["tag"]!.GetValue<string>(),
        });

    Task<Answer> HoldAsync(string id) =>
        Legal.SendAsync(HttpMethod.Put, $"/recordings/{id}/holds/claim-17", new JsonObject { ["matter"] = "claim-17" });

    async Task<JsonNode> ViewAsync(string id) => (await Uploader.ViewAsync(id)).Expect(HttpStatusCode.OK).Json;

    /// <summary>After its last day a held recording is given for the hold alone.</summary>
    async Task<byte[]> ContentAsync(string id) => (await ((await ViewAsync(id))["holds"]!.AsArray().Count > 0
        ? Handler.SendAsync(HttpMethod.Get, $"/recordings/{id}/files/media.wav", null, (Session.Purpose, "hold:claim-17"))
        : host.Api.As(Tenant, "Recordings.Read").FileAsync(id, "media.wav"))).Expect(HttpStatusCode.OK).Body;
}
