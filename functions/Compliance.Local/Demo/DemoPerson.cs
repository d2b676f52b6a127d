using System.Net;
using System.Text.Json.Nodes;

namespace Compliance.Local.Demo;

/// <summary>A caller with several recordings, and another person on the same telephone.</summary>
/// <param name="Call">The person's first call.</param>
/// <param name="Strong">Its recording.</param>
/// <param name="Held">A second recording, in dispute.</param>
/// <param name="Weak">A recording of which only the telephone number is known.</param>
/// <param name="Other">A recording of another person on the same telephone.</param>
sealed record DemoPerson(DemoCall Call, string Strong, string Held, string Weak, string Other)
{
    const string File = "transcript.json";

    /// <summary>Records three more calls after the first.</summary>
    public static async Task<DemoPerson> RecordAsync(DemoStage stage, DemoCall first, string id, CancellationToken cancellationToken)
    {
        var held = first.Another("demo-call-dispute", "a call about a bill in dispute", daysAgo: 2);
        var weak = first.Another("demo-call-number-only", "a call with only the number known", daysAgo: 3, caller =>
        {
            caller.Remove("name");
            caller.Remove("email");
            caller.Remove("accountId");
        });
        var other = first.Another("demo-call-household", "another member of the household", daysAgo: 4, caller =>
        {
            caller["name"] = "Arun Raman";
            caller["email"] = "arun.raman@example.org";
            caller["accountId"] = "AC-220417";
        });
        var ids = new List<string>();
        foreach (var call in (DemoCall[])[held, weak, other])
        {
            ids.Add(await SealAsync(stage, call, cancellationToken));
        }

        return new DemoPerson(first, id, ids[0], ids[1], ids[2]);
    }

    /// <summary>Records a call that has only a transcript.</summary>
    /// <returns>Id of the sealed recording.</returns>
    public static async Task<string> SealAsync(DemoStage stage, DemoCall call, CancellationToken cancellationToken)
    {
        var upload = await stage.Client.TokenAsync("Recordings.Upload", [], cancellationToken);
        var (status, ticket) = await stage.Client.SendAsync(HttpMethod.Post, "recordings", upload, call.Ticket(File), cancellationToken);
        DemoSteps.Expect(HttpStatusCode.Created, status);
        await stage.Client.UploadAsync(ticket!, call.Files, cancellationToken);
        var id = ticket!["recordingId"]!.GetValue<string>();
        await stage.Client.SealedAsync(id, 1, upload, cancellationToken);
        return id;
    }

    /// <summary>Announces the first call again and returns the response.</summary>
    public Task<(HttpStatusCode Status, JsonNode? Body)> AnnounceAgainAsync(
        DemoStage stage, string upload, CancellationToken cancellationToken) =>
        stage.Client.SendAsync(HttpMethod.Post, "recordings", upload, Call.Ticket("media.wav", File), cancellationToken);

    public override string ToString() => "DemoPerson(redacted)";
}
