using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Privacy;

/// <summary>After a full flow, and while one waits, nobody who was named can be found in anything that is kept, logged or traced.</summary>
public sealed class NothingInClearTests
{
    const string Caller = "Ottoline Ferncastle";
    const string Corrected = "Ottoline Hawksworth";
    const string Agent = "Barnaby Quillfeather";
    const string AgentId = "quillfeather-b7";
    const string Email = "ottoline.f@ferncastle.example";
    const string Account = "KUNDE-QX-771204";
    const string Born = "1958-11-23";
    const string Custom = "Marrowbone Cottage";
    const string CustomKey = "cottageName";
    const string Evidence = "said so to Barnaby at noon";
    const string Reason = "her neighbour Perpetua rang";
    const string Subject = "oid-of-cornelius-0815";
    const string TokenName = "Cornelius Applethwaite";
    const string Content = "and then Clementine Thistlewood told me her secret";

    static readonly string[] Identities =
    [
        Caller, Corrected, Agent, AgentId, Email, "ottoline.f", Account, "QX-771204", Born, Custom, CustomKey, Evidence, Reason, Subject,
            TokenName,
        "Ferncastle", "Hawksworth", "Quillfeather", "Ottoline", "Barnaby", "Perpetua", "Cornelius", "Applethwaite", "Marrowbone",
        "+447700900765", "00447700900765", "07700900765", "7700900765", "7700 900765", "07700 900 765", "+44 (0)7700 900 765",
            "447700-900765",
    ];

    [Fact]
    public async Task After_a_full_flow_nobody_is_found_anywhere()
    {
        using var traces = new CapturedTraces();
        await using var app = await AppHost.StartAsync(Api.Cancellation);
        var callIds = await LiveAsync(app);
        var metadata = new Needles([.. Identities, .. callIds]);
        var everything = new Needles([.. Identities, .. callIds, "Clementine", "Thistlewood"]);

        var found = new List<string>();
        var blobs = await BlobsAsync(app);
        Assert.True(blobs.Count > 50, $"{blobs.Count} blobs");
        found.AddRange(blobs.SelectMany(x => everything.In(x.Bytes).Select(y => $"blob {x.Where}: {y}")));

        // The emulator keeps what was deleted until it tidies up, uploads too: contents of uploaded files are left out here.
        var files = Directory.EnumerateFiles(app.DataFolder, "*", SearchOption.AllDirectories).ToList();
        Assert.Contains(files, x => x.EndsWith("durable.db", StringComparison.Ordinal));
        Assert.Contains(files, x => x.EndsWith("host.db", StringComparison.Ordinal));
        foreach (var file in files)
        {
            found.AddRange(metadata.In(Encoding.UTF8.GetBytes(file)).Select(x => $"name of {file}: {x}"));
            if (await ReadAsync(file) is { } bytes)
            {
                found.AddRange(metadata.In(bytes).Select(x => $"file {Path.GetRelativePath(app.DataFolder, file)}: {x}"));
            }
        }

        foreach (var file in files.Where(
            x => x.Contains(".db", StringComparison.Ordinal) && !x.Contains("azurite", StringComparison.Ordinal)))
        {
            found.AddRange(everything.In(await ReadAsync(file) ?? []).Select(x => $"database {Path.GetFileName(file)}: {x}"));
        }

        Assert.NotEmpty(app.Logs.Lines);
        found.AddRange(app.Logs.Lines.SelectMany(x => everything.In(Encoding.UTF8.GetBytes(x)).Select(y => $"log {x}: {y}")));
        Assert.NotEmpty(traces.Spans);
        found.AddRange(traces.Spans.SelectMany(x => everything.In(Encoding.UTF8.GetBytes(x)).Select(y => $"trace {x}: {y}")));

        Assert.True(found.Count == 0, string.Join('\n', found.Distinct(StringComparer.Ordinal).Take(40)));
    }

    /// <summary>Everything that can be done so far, failures included.</summary>
    /// <returns>The calls' ids.</returns>
    static async Task<IReadOnlyList<string>> LiveAsync(AppHost app)
    {
        var everybody = await app.Api.TokenAsync(
            "acme", ["Recordings.Upload", "Recordings.Read", "Privacy.Handler", "Tenant.Admin"], ["*"], Subject, TokenName);
        var session = app.Api.With("acme", everybody);

        var sealed1 = Named();
        var one = await session.SealAsync(sealed1.Ticket, sealed1.Files);
        (await session.AnnounceAsync(sealed1.Ticket)).Expect(HttpStatusCode.OK);
        (await session.AnnounceAsync(sealed1.Ticket.With("queue", "\"sales\""))).ExpectProblem(HttpStatusCode.Conflict);
        (await session.AnnounceAsync(
            sealed1.Ticket.With("callId", "\"ottoline-ferncastle\"").With("files[0].name", "\"07700900765.txt\"").With(Caller, "1")))
            .ExpectProblem(HttpStatusCode.BadRequest);
        (await session.ViewAsync(one.Id)).Expect(HttpStatusCode.OK);
        Assert.Contains("Clementine", (await session.FileAsync(one.Id, "note.txt")).Expect(HttpStatusCode.OK)
            .Text, StringComparison.Ordinal);
        (await session.SearchAsync(new JsonObject { ["callId"] = sealed1.CallId })).Expect(HttpStatusCode.OK);
        Assert.NotEmpty((await session.SearchAsync(new JsonObject { ["agentId"] = AgentId })).Expect(HttpStatusCode.OK)
            .Json["items"]!.AsArray());
        (await session.MetadataAsync(one.Id)).Expect(HttpStatusCode.OK);
        var parties = sealed1.Ticket["parties"]!.DeepClone();
        parties[1]!["name"] = Corrected;
        (await session.CorrectAsync(one.Id, new JsonObject { ["reason"] = Reason, ["parties"] = parties })).Expect(HttpStatusCode.OK);
        (await session.CorrectAsync(one.Id, new JsonObject { ["reason"] = Reason, ["queue"] = Corrected }))
            .ExpectProblem(HttpStatusCode.BadRequest);

        var late = new JsonObject { ["files"] = new JsonArray(
            Sample.Announced("late.txt", "text/plain", Encoding.UTF8.GetBytes(Content))) };
        var announced = (await session.AnnounceLateAsync(one.Id, late)).Expect(HttpStatusCode.Created).Json;
        await app.Api.UploadAsync(
            announced, new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["late.txt"] = Encoding.UTF8.GetBytes(Content) });
        await Api.EventuallyAsync(async () => (await session.ViewAsync(one.Id)).Json["generation"]!.GetValue<int>() == 2, "generation 2");

        // One is quarantined and decided about; one waits for its files.
        var wrong = Named();
        wrong.Ticket["files"]![0]!["sha256"] = new string('0', 64);
        var two = await session.SealAsync(wrong.Ticket, wrong.Files, "quarantined");
        (await session.DecideAsync(two.Id, "release", Reason)).Expect(HttpStatusCode.OK);
        var waiting = Named();
        (await session.AnnounceAsync(waiting.Ticket)).Expect(HttpStatusCode.Created);

        (await session.On("globex").ViewAsync(one.Id)).ExpectProblem(HttpStatusCode.Forbidden);
        (await session.SendAsync(HttpMethod.Get, "/settings")).Expect(HttpStatusCode.OK);
        await app.Api.RunTimerAsync("ReconcileRecordings");
        await app.Api.RunTimerAsync("SweepInbox");
        await Api.EventuallyAsync(async () => (await app.InboxOfAsync("acme", one.Id)).Count + (await app.InboxOfAsync("acme", two.Id))
            .Count == 0, "the inbox is empty");
        return [sealed1.CallId, wrong.CallId, waiting.CallId];
    }

    static Sample Named()
    {
        var sample = Sample.Note(Content, ticket =>
        {
            ticket["queue"] = "billing";
            ticket["parties"] = new JsonArray(
                new JsonObject { ["role"] = "agent", ["channel"] = 0, ["id"] = AgentId, ["name"] = Agent },
                new JsonObject
                {
                    ["role"] = "caller", ["channel"] = 1, ["name"] = Caller, ["phone"] = "+44 (0)7700 900 765", ["email"] = Email,
                    ["accountId"] = Account, ["dateOfBirth"] = Born,
                },
                new JsonObject { ["role"] = "thirdParty", ["phone"] = "07700 900765" });
            ticket["purposes"]![0]!["evidence"] = Evidence;
            ticket["custom"] = new JsonObject { [CustomKey] = Custom };
        });
        return sample;
    }

    /// <summary>Every blob of every account: its name, its metadata and properties, its bytes. Others work on a shared host meanwhile.</summary>
    internal static async Task<IReadOnlyList<(string Where, byte[] Bytes)>> BlobsAsync(AppHost app)
    {
        var all = new List<(string, byte[])>();
        foreach (var account in AppHost.Tenants.SelectMany(x => new[] { x, x + "keys" }).Append("landing"))
        {
            var service = app.Account(account);
            await foreach (var container in service.GetBlobContainersAsync(cancellationToken: Api.Cancellation))
            {
                var client = service.GetBlobContainerClient(container.Name);
                await foreach (
                    var blob in client.GetBlobsAsync(new() { Traits = BlobTraits.All, States = BlobStates.All }, Api.Cancellation))
                {
                    var where = $"{account}/{container.Name}/{blob.Name}";
                    var told = string.Join(' ', [where, blob.Properties.ContentDisposition, blob.Properties.ContentType,
                        .. blob.Metadata.Select(x => $"{x.Key}={x.Value}")]);
                    all.Add((where, Encoding.UTF8.GetBytes(told)));
                    try
                    {
                        all.Add((where, (await client.GetBlobClient(blob.Name).DownloadContentAsync(Api.Cancellation)).Value.Content.ToArray()));
                    }
                    catch (RequestFailedException gone) when (gone.Status == 404)
                    {
                        // It went between the list and the look.
                    }
                }
            }
        }

        return all;
    }

    /// <summary>Null for a file that went while it was looked for. Locks, which nobody else may open, are empty.</summary>
    internal static async Task<byte[]?> ReadAsync(string path)
    {
        try
        {
            if (new FileInfo(path).Length == 0)
            {
                return null;
            }

            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes, Api.Cancellation);
            return bytes.ToArray();
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
