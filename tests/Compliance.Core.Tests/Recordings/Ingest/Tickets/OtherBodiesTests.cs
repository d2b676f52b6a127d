using System.Text;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Recordings;
using static Compliance.Core.Tests.Recordings.Ingest.Tickets.TicketSample;

namespace Compliance.Core.Tests.Recordings.Ingest.Tickets;

public class OtherBodiesTests
{
    const string LateJson = """
        {"files":[{"name":"transcript.json","contentType":"application/json","size":9}],"pauseWindows":[{"start":1,"end":2}]}
        """;

    [Fact]
    public void Late_files_come_after_those_of_the_ticket()
    {
        var late = Success(Parser.ParseLateFiles(Encoding.UTF8.GetBytes(LateJson), Ticket));
        var grown = Success(late.AddTo(Ticket));

        Assert.Equal(
            ["media.wav", "keystrokes.jsonl", "transcript.json"], grown.Files.Select(x => x.Name.ToString()), StringComparer.Ordinal);
        Assert.Equal(2, grown.PauseWindows.Count);
        Assert.Equal(TicketDigestInput.Of(grown), TicketDigestInput.Of(Success(late.AddTo(grown))));
    }

    [Fact]
    public void Another_file_under_a_known_name_is_a_conflict()
    {
        var body = """{"files":[{"name":"Media.wav","contentType":"audio/wav","size":5}]}"""u8.ToArray();
        var late = Success(Parser.ParseLateFiles(body, Ticket));

        FailureAssert.Is(FailureKind.Conflict, late.AddTo(Ticket).Failure);
    }

    [Theory]
    [InlineData("""{"files":[]}""", "files")]
    [InlineData("""{}""", "files")]
    [InlineData("""{"files":[{"name":"amelia.okafor.txt","contentType":"text/plain","size":5}]}""", "files[0].name")]
    [InlineData(
        """{"files":[{"name":"a.txt","contentType":"text/plain","size":5}],"pauseWindows":[{"start":1,"end":60}]}""",
        "pauseWindows[0].end")]
    [InlineData("""{"files":[{"name":"a.txt","contentType":"text/plain","size":5}],"queue":"x"}""", "queue")]
    public void Faulty_late_files_are_refused(string body, string field) =>
        Assert.Equal([field], Errors(Parser.ParseLateFiles(Encoding.UTF8.GetBytes(body), Ticket)).Keys, StringComparer.Ordinal);

    [Fact]
    public void A_correction_replaces_what_it_names()
    {
        var body = """{"reason":"caller wrote in","custom":{"a":"b"},"queue":"sales"}"""u8.ToArray();
        var correction = Success(Parser.ParseCorrection(body, Ticket));
        var corrected = correction.ApplyTo(Ticket);

        Assert.Equal("sales", corrected.Queue);
        Assert.Equal("b", Assert.Single(corrected.Custom).Value);
        Assert.Same(Ticket.Parties, corrected.Parties);
    }

    [Theory]
    [InlineData("""{"reason":"x"}""", "reason")]
    [InlineData("""{"reason":" ","queue":"a"}""", "reason")]
    [InlineData("""{"queue":"a"}""", "reason")]
    [InlineData("""{"reason":"x","queue":"amelia okafor"}""", "queue")]
    [InlineData("""{"reason":"x","parties":[]}""", "parties")]
    [InlineData("""{"reason":"x","parties":[{"role":"agent","id":"a"},{"role":"caller","phone":"nobody"}]}""", "parties[1].phone")]
    [InlineData("""{"reason":"x","purposes":[]}""", "purposes")]
    [InlineData("""{"reason":"x","language":"?"}""", "language")]
    [InlineData("""{"reason":"x","queue":"a","callId":"call-2"}""", "callId")]
    public void A_faulty_correction_is_refused(string body, string field) =>
        Assert.Equal([field], Errors(Parser.ParseCorrection(Encoding.UTF8.GetBytes(body), Ticket)).Keys, StringComparer.Ordinal);

    [Fact]
    public void A_search_is_typed()
    {
        var search = Success(RecordingSearch.Parse("""
            {"from":"2026-03-01T00:00:00Z","to":"2026-04-01T00:00:00Z","queue":"billing","direction":"inbound","agentId":"agent-1",
             "callId":"call-1","state":"awaitingUpload","pciOutcome":"partlyExamined"}
            """u8.ToArray()));

        Assert.Equal(RecordingState.AwaitingUpload, search.State);
        Assert.Equal(PciOutcome.PartlyExamined, search.PciOutcome);
        Assert.Equal("call-1", search.CallId?.Value);
        Assert.Null(Success(RecordingSearch.Parse("{}"u8.ToArray())).CallId);
    }

    [Theory]
    [InlineData("""{"from":"2026-03-01T00:00:00Z","to":"2026-03-01T00:00:00Z"}""", "to")]
    [InlineData("""{"state":"lost"}""", "state")]
    [InlineData("""{"pciOutcome":"Clean"}""", "pciOutcome")]
    [InlineData("""{"from":"yesterday"}""", "from")]
    [InlineData("""{"callId":"a b"}""", "callId")]
    [InlineData("""{"phone":"x"}""", "phone")]
    public void A_faulty_search_is_refused(string body, string field) =>
        Assert.Equal([field], Errors(RecordingSearch.Parse(Encoding.UTF8.GetBytes(body))).Keys, StringComparer.Ordinal);

    [Theory]
    [InlineData("reprocess", QuarantineAction.Reprocess)]
    [InlineData("release", QuarantineAction.Release)]
    [InlineData("destroy", QuarantineAction.Destroy)]
    public void A_quarantine_decision_has_an_action(string action, QuarantineAction expected)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"action":"{{action}}","reason":"looked at"}""");

        Assert.Equal(expected, Success(QuarantineDecision.Parse(body)).Action);
    }

    [Theory]
    [InlineData("""{"action":"forget","reason":""}""", "action reason")]
    [InlineData("""{"reason":"x"}""", "action")]
    [InlineData("""{"action":"release"}""", "reason")]
    public void A_faulty_decision_is_refused(string body, string fields) =>
        Assert.Equal(fields.Split(' '), Errors(QuarantineDecision.Parse(Encoding.UTF8.GetBytes(body))).Keys, StringComparer.Ordinal);
}
