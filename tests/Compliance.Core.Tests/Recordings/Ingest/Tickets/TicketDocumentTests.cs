using System.Text;
using System.Text.Json.Nodes;
using Compliance.Json;
using Compliance.Model;
using Compliance.Recordings;
using static Compliance.Core.Tests.Recordings.Ingest.Tickets.TicketSample;

namespace Compliance.Core.Tests.Recordings.Ingest.Tickets;

public class TicketDocumentTests
{
    [Fact]
    public void A_stored_ticket_reads_back_the_same()
    {
        var stored = StrictJson.Write(Ticket);

        Assert.Equal(TicketDigestInput.Of(Ticket), TicketDigestInput.Of(Success(StrictJson.Parse<RecordingTicket>(stored))));
        Assert.Contains("\"callId\":\"0f21ddb6-6cad-4a26-8d11-6ece1738f7d9\"", Encoding.UTF8.GetString(stored), StringComparison.Ordinal);
        Assert.Contains("\"purpose\":\"quality\"", Encoding.UTF8.GetString(stored), StringComparison.Ordinal);
    }

    [Fact]
    public void Spelling_does_not_show_in_the_digest_input()
    {
        var respelled = With(ticket =>
        {
            Put(ticket, "startedAt", "\"2026-03-02T10:15:00.000+01:00\"");
            Put(ticket, "durationSeconds", "3.650e1");
            Put(ticket, "pauseWindows[0].end", "31");
            Put(ticket, "pauseWindows[0].channels", "[\"keystrokes\",\"audio\",\"screen\"]");
            Put(ticket, "files[0].sha256", "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"");
            Put(ticket, "files[0].encrypted", null);
            Put(ticket, "files[1].sha256", "null");
            Put(ticket, "custom", "{\"b\":\"2\",\"scenario\":\"pl\\u0061in\"}");
            foreach (var name in ticket.Select(x => x.Key).Reverse().ToList())
            {
                var value = ticket[name];
                ticket.Remove(name);
                ticket[name] = value;
            }
        });
        var indented = Encoding.UTF8.GetBytes(JsonNode.Parse(respelled)!.ToJsonString(new() { WriteIndented = true }));

        Assert.Equal(TicketDigestInput.Of(Ticket), TicketDigestInput.Of(Success(Parser.ParseTicket(indented))));
    }

    [Theory]
    [InlineData("startedAt", "\"2026-03-02T09:15:00.0000001Z\"")]
    [InlineData("durationSeconds", "36.50000001")]
    [InlineData("queue", "null")]
    [InlineData("parties[1].phone", "\"07700 900001\"")]
    [InlineData("purposes[0].basis", "\"contract\"")]
    [InlineData("pauseWindows[0].channels", "[\"audio\"]")]
    [InlineData("custom.b", "\"3\"")]
    [InlineData("files[0].size", "1240817")]
    [InlineData("files[0].encrypted", "true")]
    public void Every_value_shows_in_the_digest_input(string field, string json) =>
        Assert.NotEqual(TicketDigestInput.Of(Ticket), TicketDigestInput.Of(Success(Parser.ParseTicket(With(field, json)))));

    [Fact]
    public void The_metadata_view_holds_what_the_contract_names()
    {
        var id = RecordingId.Parse("0f21ddb6-6cad-7a26-8d11-6ece1738f7d9");
        var view = JsonNode.Parse(StrictJson.Write(Viewed(id)))!;

        Assert.Equal("agent-1", (string?)view["parties"]![0]!["id"]);
        Assert.Equal("consent", (string?)view["purposes"]![0]!["basis"]);
        Assert.Equal("plain", (string?)view["custom"]!["scenario"]);
    }

    [Fact]
    public void Nothing_prints_what_it_holds()
    {
        object[] printed = [Ticket, Ticket.Parties[1], Ticket.CallId, Viewed(default)];

        Assert.All(printed, x => Assert.Contains("redacted", x.ToString(), StringComparison.Ordinal));
    }

    RecordingMetadata Viewed(RecordingId id) =>
        RecordingMetadata.Of(
            id, Ticket, notice: null, PurposeStanding.Of(Ticket.Purposes, [], DateTimeOffset.UnixEpoch), [], AutomatedDecisionStanding.Of([]));
}
