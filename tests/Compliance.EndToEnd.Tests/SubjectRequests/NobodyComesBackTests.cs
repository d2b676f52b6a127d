using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Delivery;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>One request over a person's recordings in every state, and then everything that might bring one of them back.</summary>
public sealed class NobodyComesBackTests(ClockedHost host) : IClassFixture<ClockedHost>
{
    static readonly byte[] Late = Encoding.UTF8.GetBytes("and another thing\n");

    readonly Session uploader = host.Api.As("acme", "Recordings.Upload");
    readonly PrivacyTeam team = new(host.Api, "acme");

    [Fact]
    public async Task Whatever_state_a_recording_was_in_it_stays_erased()
    {
        var person = new Person();
        var calls = new Dictionary<string, (string Id, Sample Call, JsonNode Ticket)>(StringComparer.Ordinal);
        async Task<string> AnnounceAsync(string what, Sample call, params string[] files)
        {
            var answer = (await uploader.AnnounceAsync(call.Ticket)).Expect(HttpStatusCode.Created).Json;
            var id = answer["recordingId"]!.GetValue<string>();
            calls[what] = (id, call, answer);
            await host.Api.UploadAsync(answer, call.Files.Where(x => files.Contains(x.Key)).ToDictionary());
            return id;
        }

        var expired = await AnnounceAsync("expired", person.Call());
        await host.PassAsync(TimeSpan.FromHours(4.1));
        await uploader.WaitForAsync(expired, "expired");
        var quarantined = await AnnounceAsync("quarantined", person.Call(x => x["files"]![0]!["sha256"] = new string('0', 64)), "note.txt");
        var restricted = await AnnounceAsync("restricted", person.Call(), "note.txt");
        await uploader.WaitForAsync(quarantined, "quarantined");
        await uploader.WaitForAsync(restricted, "sealed");
        await RestrictAsync(person, restricted);
        await AnnounceAsync("sealed", person.Call(), "note.txt");
        await uploader.WaitForAsync(calls["sealed"].Id, "sealed");
        await AnnounceAsync("awaiting", person.Call());
        await AnnounceAsync("half", person.Call().Add("late.txt", "text/plain", Late), "note.txt");
        var keys = await KeysAsync([.. calls.Values.Select(x => x.Id)]);
        await AnnounceAsync("sealing", person.Call().Add(
            "long.txt", "text/plain", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("word ", 400_000)))), "note.txt", "long.txt");

        var view = await team.EraseAsync(person.By("accountId", "phone"));

        Assert.Equal(
            calls.Values.Select(x => $"{x.Id} erased").Order(StringComparer.Ordinal),
            view["outcomes"]!.AsArray().Select(x => $"{x!["recordingId"]} {x["outcome"]}").Order(StringComparer.Ordinal));
        var certificate = $"/api/tenants/acme/requests/{view["requestId"]}/certificate";
        await AllGoneAsync(calls.Values.Select(x => x.Id));

        await KnockAsync(calls.Values, certificate);
        var ring = host.App.Account("acmekeys").GetBlobContainerClient("keyring");
        foreach (var (name, content) in keys)
        {
            await ring.GetBlobClient(name).UploadAsync(content, overwrite: true, Api.Cancellation);
        }

        await AllGoneAsync(calls.Values.Select(x => x.Id));
        await KnockAsync(calls.Values, certificate);
        foreach (var timer in (string[])["ReconcileRecordings", "SweepErasures", "SweepInbox", "ReconcileRequests"])
        {
            await host.Api.RunTimerAsync(timer);
        }

        await AllGoneAsync(calls.Values.Select(x => x.Id));
        foreach (var (id, _, _) in calls.Values)
        {
            Assert.False(await ring.GetBlobClient($"recordings/{id}").ExistsAsync(Api.Cancellation));
            await Api.EventuallyAsync(
                async () => (await host.App.InboxOfAsync("acme", id)).Count == 0, $"nothing is in the inbox for {id}");
        }

        var fresh = await AnnounceAsync("fresh", person.Call(), "note.txt");
        await uploader.WaitForAsync(fresh, "sealed");
        (await host.Api.Reader("acme", "*").FileAsync(fresh, "note.txt")).Expect(HttpStatusCode.OK);
        var found = (
            await team.Session.SendAsync(HttpMethod.Post, "/subjects/search", new JsonObject { ["identities"] = person.By("accountId") }))
            .Expect(HttpStatusCode.OK).Json["recordings"]!.AsArray();
        Assert.Equal(fresh, Assert.Single(found)!["recordingId"]!.GetValue<string>());
    }

    /// <summary>Recorders and triggers that know nothing of an erasure.</summary>
    async Task KnockAsync(IEnumerable<(string Id, Sample Call, JsonNode Ticket)> calls, string certificate)
    {
        var trigger = new TriggerCall(host.App);
        foreach (var (id, call, ticket) in calls)
        {
            foreach (var upload in ticket["uploads"]!.AsArray())
            {
                // Whatever the storage service says to an old URL.
                await host.Api.PutAsync(upload!, call.Files[upload!["name"]!.GetValue<string>()]);
            }

            await Task.WhenAll(Enumerable.Range(0, call.Files.Count).Select(x => trigger.ArrivedAsync("acme", id, x)));
            var again = await uploader.AnnounceAsync(call.Ticket);
            again.ExpectProblem(HttpStatusCode.Gone);
            Assert.Equal(certificate, again.Json["certificate"]!.GetValue<string>());
            var late = new JsonObject { ["files"] = new JsonArray(Sample.Announced("more.txt", "text/plain", Late)) };
            (await uploader.AnnounceLateAsync(id, late)).ExpectProblem(HttpStatusCode.Gone);
        }
    }

    async Task AllGoneAsync(IEnumerable<string> ids)
    {
        var reader = host.Api.Reader("acme", "*");
        foreach (var id in ids)
        {
            Assert.Equal("erased", (await uploader.ViewAsync(id)).Recording().State);
            (await reader.FileAsync(id, "note.txt")).ExpectProblem(HttpStatusCode.Gone);
            (await team.Session.MetadataAsync(id)).ExpectProblem(HttpStatusCode.Gone);
            (await host.Api.As("acme", "Legal.Holds").SendAsync(
                HttpMethod.Put, $"/recordings/{id}/holds/h-1", new JsonObject { ["matter"] = "claim-7" }))
                .ExpectProblem(HttpStatusCode.Gone);
        }
    }

    async Task RestrictAsync(Person person, string recording)
    {
        var form = PrivacyTeam.Erasure(person.By("accountId"));
        form["type"] = "restriction";
        form["ground"] = "18(1)(a)";
        form["identity"] = PrivacyTeam.Verified;
        var id = (await team.FileAsync(form)).Filed().RequestId;
        (await team.MoveAsync(id, "decision", PrivacyTeam.Approval)).Expect(HttpStatusCode.Accepted);
        await team.WaitForAsync(id, "awaitingAnswer");

        // Until then it reaches the person's later calls, too.
        (await team.MoveAsync(id, "answer", new JsonObject { ["channel"] = "email" })).Expect(HttpStatusCode.OK);
        (await host.Api.Reader("acme", "*").FileAsync(recording, "note.txt")).ExpectProblem(HttpStatusCode.Forbidden);
    }

    /// <summary>What a backup of the key ring would bring back.</summary>
    async Task<IReadOnlyDictionary<string, BinaryData>> KeysAsync(IReadOnlyList<string> ids)
    {
        var ring = host.App.Account("acmekeys").GetBlobContainerClient("keyring");
        var kept = new Dictionary<string, BinaryData>(StringComparer.Ordinal);
        foreach (var name in ids.Select(x => $"recordings/{x}"))
        {
            var blob = ring.GetBlobClient(name);
            if (await blob.ExistsAsync(Api.Cancellation))
            {
                kept[name] = (await blob.DownloadContentAsync(Api.Cancellation)).Value.Content;
            }
        }

        Assert.NotEmpty(kept);
        return kept;
    }
}
