using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Auditing;

/// <summary>What the audit log holds of what was done and what was refused.</summary>
public sealed class AuditTests(SharedHost host)
{
    const string Tenant = "acme";

    Session Uploader => host.Api.As(Tenant, "Recordings.Upload");

    Session Handler => host.Api.As(Tenant, "Privacy.Handler");

    [Fact]
    public async Task Every_change_is_announced_before_and_closed_after()
    {
        var sample = Sample.Note("the caller rang off\n");
        var answer = (await Uploader.AnnounceAsync(sample.Ticket)).Expect(HttpStatusCode.Created).Json;
        await host.Api.UploadAsync(
            answer, new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["note.txt"] = "the caller rang up!\n"u8.ToArray() });
        var id = answer["recordingId"]!.GetValue<string>();
        await Uploader.WaitForAsync(id, "quarantined");
        (await Handler.CorrectAsync(id, new JsonObject { ["reason"] = "x", ["language"] = "de" })).Expect(HttpStatusCode.OK);
        (await Handler.DecideAsync(id, "release", "x")).Expect(HttpStatusCode.OK);
        (await host.Api.As(Tenant, "Recordings.Read").FileAsync(id, "note.txt")).Expect(HttpStatusCode.OK);

        foreach (var change in (string[])["recording.announced", "recording.sealed", "recording.corrected", "quarantine.release"])
        {
            await Api.EventuallyAsync(
                async () => (await LinesAsync(id, change)).Select(x => x.Text("phase")).Distinct(StringComparer.Ordinal)
                    .SequenceEqual(["intent", "done"]),
                $"{change} is announced and closed");
            Assert.All(await LinesAsync(id, change), x => Assert.Equal("success", x.Text("outcome")));
        }

        Assert.Equal("single", (await LinesAsync(id, "recording.taken"))[0].Text("phase"));
        var read = Assert.Single(await LinesAsync(id, "recording.contentRead"), x => x.Text("resource") == $"recordings/{id}/files/0");
        Assert.Equal("quality", read["details"]!["purpose"]!.GetValue<string>());
    }

    [Fact]
    public async Task Reads_of_content_are_one_entry_a_quarter_of_an_hour()
    {
        var sample = Sample.Note();
        var done = await Uploader.SealAsync(sample.Ticket, sample.Files);
        var reader = host.Api.As(Tenant, "Recordings.Read");

        for (var i = 0; i < 5; i++)
        {
            (await reader.FileAsync(done.Id, "note.txt", ("Range", $"bytes={i}-{i}"))).Expect(HttpStatusCode.PartialContent);
        }

        var reads = await LinesAsync(done.Id, "recording.contentRead");
        Assert.InRange(reads.Count, 1, 2);
        Assert.Equal(reads.Count, reads.Select(x => x.Text("operation")).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Refused_attempts_are_there_with_and_without_a_recording_in_the_route()
    {
        var id = Guid.CreateVersion7().ToString("D");
        var reader = host.Api.As(Tenant, "Recordings.Read");
        (await reader.MetadataAsync(id)).ExpectProblem(HttpStatusCode.Forbidden);
        (await reader.SendAsync(HttpMethod.Get, "/settings")).ExpectProblem(HttpStatusCode.Forbidden);
        (await reader.On("globex").ViewAsync(id)).ExpectProblem(HttpStatusCode.Forbidden);
        (await host.Api.With("initech", "nonsense").ViewAsync(id)).ExpectProblem(HttpStatusCode.Unauthorized);

        var own = await AuditLines.ReadAsync(host.App, Tenant);
        Assert.Contains(own, x => IsRefusal(x, $"recordings/{id}", "GET /api/tenants/{tenant}/recordings/{recordingId}/metadata", "role"));
        Assert.Contains(own, x => IsRefusal(x, "functions/ReadSettings", "GET /api/tenants/{tenant}/settings", "role"));
        Assert.Contains(own, x => IsRefusal(x, $"recordings/{id}", "GET /api/tenants/{tenant}/recordings/{recordingId}", "tenant"));
        var stranger = Assert.Single(await AuditLines.OfAsync(host.App, "initech", id));
        Assert.Equal("anonymous", stranger.Text("principal"));
        Assert.Equal("token.malformed", stranger["details"]!["reason"]!.GetValue<string>());

        // What was refused to a stranger is in the stranger's own tenant's log, not in that of the tenant that was tried.
        Assert.Empty(await AuditLines.OfAsync(host.App, "globex", id));
    }

    [Fact]
    public async Task Settings_leave_their_version_and_fields()
    {
        var admin = host.Api.As("globex", "Tenant.Admin");
        var settings = (await admin.SendAsync(HttpMethod.Get, "/settings")).Expect(HttpStatusCode.OK);
        var wanted = settings.Json.AsObject().With("holidays", $"[\"2027-01-0{1 + Random.Shared.Next(9)}\"]");
        (await admin.SendAsync(HttpMethod.Put, "/settings", wanted, ("If-Match", "*"))).Expect(HttpStatusCode.OK);

        var lines = (await AuditLines.ReadAsync(host.App, "globex")).Where(x => x.Text("event") == "settings.changed").ToList();
        Assert.Equal(["done", "intent"], lines.Select(x => x.Text("phase")).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.All(lines, x => Assert.Equal("holidays", x["details"]!["fields0"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Ids_are_deterministic_and_nobody_is_named()
    {
        var sample = Sample.Call("plain");
        var done = await Uploader.SealAsync(sample.Ticket, sample.Files);

        var lines = await AuditLines.ReadAsync(host.App, Tenant);

        Assert.NotEmpty(lines);
        foreach (var line in lines)
        {
            Assert.Matches("^(p-[0-9a-f]{32}|system|anonymous)$", line.Text("principal"));
            Assert.Matches("^(intent|done|single)$", line.Text("phase"));
            Assert.EndsWith("Z", line.Text("at"), StringComparison.Ordinal);
            Assert.Equal(IdOf(line), line.Text("id"));
        }

        var all = string.Join('\n', lines.Select(x => x.ToJsonString()));
        foreach (var text in (string[])[sample.CallId, "Amelia", "Okafor", "7700900000", "AC-100000", "Whitfield", "media.wav"])
        {
            Assert.DoesNotContain(text, all, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Contains(done.Id, all, StringComparison.Ordinal);
    }

    async Task<IReadOnlyList<JsonObject>> LinesAsync(string id, string @event) =>
        [.. (await AuditLines.OfAsync(host.App, Tenant, id)).Where(x => x.Text("event") == @event)];

    static bool IsRefusal(JsonObject line, string resource, string origin, string reason) =>
        line.Text("event") == "access.refused"
        && line.Text("outcome") == "refused"
        && line.Text("resource") == resource
        && line.Text("origin") == origin
        && line["details"]!["reason"]!.GetValue<string>() == reason;

    /// <summary>The first 16 bytes of SHA-256 over tenant, event, operation and phase, each behind its length.</summary>
    static string IdOf(JsonObject line)
    {
        var hashed = new List<byte>();
        foreach (var part in (string[])[Tenant, line.Text("event"), line.Text("operation"), line.Text("phase")])
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, Encoding.UTF8.GetByteCount(part));
            hashed.AddRange([.. length, .. Encoding.UTF8.GetBytes(part)]);
        }

        return Convert.ToHexStringLower(SHA256.HashData([.. hashed]))[..32];
    }
}
