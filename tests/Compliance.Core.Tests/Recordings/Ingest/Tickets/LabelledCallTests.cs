using System.Text;
using System.Text.Json.Nodes;
using static Compliance.Core.Tests.Recordings.Ingest.Tickets.TicketSample;

namespace Compliance.Core.Tests.Recordings.Ingest.Tickets;

public class LabelledCallTests
{
    [Fact]
    public void Metadata_of_every_labelled_call_is_a_ticket_once_its_files_are_named()
    {
        foreach (var folder in LabelledCalls.All.Select(LabelledCalls.FolderOf))
        {
            var ticket = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, "metadata.json")))!.AsObject();
            ticket["startedAt"] = "2026-03-02T09:15:00Z";
            var size = new FileInfo(Path.Combine(folder, "media.wav")).Length;
            ticket["files"] = new JsonArray(new JsonObject { ["name"] = "media.wav", ["contentType"] = "audio/wav", ["size"] = size });

            Success(Parser.ParseTicket(Encoding.UTF8.GetBytes(ticket.ToJsonString())));
        }
    }
}
