using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Tickets;

/// <summary>Bad input of a ticket: 400 that names the field and repeats nothing of it.</summary>
public sealed class FieldRuleTests(SharedHost host)
{
    static readonly string Long = new('x', 129);

    public static TheoryData<string, string?, string> Faults => new()
    {
        { "callId", null, "callId" },
        { "callId", "null", "callId" },
        { "callId", "7", "callId" },
        { "callId", "\"\"", "callId" },
        { "callId", "\"with space\"", "callId" },
        { "callId", "\"with/slash\"", "callId" },
        { "callId", $"\"{Long}\"", "callId" },
        { "callId", "\"call-07700900123\"", "callId" },
        { "callId", "\"4111111111111111\"", "callId" },
        { "callId", "\"4111-1111.1111_1111\"", "callId" },
        { "callId", "\"call-of-ingrid.vestergaard\"", "callId" },
        { "callId", "\"x-KD-889977-x\"", "callId" },
        { "startedAt", null, "startedAt" },
        { "startedAt", "\"yesterday\"", "startedAt" },
        { "startedAt", "\"2026-03-02\"", "startedAt" },
        { "startedAt", "\"2026-03-02T09:15:00\"", "startedAt" },
        { "startedAt", "\"2999-01-01T00:00:00Z\"", "startedAt" },
        { "endedAt", "\"2026-03-02T09:14:59Z\"", "endedAt" },
        { "durationSeconds", "-1", "durationSeconds" },
        { "durationSeconds", "\"40\"", "durationSeconds" },
        { "direction", "\"sideways\"", "direction" },
        { "direction", "\"INBOUND\"", "direction" },
        { "language", "\"the queen's\"", "language" },
        { "queue", "\"call 020 7946 0958\"", "queue" },
        { "queue", "\"ingrid vestergaard\"", "queue" },
        { "queue", "\"5500005555555559\"", "queue" },
        { "parties", null, "parties" },
        { "parties", "[]", "parties" },
        { "parties", "{}", "parties" },
        { "parties[0].id", null, "parties" },
        { "parties[0].role", "\"boss\"", "parties[0].role" },
        { "parties[0].role", null, "parties[0].role" },
        { "parties[0].channel", "-1", "parties[0].channel" },
        { "parties[0].channel", "1.5", "parties[0].channel" },
        { "parties[1].phone", "\"abc\"", "parties[1].phone" },
        { "parties[1].email", "\"nobody\"", "parties[1].email" },
        { "parties[1].dateOfBirth", "\"1.2.1990\"", "parties[1].dateOfBirth" },
        { "parties[1].unknown", "\"yes\"", "parties[1].unknown" },
        { "parties[1].nickname", "\"Inga\"", "parties[1].nickname" },
        { "purposes", null, "purposes" },
        { "purposes", "[]", "purposes" },
        { "purposes[0].purpose", null, "purposes[0].purpose" },
        { "purposes[0].basis", "\"because\"", "purposes[0].basis" },
        { "purposes[0].retainUntil", "\"2020-01-01T00:00:00Z\"", "purposes[0].retainUntil" },
        { "purposes[0].retainUntil", "\"next year\"", "purposes[0].retainUntil" },
        { "pauseWindows[0].start", "-1", "pauseWindows[0].start" },
        { "pauseWindows[0].end", "1", "pauseWindows[0].end" },
        { "pauseWindows[0].end", "4000", "pauseWindows[0].end" },
        { "pauseWindows[0].trigger", "\"magic\"", "pauseWindows[0].trigger" },
        { "pauseWindows[0].channels", "[\"smell\"]", "pauseWindows[0].channels[0]" },
        { "media.sampleRate", "0", "media.sampleRate" },
        { "media.channels", "\"agent\"", "media.channels" },
        { "custom", "{\"key\":7}", "custom.key" },
        { "files", null, "files" },
        { "files", "[]", "files" },
        { "files[0].name", "\"a b.txt\"", "files[0].name" },
        { "files[0].name", "\"../up.txt\"", "files[0].name" },
        { "files[0].name", "\"call-07700900123.txt\"", "files[0].name" },
        { "files[0].name", "\"4111111111111111.txt\"", "files[0].name" },
        { "files[0].name", "\"ingrid_vestergaard.txt\"", "files[0].name" },
        { "files[0].name", $"\"{Long}\"", "files[0].name" },
        { "files[0].contentType", "\"image/png\"", "files[0].contentType" },
        { "files[0].contentType", null, "files[0].contentType" },
        { "files[0].size", "-1", "files[0].size" },
        { "files[0].size", "1.5", "files[0].size" },
        { "files[0].size", null, "files[0].size" },
        { "files[0].sha256", "\"abc\"", "files[0].sha256" },
        { "files[0].encrypted", "\"yes\"", "files[0].encrypted" },
        { "surname", "\"Vestergaard\"", "surname" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_names_its_field_and_repeats_nothing(string path, string? json, string fields)
    {
        var answer = await host.Api.As("acme", "Recordings.Upload").AnnounceAsync(Complete().With(path, json));

        Assert.Equal(fields, string.Join(' ', answer.ExpectProblem(HttpStatusCode.BadRequest).Order(StringComparer.Ordinal)));
        AssertSilent(answer, json);
    }

    [Fact]
    public async Task A_ticket_that_breaks_no_rule_is_accepted() =>
        (await host.Api.As("acme", "Recordings.Upload").AnnounceAsync(Complete())).Expect(HttpStatusCode.Created);

    [Fact]
    public async Task Every_fault_is_named_at_once()
    {
        var ticket = Complete().With("callId", null).With("startedAt", "\"soon\"").With("parties[1].phone", "\"x\"")
            .With("files[0].size", "-5");

        var fields = (await host.Api.As("acme", "Recordings.Upload").AnnounceAsync(ticket)).ExpectProblem(HttpStatusCode.BadRequest);

        Assert.Equal(["callId", "files[0].size", "parties[1].phone", "startedAt"], fields.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_caller_needs_an_identity_or_is_said_to_be_unknown()
    {
        var uploader = host.Api.As("acme", "Recordings.Upload");
        var anonymous = """{"role":"caller","channel":1}""";
        Assert.Equal(["parties"], (await uploader.AnnounceAsync(Complete().With("parties[1]", anonymous)))
            .ExpectProblem(HttpStatusCode.BadRequest));

        foreach (var enough in (string[])["\"phone\":\"+447700900123\"", "\"email\":\"a@example.org\"", "\"accountId\":\"Q-1\"",
            "\"unknown\":true"])
        {
            var caller = $$"""{"role":"caller",{{enough}}}""";
            (await uploader.AnnounceAsync(Complete().With("parties[1]", caller))).Expect(HttpStatusCode.Created);
        }
    }

    [Fact]
    public async Task An_unknown_field_that_is_itself_personal_is_not_repeated()
    {
        var ticket = Complete();
        ticket["+44 7700 900123 Ingrid"] = "x";

        var answer = await host.Api.As("acme", "Recordings.Upload").AnnounceAsync(ticket);

        Assert.Single(answer.ExpectProblem(HttpStatusCode.BadRequest));
        Assert.DoesNotContain("900123", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Ingrid", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, HttpStatusCode.Created)]
    [InlineData(65, HttpStatusCode.BadRequest)]
    public async Task Custom_holds_64_pairs_at_most(int pairs, HttpStatusCode status)
    {
        var ticket = Complete();
        ticket["custom"] = new JsonObject(Enumerable.Range(0, pairs).Select(x => KeyValuePair.Create($"k{x}", (JsonNode?)"v")));

        var answer = (await host.Api.As("acme", "Recordings.Upload").AnnounceAsync(ticket)).Expect(status);

        Assert.True(status == HttpStatusCode.Created || answer.ExpectProblem(status) is ["custom"], answer.Text);
    }

    [Theory]
    [InlineData(32, HttpStatusCode.Created)]
    [InlineData(33, HttpStatusCode.BadRequest)]
    public async Task A_ticket_has_32_files_at_most(int files, HttpStatusCode status)
    {
        var ticket = Complete();
        ticket["files"] = new JsonArray(
            [.. Enumerable.Range(0, files).Select(x => (JsonNode)Sample.Announced($"f{x}.txt", "text/plain", []))]);

        var answer = (await host.Api.As("acme", "Recordings.Upload").AnnounceAsync(ticket)).Expect(status);

        Assert.True(status == HttpStatusCode.Created || answer.ExpectProblem(status) is ["files"], answer.Text);
    }

    [Fact]
    public async Task Names_of_files_differ_and_media_are_not_empty()
    {
        var uploader = host.Api.As("acme", "Recordings.Upload");
        var twice = Complete();
        twice["files"]!.AsArray().Add((JsonNode)Sample.Announced("NOTE.txt", "text/plain", []));
        Assert.Equal(["files[1].name"], (await uploader.AnnounceAsync(twice)).ExpectProblem(HttpStatusCode.BadRequest));

        var empty = Complete();
        empty["files"]!.AsArray().Add((JsonNode)Sample.Announced("media.wav", "audio/wav", []));
        Assert.Equal(["files[1].size"], (await uploader.AnnounceAsync(empty)).ExpectProblem(HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData("DSR-2026-000123")]
    [InlineData("20260302-091500.~_")]
    [InlineData("0f21ddb6-6cad-4a26-8d11-6ece1738f7d9")]
    [InlineData("1772442900.17")]
    public async Task Ids_that_machines_make_are_taken(string prefix)
    {
        var callId = $"{Sample.NewCallId()}-{prefix}";
        (await host.Api.As("acme", "Recordings.Upload").AnnounceAsync(Complete().With("callId", $"\"{callId}\"")))
            .Expect(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("{", "body")]
    [InlineData("[]", "body")]
    [InlineData("{\"callId\":\"a\",\"callId\":\"b\"}", "callId")]
    public async Task What_is_no_ticket_is_400(string body, string field)
    {
        var token = await host.Api.TokenAsync("acme", ["Recordings.Upload"]);
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/tenants/acme/recordings")
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };

        Assert.Contains(field, (await host.Api.SendAsync(request, token)).ExpectProblem(HttpStatusCode.BadRequest));
    }

    static void AssertSilent(Answer answer, string? json)
    {
        var value = json?.Trim('"', '[', ']', '{', '}');
        if (value?.Length > 5 && !double.TryParse(value, CultureInfo.InvariantCulture, out _))
        {
            Assert.DoesNotContain(value, answer.Json["errors"]!.ToJsonString(), StringComparison.Ordinal);
        }

        // A trace id is random: any digits may be in it.
        var told = answer.Json.AsObject();
        told.Remove("traceId");
        foreach (var identity in (string[])["Vestergaard", "889977", "0900123", "4111", "55555"])
        {
            Assert.DoesNotContain(identity, told.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>A ticket in which every field is filled.</summary>
    static JsonObject Complete() => JsonNode.Parse($$"""
        {"callId":"{{Sample.NewCallId()}}","startedAt":"2026-03-02T09:15:00Z","endedAt":"2026-03-02T09:16:00Z","durationSeconds":60.0,
        "direction":"inbound","language":"en-GB","queue":"billing",
        "parties":[{"role":"agent","channel":0,"id":"agent-7","name":"Tom Bell"},
          {"role":"caller","channel":1,"name":"Ingrid Vestergaard","phone":"+44 7700 900123","email":"ingrid.vestergaard@example.org",
           "accountId":"KD-889977","dateOfBirth":"1971-04-30","unknown":false},
          {"role":"supervisor"},{"role":"interpreter"},{"role":"thirdParty"}],
        "purposes":[{"purpose":"quality","basis":"consent","noticeVersion":"2026-01","evidence":"spoken, turn 2",
          "retainUntil":"2026-09-01T00:00:00Z","retainAtLeastUntil":"2026-06-01T00:00:00Z"}],
        "pauseWindows":[{"start":12.5,"end":31.0,"trigger":"manual","channels":["audio","screen","keystrokes"]}],
        "media":{"encoding":"pcm","sampleRate":8000,"channels":["agent","caller"]},"custom":{"key":"value"},
        "files":[{"name":"note.txt","contentType":"text/plain","size":20,"encrypted":false,
          "sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]}
        """)!.AsObject();
}
