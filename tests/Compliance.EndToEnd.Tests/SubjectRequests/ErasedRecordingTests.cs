using System.Net;
using System.Text.Json.Nodes;
using Compliance.Audit;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>An erased recording as everybody else sees it.</summary>
public sealed class ErasedRecordingTests(SharedHost host)
{
    readonly Session uploader = host.Api.As("acme", "Recordings.Upload");
    readonly Session privacy = host.Api.As("acme", "Privacy.Handler");

    [Fact]
    public async Task Of_an_erased_recording_four_fields_are_left()
    {
        var caller = new JsonObject { ["accountId"] = Erasing.NewAccount() };
        var sample = Erasing.Call(caller);
        var ticket = (await uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        await host.Api.UploadAsync(ticket, sample.Files);
        var id = ticket["recordingId"]!.GetValue<string>();
        await privacy.WaitForAsync(id, "sealed");

        var (outcome, order) = await host.App.EraseAsync("acme", id);

        Assert.Equal(OutcomeKind.Erased, outcome.Outcome);
        foreach (var session in (Session[])[privacy, uploader, host.Api.As("acme", "Recordings.Read"), host.Api.Reader("acme", "billing")])
        {
            var view = (await session.ViewAsync(id)).Expect(HttpStatusCode.OK).Json.AsObject();
            Assert.Equal(["recordingId", "state", "erasedAt", "certificate"], view.Select(x => x.Key));
            Assert.Equal((id, "erased", order.CertificatePath), (
                (string)view["recordingId"]!, (string)view["state"]!, (string)view["certificate"]!));
        }

        (await host.Api.Reader("acme").ViewAsync(id)).ExpectProblem(HttpStatusCode.Forbidden);
        (await host.Api.As("acme", "Recordings.Read").FileAsync(id, "note.txt")).ExpectProblem(HttpStatusCode.Gone);
        (await uploader.AnnounceLateAsync(id, LateFile())).ExpectProblem(HttpStatusCode.Gone);
        (await privacy.SendAsync(HttpMethod.Get, $"/recordings/{id}/metadata")).ExpectProblem(HttpStatusCode.Gone);
        (await privacy.DecideAsync(id, "release", "looked at")).ExpectProblem(HttpStatusCode.Gone);

        var again = await uploader.AnnounceAsync(sample.Ticket);
        again.ExpectProblem(HttpStatusCode.Gone);
        Assert.Equal(order.CertificatePath, again.Json["certificate"]!.GetValue<string>());
        Assert.Empty((await SearchAsync(caller))!.AsArray());

        // The URL of the upload that went through still writes; nobody takes what it writes.
        (await host.Api.PutAsync(ticket["uploads"]![0]!, sample.Files["note.txt"])).Expect(HttpStatusCode.Created);
        await Api.EventuallyAsync(async () => (await host.App.InboxOfAsync("acme", id)).Count == 0, "the late upload is removed");
        Assert.Empty(await host.App.LookAgainAsync("acme", id, order));

        // The same person calling again is a new recording.
        var fresh = Erasing.Call(caller);
        (await uploader.AnnounceAsync(fresh.Ticket)).Expect(HttpStatusCode.Created);
        Assert.Single((await SearchAsync(caller))!.AsArray());
    }

    [Fact]
    public async Task A_sealing_under_way_is_ended_by_the_erasure()
    {
        var sample = Sample.Call("plain");
        var ticket = (await uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        await host.Api.UploadAsync(ticket, sample.Files);
        var id = ticket["recordingId"]!.GetValue<string>();
        await privacy.WaitForAsync(id, "sealing", "sealed");

        var (outcome, order) = await host.App.EraseAsync("acme", id);

        Assert.Equal(OutcomeKind.Erased, outcome.Outcome);
        IReadOnlyList<string> left = [];
        await Api.EventuallyAsync(
            async () => (left = await host.App.LookAgainAsync("acme", id, order)).Count == 0,
            () => $"every store is empty of it, still in {string.Join(", ", left)}");
        Assert.Equal("erased", (await privacy.ViewAsync(id)).Recording().State);
    }

    [Fact]
    public async Task A_restricted_recording_is_closed_until_the_last_ground_is_lifted()
    {
        var sample = Sample.Note();
        var id = (await uploader.SealAsync(sample.Ticket, sample.Files)).Id;
        var (services, reader) = (host.App.Host.Services, host.Api.As("acme", "Recordings.Read"));
        var store = services.GetRequiredService<TenantStoreFactory>().Open(new TenantScope(TenantId.Parse("acme"), TenantId.Parse("acme")));
        var (restrictions, recording) = (services.GetRequiredService<RecordingRestrictions>(), RecordingId.Parse(id));
        var (first, second) = (SubjectRequestId.New(TimeProvider.System), SubjectRequestId.New(TimeProvider.System));
        foreach (var (request, ground) in ((SubjectRequestId, string)[])
            [(first, "18(1)(a)"), (second, "18(1)(d)"), (first, "18(1)(a)"), (second, "18(1)(a)")])
        {
            Assert.True((await restrictions.RestrictAsync(
                store, Actor.System("Test"), recording, request, ground, Api.Cancellation)).IsSuccess(out _, out _));
        }

        var refused = await reader.FileAsync(id, "note.txt");
        refused.ExpectProblem(HttpStatusCode.Forbidden);
        Assert.Contains("privacy team", refused.Json["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("""["18(1)(a)","18(1)(d)"]""", (await reader.ViewAsync(id)).Json["restriction"]!["grounds"]!.ToJsonString());
        await restrictions.LiftAsync(store, Actor.System("Test"), recording, first, Api.Cancellation);
        (await reader.FileAsync(id, "note.txt")).ExpectProblem(HttpStatusCode.Forbidden);
        await restrictions.LiftAsync(store, Actor.System("Test"), recording, second, Api.Cancellation);
        (await reader.FileAsync(id, "note.txt")).Expect(HttpStatusCode.OK);
    }

    async Task<JsonNode?> SearchAsync(JsonObject caller) =>
        (await privacy.SendAsync(HttpMethod.Post, "/subjects/search", new JsonObject
        {
            ["identities"] = new JsonArray(new JsonObject { ["type"] = "accountId", ["value"] = caller["accountId"]!.GetValue<string>() }),
        })).Expect(HttpStatusCode.OK).Json["recordings"];

    static JsonObject LateFile() => new()
    {
        ["files"] = new JsonArray(Sample.Announced("late.txt", "text/plain", "late"u8.ToArray())),
    };
}
