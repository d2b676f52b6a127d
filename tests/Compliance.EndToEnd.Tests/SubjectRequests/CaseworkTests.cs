using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>Those who work a request see whom it is about, and nobody else does.</summary>
public sealed class CaseworkTests(SharedHost host)
{
    readonly PrivacyTeam team = new(host.Api, "acme");

    [Fact]
    public async Task Card_data_in_what_people_write_is_not_kept()
    {
        const string Card = "4539578763621486";
        var form = PrivacyTeam.Erasure(new Person().By("phone"));
        form["reason"] = $"Please forget my card {Card}.";
        var id = (await team.FileAsync(form)).Filed().RequestId;
        var handler = host.Api.As("acme", "Privacy.Handler");
        (await handler.SendAsync(HttpMethod.Post, $"/requests/{id}/notes", new JsonObject { ["text"] = $"The caller read {Card} to us." }))
            .Expect(HttpStatusCode.NoContent);

        var subject = (await handler.SendAsync(HttpMethod.Get, $"/requests/{id}/subject")).Expect(HttpStatusCode.OK).Text;

        Assert.DoesNotContain(Card, subject, StringComparison.Ordinal);
        Assert.Contains("Please forget my card", subject, StringComparison.Ordinal);
        Assert.Contains("The caller read", subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_or_a_name_with_card_data_is_refused()
    {
        const string Card = "4539578763621486";
        var id = await FileAsync();
        var words = $"My card is {Card}, thank you.\n";
        foreach (var (type, content) in ((string, byte[])[])
        [
            ("text/plain", Encoding.UTF8.GetBytes(words)),
            ("application/octet-stream", Encoding.UTF8.GetBytes(words)),
            ("application/json", Encoding.UTF8.GetBytes($"{{\"card\":\"{Card}\"}}")),
            ("text/csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(words)]),
            ("text/plain", [.. Encoding.Latin1.GetBytes($"für {words}")]),
        ])
        {
            Assert.Equal(["content"], (await AttachAsync(id, "letter", type, content)).ExpectProblem(HttpStatusCode.BadRequest));
        }

        Assert.Equal(
            ["name"], (await AttachAsync(id, $"{Card}.pdf", "application/pdf", [1])).ExpectProblem(HttpStatusCode.BadRequest));
        (await AttachAsync(id, "letter", "text/plain", "My account is 12, thank you."u8.ToArray())).Expect(HttpStatusCode.OK);

        var form = PrivacyTeam.Erasure(new Person().By("phone"));
        form["identities"]!.AsArray().Add(new JsonObject { ["type"] = "name", ["value"] = $"Ann {Card}" });
        var mandate = new JsonObject { ["kind"] = "powerOfAttorney", ["note"] = $"It names {Card}." };
        form["onBehalf"] = new JsonObject { ["capacity"] = "lawyer", ["name"] = Card, ["contact"] = $"Box {Card}", ["mandate"] = mandate };
        Assert.Equal(
            ["identities[1].value", "onBehalf.contact", "onBehalf.name"],
            (await team.FileAsync(form)).ExpectProblem(HttpStatusCode.BadRequest));
        form["identities"]!.AsArray().RemoveAt(1);
        (form["onBehalf"]!["name"], form["onBehalf"]!["contact"]) = ("Ann Lawyer", null);
        var behalf = (await team.FileAsync(form)).Filed().RequestId;
        var subject = await SubjectAsync(behalf);
        Assert.DoesNotContain(Card, subject.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("It names", subject.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_reason_why_one_recording_is_left_out_holds_no_card_data()
    {
        const string Card = "4539578763621486";
        var person = new Person();
        var call = person.Call();
        var recording = (await host.Api.As("acme", "Recordings.Upload").SealAsync(call.Ticket, call.Files)).Id;
        var desk = new RightsDesk(host.Api, "acme");
        var id = await desk.FileAsync("erasure", person.By("accountId", "phone"));
        await desk.IdentifyAsync(id);
        await desk.DecideAsync(id, "partial", x => x["exclude"] = new JsonArray(
            new JsonObject { ["recordingId"] = recording, ["reason"] = $"17(3)(e): the card {Card} is in dispute." }));
        var letter = (await team.GetAsync(id, "/answer", ("Accept", "text/plain"))).Expect(HttpStatusCode.OK).Text.ReplaceLineEndings(" ");
        Assert.Contains("is in dispute", letter, StringComparison.Ordinal);
        Assert.DoesNotContain("1486", letter, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handlers_approvers_and_the_officer_read_whom_it_is_about_and_the_read_is_in_the_log()
    {
        var person = new Person();
        var form = PrivacyTeam.Erasure(person.By("phone", "name"));
        form["reason"] = "I no longer want to be recorded.";
        var id = (await team.FileAsync(form)).Filed().RequestId;
        foreach (var role in (string[])["Privacy.Handler", "Privacy.Approver", "Privacy.Officer"])
        {
            var session = host.Api.With("acme", () => host.Api.TokenAsync("acme", [role], subject: $"reads-{role}"));
            var subject = (await session.SendAsync(HttpMethod.Get, $"/requests/{id}/subject")).Expect(HttpStatusCode.OK).Json;
            Assert.Equal(form["identities"]!.ToJsonString(), subject["identities"]!.ToJsonString());
            Assert.Equal(
                (form["reason"]!.GetValue<string>(), form["reference"]!.GetValue<string>()),
                (subject["reason"]!.GetValue<string>(), subject["reference"]!.GetValue<string>()));
        }

        foreach (var role in (string[])["Privacy.Intake", "Audit.Read", "Recordings.Read", "Tenant.Admin"])
        {
            (await host.Api.As("acme", role).SendAsync(HttpMethod.Get, $"/requests/{id}/subject")).ExpectProblem(HttpStatusCode.Forbidden);
        }

        var reads = (await AuditLines.ReadAsync(host.App, "acme")).Where(x => x.Text("event") == "request.read"
            && x.Text("resource") == $"requests/{id}" && x.Text("operation").Contains("subject", StringComparison.Ordinal));
        Assert.Equal(3, reads.Select(x => x.Text("principal")).Distinct().Count());
        foreach (var trace in (string[])[.. person.Traces, "no longer want"])
        {
            Assert.DoesNotContain(trace, (await team.GetAsync(id)).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Attachments_come_back_as_they_were_and_at_most_ten_of_ten_mebibytes_are_taken()
    {
        var id = await FileAsync();
        var large = new byte[10 << 20];
        Random.Shared.NextBytes(large);

        // By chance, words and digits would now and then look like a card's code.
        large = Array.ConvertAll(large, x => (byte)(x | 0x80));
        var attached = (await AttachAsync(id, "scan of <passport>.html", "text/html", large)).Expect(HttpStatusCode.OK).Json;
        var again = (await AttachAsync(id, "scan of <passport>.html", "text/html", large)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(attached.ToJsonString(), again.ToJsonString());
        var read = (await team.GetAsync(id, $"/attachments/{attached["attachmentId"]}")).Expect(HttpStatusCode.OK);
        Assert.Equal(large, read.Body);
        Assert.Equal(("application/octet-stream", "nosniff"), (read.Header("Content-Type"), read.Header("X-Content-Type-Options")));
        var listed = Assert.Single((await SubjectAsync(id))["attachments"]!.AsArray())!;
        Assert.Equal("scan of <passport>.html", listed["name"]!.GetValue<string>());
        Assert.Equal("text/html", listed["contentType"]!.GetValue<string>());

        (await AttachAsync(id, "more.bin", "application/pdf", [.. large, 1])).ExpectProblem(HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal(
            ["content", "contentType", "name"], (await AttachAsync(id, "", "html", [])).ExpectProblem(HttpStatusCode.BadRequest));
        (await team.GetAsync(id, $"/attachments/{Guid.NewGuid()}")).ExpectProblem(HttpStatusCode.NotFound);
        (await team.GetAsync(await FileAsync(), $"/attachments/{attached["attachmentId"]}")).ExpectProblem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Intake_attaches_to_what_it_filed_and_to_nothing_else()
    {
        Session Intake(string who) => host.Api.With("acme", () => host.Api.TokenAsync("acme", ["Privacy.Intake"], subject: who));
        var form = PrivacyTeam.Erasure(new Person().By("phone"));
        var id = (await Intake("front-1").SendAsync(HttpMethod.Post, "/requests", form)).Filed().RequestId;
        var letter = new JsonObject { ["name"] = "letter.txt", ["contentType"] = "text/plain", ["content"] = "SGVsbG8=" };
        (await Intake("front-1").SendAsync(HttpMethod.Post, $"/requests/{id}/attachments", letter)).Expect(HttpStatusCode.OK);
        (await Intake("front-2").SendAsync(HttpMethod.Post, $"/requests/{id}/attachments", letter)).ExpectProblem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Notes_are_kept_with_their_author_and_appear_nowhere_else()
    {
        var id = await FileAsync();
        var note = new JsonObject { ["text"] = "Sounds like her brother; call back on the other number." };
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
            (await team.Session.SendAsync(HttpMethod.Post, $"/requests/{id}/notes", note)).Expect(HttpStatusCode.NoContent)));
        var notes = (await SubjectAsync(id))["notes"]!.AsArray();
        Assert.Equal(4, notes.Count);
        Assert.All(notes, x => Assert.StartsWith("p-", x!["by"]!.GetValue<string>(), StringComparison.Ordinal));
        Assert.DoesNotContain("brother", (await team.GetAsync(id)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_are_found_by_reference_and_assignee_and_sorted_by_due_date()
    {
        var assignee = $"team-{Guid.NewGuid().ToString("N")[..8]}x";
        var (late, soon, middle) = (await FileAsync("2026-11-25"), await FileAsync("2026-11-05"), await FileAsync("2026-11-15"));
        foreach (var id in (string[])[late, soon, middle])
        {
            (await team.Session.SendAsync(HttpMethod.Put, $"/requests/{id}/assignee", new JsonObject { ["assignee"] = assignee }))
                .Expect(HttpStatusCode.OK);
        }

        Assert.Equal([late, soon, middle], await ListAsync($"assignee={assignee}"));
        Assert.Equal([soon, middle, late], await ListAsync($"assignee={assignee}&sort=dueAt"));
        Assert.Equal([soon, middle, late], await ListAsync($"assignee={assignee}&sort=dueAt&limit=1"));
        var reference = (await SubjectAsync(middle))["reference"]!.GetValue<string>();
        Assert.Equal([middle], await ListAsync($"reference={reference}"));
        Assert.Empty(await ListAsync($"reference={reference}&state=completed"));
        Assert.Empty(await ListAsync($"reference=none-{Guid.NewGuid():N}"));

        Assert.Equal(["assignee"], (await team.Session.SendAsync(HttpMethod.Put, $"/requests/{late}/assignee",
            new JsonObject { ["assignee"] = "anna@example.org" })).ExpectProblem(HttpStatusCode.BadRequest));
        (await team.Session.SendAsync(HttpMethod.Put, $"/requests/{late}/assignee", new JsonObject { ["assignee"] = null }))
            .Expect(HttpStatusCode.OK);
        Assert.Equal([soon, middle], await ListAsync($"assignee={assignee}"));
    }

    async Task<IReadOnlyList<string>> ListAsync(string query)
    {
        var (found, continuation) = (new List<string>(), "");
        do
        {
            var page = (await team.Session.SendAsync(HttpMethod.Get, $"/requests?{query}{continuation}")).Expect(HttpStatusCode.OK).Json;
            found.AddRange(page["items"]!.AsArray().Select(x => x!["requestId"]!.GetValue<string>()));
            continuation = page["continuation"] is { } more ? $"&continuation={Uri.EscapeDataString(more.GetValue<string>())}" : "";
        }
        while (continuation.Length > 0);

        return found;
    }

    async Task<string> FileAsync(string received = "2026-11-20")
    {
        var form = PrivacyTeam.Erasure(new Person().By("accountId"));
        form["receivedAt"] = $"{received}T09:00:00Z";
        return (await team.FileAsync(form)).Filed().RequestId;
    }

    async Task<JsonNode> SubjectAsync(string id) => (await team.GetAsync(id, "/subject")).Expect(HttpStatusCode.OK).Json;

    Task<Answer> AttachAsync(string id, string name, string contentType, byte[] content) => team.Session.SendAsync(
        HttpMethod.Post,
        $"/requests/{id}/attachments",
        new JsonObject { ["name"] = name, ["contentType"] = contentType, ["content"] = Convert.ToBase64String(content) });
}
