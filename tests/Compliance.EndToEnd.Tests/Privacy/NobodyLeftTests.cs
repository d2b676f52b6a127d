using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;

namespace Compliance.EndToEnd.Tests.Privacy;

/// <summary>After an erasure nobody who asked for it, nor a call id of theirs, can be found in anything that is kept, logged or
/// traced.</summary>
public sealed class NobodyLeftTests
{
    const string Name = "Philippa Underwood-Nakamura";
    const string Email = "philippa.u@nakamura.example";
    const string Account = "KUNDE-ZV-660317";
    const string Phone = "+44 (0)7700 900 431";
    const string Reason = "says that her sister Theodora was on the line";
    const string Excluded = "that is her sister Theodora's own call";
    const string Reference = "letter-of-the-third-moon";
    const string Withdrawn = "Underwood changed her mind";

    static readonly string[] Identities =
    [
        Name, "Underwood", "Nakamura", "Philippa", "Theodora", Email, Account, "ZV-660317", Reason, Excluded, Reference, Withdrawn,
        "+447700900431", "00447700900431", "07700900431", "7700900431", "7700 900431", Phone,
    ];

    [Fact]
    public async Task Everything_that_was_said_about_a_person_is_found_nowhere()
    {
        using var traces = new CapturedTraces();
        await using var app = await AppHost.StartAsync(Api.Cancellation);
        var (callIds, certificates) = await EraseAsync(app);
        var needles = new Needles([.. Identities, .. callIds]);
        var found = new List<string>();
        void Look(string where, byte[] bytes) => found.AddRange(needles.In(bytes).Select(x => $"{where}: {x}"));

        foreach (var (where, bytes) in await NothingInClearTests.BlobsAsync(app))
        {
            Look($"blob {where}", bytes);
        }

        // The emulator keeps what was deleted until it tidies up, and the clear uploads with it.
        var files = Directory.EnumerateFiles(app.DataFolder, "*", SearchOption.AllDirectories)
            .Where(x => !Path.GetRelativePath(app.DataFolder, x).StartsWith("azurite", StringComparison.Ordinal)).ToList();
        Assert.Contains(files, x => x.EndsWith("durable.db", StringComparison.Ordinal));
        Assert.Contains(files, x => x.EndsWith("host.db", StringComparison.Ordinal));
        foreach (var file in files)
        {
            Look($"file {file}", [.. Encoding.UTF8.GetBytes(file), .. await NothingInClearTests.ReadAsync(file) ?? []]);
        }

        Assert.NotEmpty(traces.Spans);
        Look("a log", Encoding.UTF8.GetBytes(string.Join('\n', app.Logs.Lines)));
        Look("a trace", Encoding.UTF8.GetBytes(string.Join('\n', traces.Spans)));
        foreach (var certificate in certificates)
        {
            Look("a certificate", Encoding.UTF8.GetBytes(certificate));
        }

        Assert.True(found.Count == 0, string.Join('\n', found.Distinct(StringComparer.Ordinal).Take(40)));
    }

    /// <summary>One request that is carried out and answered, one that is cancelled, one that is refused.</summary>
    static async Task<(IReadOnlyList<string> CallIds, IReadOnlyList<string> Certificates)> EraseAsync(AppHost app)
    {
        (await app.Api.As("acme", "Tenant.Admin").SendAsync(
            HttpMethod.Put, "/settings", Compliance.EndToEnd.Tests.Crash.RequestJourney.Settings, ("If-Match", "*")))
            .Expect(HttpStatusCode.OK);
        var uploader = app.Api.As("acme", "Recordings.Upload");
        Sample[] calls = [Call(), Call(), Call(), Call()];
        var ids = new List<string>();
        foreach (var call in calls[..3])
        {
            ids.Add((await uploader.SealAsync(call.Ticket, call.Files)).Id);
        }

        ids.Add((await uploader.AnnounceAsync(calls[3].Ticket)).Announced().RecordingId);
        (await app.Api.Reader("acme", "*").FileAsync(ids[0], "note.txt")).Expect(HttpStatusCode.OK);
        var team = new PrivacyTeam(app.Api, "acme");
        (await team.Session.SendAsync(
            HttpMethod.Post, "/subjects/search", new JsonObject { ["identities"] = Asked() })).Expect(HttpStatusCode.OK);

        var cancelled = await FileAsync(team, "another-" + Reference);
        (await team.MoveAsync(cancelled, "cancel", new JsonObject { ["reason"] = Withdrawn })).Expect(HttpStatusCode.OK);
        var refused = await FileAsync(team, "one-more-" + Reference);
        (await team.MoveAsync(
            refused, "decision", new JsonObject { ["outcome"] = "refuse", ["reason"] = Reason })).Expect(HttpStatusCode.OK);

        var id = await FileAsync(team, Reference);
        (await team.FileAsync(Form(Reference).With("reason", "\"something else\""))).Expect(HttpStatusCode.OK);
        var preview = (await team.GetAsync(id, "/preview")).Expect(HttpStatusCode.OK);
        var decision = new JsonObject
        {
            ["outcome"] = "partial",
            ["preview"] = preview.Header("ETag"),
            ["exclude"] = new JsonArray(new JsonObject { ["recordingId"] = ids[2], ["reason"] = Excluded }),
        };
        (await team.MoveAsync(id, "decision", decision)).Expect(HttpStatusCode.Accepted);
        await team.WaitForAsync(id, "awaitingAnswer");
        (await team.GetAsync(id, "/answer")).Expect(HttpStatusCode.OK);
        (await team.MoveAsync(id, "answer", new JsonObject { ["channel"] = "email" })).Expect(HttpStatusCode.OK);

        // And the one that was left out.
        var last = await team.EraseAsync(Asked(), form => form["reference"] = "last-" + Reference);
        Assert.Equal("erased", Assert.Single(last["outcomes"]!.AsArray())!["outcome"]!.GetValue<string>());
        foreach (var recording in ids)
        {
            Assert.Equal("erased", (await uploader.ViewAsync(recording)).Recording().State);
        }

        (await uploader.AnnounceAsync(calls[0].Ticket)).ExpectProblem(HttpStatusCode.Gone);
        foreach (var timer in (string[])["ReconcileRecordings", "ReconcileRequests", "SweepErasures", "SweepInbox"])
        {
            await app.Api.RunTimerAsync(timer);
        }

        return (
            [.. calls.Select(x => x.CallId)],
            [(await team.GetAsync(id, "/certificate")).Text, (
                await team.GetAsync(last["requestId"]!.GetValue<string>(), "/certificate")).Text]);
    }

    static async Task<string> FileAsync(PrivacyTeam team, string reference) =>
        (await team.FileAsync(Form(reference))).Filed().RequestId;

    static JsonObject Form(string reference)
    {
        var form = PrivacyTeam.Erasure(Asked());
        form["identity"] = PrivacyTeam.Verified;
        form["reason"] = Reason;
        form["reference"] = reference;
        return form;
    }

    static JsonArray Asked() =>
    [
        .. new[] { ("phone", Phone), ("email", Email), ("accountId", Account), ("name", Name) }
            .Select(x => (JsonNode)new JsonObject { ["type"] = x.Item1, ["value"] = x.Item2 }),
    ];

    static Sample Call() => Sample.Note("she asked about a bill\n", ticket => ticket["parties"]![1] = new JsonObject
    {
        ["role"] = "caller", ["name"] = Name, ["phone"] = Phone, ["email"] = Email, ["accountId"] = Account,
    });
}
