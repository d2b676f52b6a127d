using System.Text;
using System.Text.Json.Nodes;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Recordings;
using static Compliance.Core.Tests.Recordings.Ingest.Tickets.TicketSample;

namespace Compliance.Core.Tests.Recordings.Ingest.Tickets;

public class TicketParserTests
{
    [Fact]
    public void A_full_ticket_is_read()
    {
        Assert.Equal("0f21ddb6-6cad-4a26-8d11-6ece1738f7d9", Ticket.CallId.Value);
        Assert.Equal(CallDirection.Inbound, Ticket.Direction);
        Assert.Equal(new DateOnly(1990, 5, 17), Ticket.Parties[1].DateOfBirth);
        Assert.Equal(LawfulBasis.LegalObligation, Ticket.Purposes[1].Basis);
        Assert.Equal([PauseChannel.Audio, PauseChannel.Screen, PauseChannel.Keystrokes], Ticket.PauseWindows[0].Channels);
        Assert.Equal("plain", Ticket.Custom["scenario"]);
        Assert.Equal(["media.wav", "keystrokes.jsonl"], Ticket.Files.Select(x => x.Name.ToString()), StringComparer.Ordinal);
    }

    [Fact]
    public void The_least_ticket_is_read()
    {
        var ticket = Success(Parser.ParseTicket("""
            {"callId":"call-1","startedAt":"2026-03-02T09:15:00Z",
             "parties":[{"role":"agent","id":"agent-1"},{"role":"caller","unknown":true}],
             "purposes":[{"purpose":"quality","basis":"contract"}],"files":[{"name":"a.txt","contentType":"text/plain","size":0}]}
            """u8.ToArray()));

        Assert.Empty(ticket.PauseWindows);
        Assert.Empty(ticket.Custom);
        Assert.Null(ticket.Media);
    }

    [Theory]
    [InlineData("callId", "\"has space\"")]
    [InlineData("callId", "\"\"")]
    [InlineData("callId", "\"..\"")]
    [InlineData("callId", "\"a/b\"")]
    [InlineData("callId", null)]
    [InlineData("startedAt", null)]
    [InlineData("startedAt", "\"2026-03-02 09:15\"")]
    [InlineData("startedAt", "\"2026-03-03T10:00:01Z\"")]
    [InlineData("startedAt", "\"1899-01-01T00:00:00Z\"")]
    [InlineData("startedAt", "\"0001-01-01T00:00:00Z\"")]
    [InlineData("endedAt", "\"2026-03-02T09:14:59Z\"")]
    [InlineData("durationSeconds", "-1")]
    [InlineData("durationSeconds", "1e9")]
    [InlineData("durationSeconds", "\"1\"")]
    [InlineData("direction", "\"sideways\"")]
    [InlineData("language", "\"english please\"")]
    [InlineData("queue", "\"\"")]
    [InlineData("queue", "\"0123456789012345678901234567890123456789012345678901234567890123X\"")]
    [InlineData("parties", "[]")]
    [InlineData("parties", "[{\"role\":\"agent\",\"id\":\"agent-1\"}]")]
    [InlineData("parties", "[{\"role\":\"caller\",\"unknown\":true}]")]
    [InlineData("parties", "[{\"role\":\"agent\",\"name\":\"Dana\"},{\"role\":\"caller\",\"unknown\":true}]")]
    [InlineData("parties", "[{\"role\":\"agent\",\"id\":\"a\"},{\"role\":\"caller\",\"name\":\"Dana\"}]")]
    [InlineData("parties[0].role", "\"boss\"")]
    [InlineData("parties[0].channel", "-1")]
    [InlineData("parties[0].shoeSize", "43")]
    [InlineData("parties[0].id", "\" \"")]
    [InlineData("parties[1].phone", "\"unknown\"")]
    [InlineData("parties[1].phone", "\"\"")]
    [InlineData("parties[1].email", "\"amelia\"")]
    [InlineData("parties[1].accountId", "\"\"")]
    [InlineData("parties[1].dateOfBirth", "\"17.05.1990\"")]
    [InlineData("parties[1].dateOfBirth", "\"2030-01-01\"")]
    [InlineData("purposes", "[]")]
    [InlineData("purposes[0].purpose", "\"a b\"")]
    [InlineData("purposes[0].basis", "\"because\"")]
    [InlineData("purposes[1].purpose", "\"Quality\"")]
    [InlineData("purposes[1].retainUntil", "\"2026-03-01T00:00:00Z\"")]
    [InlineData("purposes[1].retainAtLeastUntil", "\"2034-01-01T00:00:00Z\"")]
    [InlineData("pauseWindows[0].start", "-0.5")]
    [InlineData("pauseWindows[0].end", "12.5")]
    [InlineData("pauseWindows[0].end", "37.6")]
    [InlineData("pauseWindows[0].end", null)]
    [InlineData("pauseWindows[0].channels", "[]")]
    [InlineData("pauseWindows[0].channels", "[\"audio\",\"audio\"]")]
    [InlineData("pauseWindows[0].channels[0]", "\"smell\"")]
    [InlineData("media.sampleRate", "0")]
    [InlineData("media.channels[0]", "\"\"")]
    [InlineData("custom.key", "7")]
    [InlineData("files", "[]")]
    [InlineData("files", "{}")]
    [InlineData("files[0]", "null")]
    [InlineData("files[0].name", "\"a/b.wav\"")]
    [InlineData("files[0].name", "\"..\"")]
    [InlineData("files[1].name", "\"MEDIA.WAV\"")]
    [InlineData("files[0].contentType", "\"image/png\"")]
    [InlineData("files[0].contentType", "\"audio/*\"")]
    [InlineData("files[0].contentType", "\"audio/\"")]
    [InlineData("files[0].contentType", "\"application/xml\"")]
    [InlineData("files[0].size", "-1")]
    [InlineData("files[0].size", "0")]
    [InlineData("files[0].size", "1.5")]
    [InlineData("files[0].size", "9007199254740993")]
    [InlineData("files[0].size", null)]
    [InlineData("files[0].sha256", "\"abc\"")]
    [InlineData("files[0].encrypted", "\"yes\"")]
    [InlineData("extra", "1")]
    public void A_wrong_field_is_named_alone(string field, string? json)
    {
        var errors = Errors(Parser.ParseTicket(With(field, json)));

        Assert.Equal([field], errors.Keys, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("files[0].contentType", "\"audio/x-wav\"")]
    [InlineData("files[0].contentType", "\"AUDIO/ogg; codecs=opus\"")]
    [InlineData("files[0].contentType", "\"video/mp4; codecs=\\\"avc1.42E01E, mp4a.40.2\\\"\"")]
    [InlineData("files[1].contentType", "\"application/json; charset=utf-8\"")]
    [InlineData("language", "\"zh-Hant-TW\"")]
    [InlineData("startedAt", "\"2026-03-02T10:15:00+01:00\"")]
    [InlineData("endedAt", "\"2026-03-02T09:15:00Z\"")]
    [InlineData("endedAt", "null")]
    [InlineData("queue", "null")]
    [InlineData("pauseWindows[0].end", "37.5")]
    [InlineData("pauseWindows", "[]")]
    [InlineData("custom", "{}")]
    [InlineData("files[0].sha256", "null")]
    public void A_rarer_spelling_passes(string field, string json) => Success(Parser.ParseTicket(With(field, json)));

    [Fact]
    public void Every_fault_is_named_at_once()
    {
        (string Field, string? Json)[] faults =
        [
            ("callId", "\"no spaces please\""), ("startedAt", null), ("queue", "\"07700 900123\""),
            ("parties[1].phone", "\"x\""), ("extra", "1"), ("purposes", "[]"), ("pauseWindows[0].end", "1"), ("files[0].size", "-1"),
            ("files[1].contentType", "\"image/png\""), ("media", "7"),
        ];

        var errors = Errors(Parser.ParseTicket(With(ticket => Array.ForEach(faults, x => Put(ticket, x.Field, x.Json)))));

        Assert.Equal(faults.Select(x => x.Field).Order(StringComparer.Ordinal), errors.Keys, StringComparer.Ordinal);
    }

    [Fact]
    public void An_empty_object_misses_everything_that_is_required()
    {
        var errors = Errors(Parser.ParseTicket("{}"u8.ToArray()));

        Assert.Equal(["callId", "files", "parties", "purposes", "startedAt"], errors.Keys, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"callId\":")]
    public void A_body_that_is_no_ticket_is_refused(string body) =>
        Assert.Equal(["body"], Errors(Parser.ParseTicket(Encoding.UTF8.GetBytes(body))).Keys, StringComparer.Ordinal);

    [Theory]
    [InlineData("callId", "\"amelia-okafor\"")]
    [InlineData("callId", "\"AC-100000\"")]
    [InlineData("callId", "\"447700900000\"")]
    [InlineData("callId", "\"4111-1111-1111-1111\"")]
    [InlineData("queue", "\"Amelia Okafor\"")]
    [InlineData("queue", "\"someone@example.net\"")]
    [InlineData("files[0].name", "\"07700-900-000.wav\"")]
    [InlineData("files[1].name", "\"dana.whitfield.jsonl\"")]
    public void A_text_that_names_somebody_is_refused_without_an_echo(string field, string json)
    {
        var (name, messages) = Assert.Single(Errors(Parser.ParseTicket(With(field, json))));

        Assert.Equal(field, name);
        Assert.DoesNotContain(json.Trim('"'), string.Concat(messages), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void No_error_holds_what_was_sent()
    {
        const string Secret = "Zzyzx";
        string[] fields =
        [
            "callId", "startedAt", "direction", "parties[0].role", "parties[1].phone", "parties[1].email",
            "files[0].sha256",
        ];
        var errors = Errors(Parser.ParseTicket(With(ticket =>
        {
            Array.ForEach(fields, x => Put(ticket, x, $"\"{Secret} {Secret}\""));
            ticket["custom"]![$"{Secret} {new string('x', 80)}"] = Secret;
        })));

        Assert.Equal(8, errors.Count);
        Assert.All(errors, x => Assert.DoesNotContain(Secret, x.Key + string.Concat(x.Value), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Custom_pairs_are_counted()
    {
        Success(Parser.ParseTicket(With(x => x["custom"] = Pairs(64))));
        Assert.Equal(["custom"], Errors(Parser.ParseTicket(With(x => x["custom"] = Pairs(65)))).Keys, StringComparer.Ordinal);
    }

    [Fact]
    public void Files_are_counted()
    {
        Success(Parser.ParseTicket(With(x => x["files"] = Files(32))));
        Assert.Equal(["files"], Errors(Parser.ParseTicket(With(x => x["files"] = Files(33)))).Keys, StringComparer.Ordinal);
    }

    [Fact]
    public void A_thousand_files_and_parties_are_refused_without_being_looked_at()
    {
        var parties = Enumerable.Range(0, 3000).Select(x => new JsonObject { ["role"] = "caller", ["accountId"] = $"AC-{x}" });
        var body = With(x =>
        {
            x["files"] = Files(3000);
            x["parties"] = new JsonArray([.. parties]);
        });

        Assert.Equal(["files", "parties"], Errors(Parser.ParseTicket(body)).Keys, StringComparer.Ordinal);
    }

    [Fact]
    public void Every_identity_of_the_parties_is_indexed_in_its_normal_form()
    {
        var identities = PartyIdentities.Of(Ticket.Parties, new IdentityNormalizer("GB")).Select(x => (x.Type, x.Value));

        Assert.Equal(
            [
                (IdentityType.Name, "dana whitfield"), (IdentityType.AgentId, "agent-1"),
                (IdentityType.Phone, "+447700900000"), (IdentityType.Email, "amelia.okafor@example.org"),
                (IdentityType.AccountId, "AC-100000"), (IdentityType.Name, "amelia okafor"),
            ],
            identities);
    }

    static JsonObject Pairs(int count) => new(Enumerable.Range(0, count).Select(x => KeyValuePair.Create<string, System.Text.Json.Nodes.JsonNode?>($"k{x}", "v")));

    static JsonArray Files(int count) =>
        [.. Enumerable.Range(0, count).Select(x =>
            new JsonObject { ["name"] = $"f{x}.txt", ["contentType"] = "text/plain", ["size"] = 0 })];
}
