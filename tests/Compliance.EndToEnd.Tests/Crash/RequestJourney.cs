using System.Net;
using System.Text.Json.Nodes;
using Azure.Messaging.ServiceBus;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.Privacy;
using Compliance.EndToEnd.Tests.SubjectRequests;
using Compliance.Keys;
using Compliance.SubjectRequests;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.Crash;

/// <summary>One person's erasure, filed again by the client when its host died.</summary>
sealed class RequestJourney
{
    /// <summary>All call ids of these journeys begin so.</summary>
    const string Calls = "killed-call-";

    readonly Person person;
    readonly IReadOnlyList<string> ids;
    readonly string shared;
    readonly JsonObject form;

    string id = "";

    /// <summary>A call that somebody else is on, too: the person's part of it goes.</summary>
    public string Shared => shared;

    /// <param name="shared">See <see cref="Shared"/>.</param>
    RequestJourney(Person person, IReadOnlyList<string> ids, string shared)
    {
        (this.person, this.ids, this.shared) = (person, ids, shared);
        form = PrivacyTeam.Erasure(person.By("accountId", "phone"));
        form["identity"] = PrivacyTeam.Verified;
        form["decision"] = PrivacyTeam.Approval;
    }

    public static JsonObject Settings => new()
    {
        ["recipients"] = new JsonArray(
            new JsonObject { ["name"] = "crm", ["identities"] = Api.Array(["accountId"]), ["callIds"] = true },
            new JsonObject { ["name"] = "warehouse", ["identities"] = Api.Array(["phone"]) }),
    };

    /// <summary>While no host is there to take what is uploaded.</summary>
    public static async Task<RequestJourney> SeedAsync(string folder, int recordings)
    {
        await using var seeded = await SeededCalls.OpenAsync(folder);
        await using var team = Team(seeded);
        var caller = new Person();
        var household = await seeded.SeedHouseholdAsync(caller, new Person(), Calls);
        return new RequestJourney(caller, await seeded.SeedAsync(caller, recordings, Calls), household);
    }

    /// <summary>The same person's, on a copy of the folder.</summary>
    public RequestJourney Again() => new(person, ids, shared);

    /// <summary>Tells the tenant's recipients, before anybody is erased.</summary>
    public static async Task PrepareAsync(Api api) =>
        (await api.As("acme", "Tenant.Admin").SendAsync(
            HttpMethod.Put, "/settings", Settings, ("If-Match", "*"))).Expect(HttpStatusCode.OK);

    /// <summary>Files the request, or the same once more, and waits until the person can be answered.</summary>
    public async Task EraseAsync(Api api)
    {
        var team = new PrivacyTeam(api, "acme");
        id = (await team.FileAsync(form)).Filed().RequestId;
        await team.WaitForAsync(id, "awaitingAnswer", "failed");
    }

    /// <summary>What the privacy team is shown.</summary>
    public async Task VerifyAsync(Api api)
    {
        var team = new PrivacyTeam(api, "acme");
        var view = (await team.GetAsync(id)).Request();
        Assert.Equal("awaitingAnswer", view.State);
        Assert.Equal(
            ids.Append(shared).Order(StringComparer.Ordinal), view.Outcomes.Select(x => x.RecordingId).Order(StringComparer.Ordinal));
        Assert.All(view.Outcomes, x => Assert.Equal(x.RecordingId == shared ? "partlyErased" : "erased", x.Outcome));
        Assert.Equal(["crm notified", "warehouse notified"], view.Recipients.Select(x => $"{x.Name} {x.State}"));
        Assert.Equal(
            ["received", "identity", "decision", "located", "acted", "lookedAgain", "certified"], view.Timeline.Select(x => x.Step).Distinct());

        var certificate = (await team.GetAsync(id, "/certificate")).Expect(HttpStatusCode.OK).Body;
        var keys = JwksReader.SigningKeys((await api.SendAsync(HttpMethod.Get, "/api/tenants/acme/keys")).Body);
        Assert.True(CertificateVerifier.Verify(certificate, keys).IsSuccess(out var statement, out var failure), $"{failure}");
        Assert.Equal(
            ids.Order(StringComparer.Ordinal), statement.Destroyed.Select(x => x.RecordingId.ToString()).Order(StringComparer.Ordinal));
        var kept = Assert.Single(statement.Kept);
        Assert.Equal((shared, OutcomeKind.PartlyErased), ($"{kept.RecordingId}", kept.Outcome));
        var chat = (await api.Reader("acme", "*").FileAsync(shared, "note.txt")).Expect(HttpStatusCode.OK).Text;
        Assert.Equal("caller-1: [erased]\ncaller-2: Then bring both\n", chat);
        Assert.Equal(["crm", "warehouse"], statement.Told.Select(x => x.Name));
    }

    /// <summary>What lies in storage and on the bus as nobody outside sees it.</summary>
    public async Task VerifyAsync(CrashFolder folder)
    {
        foreach (var (account, container) in ((string, string)[])[
            ("acme", "recordings"), ("acme", "index"), ("acme", "packages"), ("acmekeys", "keyring"), ("landing", "inbox")])
        {
            var left = (await folder.NamesAsync(account, container, "")).Where(KeyRecordStore.IsRecord);
            Assert.DoesNotContain(left, x => ids.Any(i => x.Contains(i, StringComparison.Ordinal)));
        }

        var marks = await folder.NamesAsync("acmekeys", "keyring", KeyRingTombstones.Prefix);
        foreach (var recording in ids)
        {
            Assert.Contains($"{KeyRingTombstones.Prefix}recordings/{recording}", marks);
            var state = (await folder.JsonAsync("acme", "state", $"recordings/{recording}")).AsObject();
            Assert.Equal("erased", state["state"]!.GetValue<string>());
            Assert.Null(state["manifest"]);
            Assert.Equal($"/api/tenants/acme/requests/{id}/certificate", state["certificate"]!.GetValue<string>());
        }

        Assert.Equal([$"{shared}/2/0"], await folder.NamesAsync("acme", "recordings", $"{shared}/"));
        Assert.Equal("sealed", (await folder.JsonAsync("acme", "state", $"recordings/{shared}"))["state"]!.GetValue<string>());
        Assert.Empty(await folder.NamesAsync("acme", "state", $"tombstones/{shared}"));
        Assert.Empty(await folder.NamesAsync("acme", "state", $"pending/{shared}"));

        var names = await folder.NamesAsync("acme", "state", "");
        Assert.Equal(
            ids.SelectMany(x => new[] { $"recordings/{x}", $"tombstones/{x}" }).Order(StringComparer.Ordinal),
            names.Where(x => ids.Any(i => x.Contains(i, StringComparison.Ordinal))).Order(StringComparer.Ordinal));
        Assert.Empty(await folder.NamesAsync("acme", "requests", $"pending/{id}"));
        VerifyAudit(await folder.AuditAsync());

        var needles = new Needles([.. person.Traces, Calls, SeededCalls.HouseholdWords]);
        Assert.Empty((await folder.EverythingAsync()).SelectMany(x => needles.In(x.Bytes).Select(y => $"{x.Where}: {y}")));
        await using var seeded = await SeededCalls.OpenAsync(folder.Path);
        await VerifyBusAsync(seeded);
    }

    /// <summary>Entries that are there twice have the same id, and count once; every intent has one end.</summary>
    void VerifyAudit(IReadOnlyList<JsonNode> lines)
    {
        static string Text(JsonNode line, string field) => line[field]!.GetValue<string>();
        var own = lines.DistinctBy(x => Text(x, "id"))
            .Where(x => Text(x, "resource").StartsWith($"requests/{id}", StringComparison.Ordinal) || ids.Any(
                i => Text(x, "resource") == $"recordings/{i}"))
            .ToList();
        foreach (var operation in own.Where(x => Text(x, "phase") != "single").GroupBy(
            x => (Text(x, "resource"), Text(x, "event"), Text(x, "operation"))))
        {
            Assert.True(
                operation.Select(x => $"{Text(x, "phase")} {Text(x, "outcome")}").Order(StringComparer.Ordinal).SequenceEqual(
                    ["done success", "intent success"]),
                string.Join('\n', operation.Select(x => x.ToJsonString())));
        }

        Assert.Equal(ids.Count, own.Count(x => Text(x, "event") == "recording.erased" && Text(x, "phase") == "done"));
        foreach (var once in (string[])["certificate.issued", "request.received", "request.done"])
        {
            Assert.True(own.Count(x => Text(x, "event") == once && Text(x, "phase") != "intent") == 1, once);
        }

        Assert.Equal(["crm", "warehouse"], own.Where(x => Text(x, "event") == "recipient.notified").Select(
            x => Text(x, "resource").Split('/')[^1]).Order());
    }

    /// <summary>A subscription without a filter: from when it is opened, it has all that is sent.</summary>
    static ServiceBusReceiver Team(SeededCalls seeded) =>
        seeded.Services.GetRequiredService<ServiceBusClient>().CreateReceiver("acme/privacy-events", "privacy-team");

    async Task VerifyBusAsync(SeededCalls seeded)
    {
        await using var team = Team(seeded);
        var told = new List<string>();
        while (await team.ReceiveMessagesAsync(100, TimeSpan.FromMilliseconds(100), Api.Cancellation) is { Count: > 0 } messages)
        {
            foreach (var message in messages)
            {
                var body = JsonNode.Parse(message.Body.ToString())!;
                Assert.Equal($"requests/{id}", body["subject"]!.GetValue<string>());
                told.Add(body["data"]!["recipient"]!.GetValue<string>());
                await team.CompleteMessageAsync(message, Api.Cancellation);
            }
        }

        Assert.Equal(["crm", "warehouse"], told.Order());
    }
}
