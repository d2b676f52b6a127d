using System.Net;

namespace Compliance.Local.Demo;

/// <summary>What was erased is gone, both for callers and for a reader of the stores. Everything else is intact.</summary>
static class DemoGone
{
    public static async Task TellAsync(
        DemoStage stage, DemoSteps steps, DemoPerson person, string request, CancellationToken cancellationToken)
    {
        var (client, storage) = (stage.Client, stage.Storage);
        var read = await client.TokenAsync("Recordings.Read", ["*"], cancellationToken);
        var (status, _) = await client.PlayAsync(person.Strong, "media.wav", read, "quality", cancellationToken);
        var (_, view) = await client.SendAsync(HttpMethod.Get, $"recordings/{person.Strong}", read, null, cancellationToken);
        var tells = view!["state"]!.GetValue<string>() == "erased"
            && view["certificate"]!.GetValue<string>().EndsWith($"/requests/{request}/certificate", StringComparison.Ordinal);
        steps.Check(
            "an erased recording cannot be played", status == HttpStatusCode.Gone && tells, "410; its view links to the certificate");

        var left = await storage.CountOfAsync(person.Strong, cancellationToken) + await storage.CountOfAsync(
            person.Weak, cancellationToken);
        var others = await storage.CountOfAsync(person.Other, cancellationToken);
        steps.Check(
            "no key, content, index entry or upload of the two remains", left == 0 && others > 0, $"{left} blobs; other person: {others}");
        var privacy = await client.TokenAsync("Privacy.Handler", [], cancellationToken);
        (status, var _) = await client.PlayAsync(
            person.Held, "transcript.json", privacy, $"hold:{DemoErasure.Matter}", cancellationToken);
        var (used, _) = await client.PlayAsync(person.Held, "transcript.json", read, "quality", cancellationToken);
        var (another, _) = await client.PlayAsync(person.Other, "transcript.json", read, "quality", cancellationToken);
        steps.Check(
            "the held one can be played by the privacy team for its matter and for nothing else, the other person's as before",
            (status, used, another) == (HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.OK),
            "200, 403, 200");
        string[] traces = [.. person.Call.Names];
        var (blobs, inBlobs) = await storage.LookForAsync(traces, cancellationToken);
        var (files, beside) = await storage.LookBesideAsync(traces, cancellationToken);
        steps.Check(
            "no blob, history, bus message or recipient's table mentions the person",
            inBlobs + beside == 0,
            $"{blobs} blobs and {files} files read");
    }
}
