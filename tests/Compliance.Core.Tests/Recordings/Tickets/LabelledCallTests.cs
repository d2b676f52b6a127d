using System.Text;
using System.Text.Json.Nodes;
using static Compliance.Core.Tests.Recordings.Tickets.TicketSample;

namespace Compliance.Core.Tests.Recordings.Tickets;

public class LabelledCallTests
{
    [Fact]
    public void Metadata_of_every_labelled_call_is_a_ticket_once_its_files_are_named()
    {
        var samples = Samples();
        if (samples is null)
        {
            Assert.Skip("The labelled recordings (../shared/recordings) are not here.");
        }

        var folders = Directory.GetDirectories(samples);
        Assert.NotEmpty(folders);
        foreach (var folder in folders)
        {
            var ticket = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, "metadata.json")))!.AsObject();
            ticket["startedAt"] = "2026-03-02T09:15:00Z";
            var size = new FileInfo(Path.Combine(folder, "media.wav")).Length;
            ticket["files"] = new JsonArray(new JsonObject { ["name"] = "media.wav", ["contentType"] = "audio/wav", ["size"] = size });

            Success(Parser.ParseTicket(Encoding.UTF8.GetBytes(ticket.ToJsonString())));
        }
    }

    static string? Samples()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var samples = Path.Combine(directory.FullName, "shared", "recordings");
            if (Directory.Exists(samples))
            {
                return samples;
            }
        }

        return null;
    }
}
