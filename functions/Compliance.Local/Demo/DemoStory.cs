using System.Net;
using System.Text.Json.Nodes;
using Compliance.Local.Cli;
using Spectre.Console;

namespace Compliance.Local.Demo;

/// <summary>The steps of the demo, over HTTP as a tenant would take them. Each step states what it expects and checks it.</summary>
static class DemoStory
{
    const string Late = "keystrokes.jsonl";
    const string Spelling = "Tomasz Zieliński";
    const byte MuLawZero = 0xFF;

    /// <returns>Exit code: 0 if every step succeeded.</returns>
    public static async Task<int> TellAsync(Terminal terminal, DemoStage stage, CancellationToken cancellationToken)
    {
        var client = stage.Client;
        var steps = new DemoSteps(terminal);
        DemoCall[] calls =
        [
            DemoCall.Load("001-paused", "a recorder that paused while the card was read out"),
            DemoCall.Load("002-pause-ignored", "a recorder that ignored the pause"),
            DemoCall.Load("005-typed", "an agent who types into a form"),
        ];
        steps.Begin("Recordings uploaded, sealed and read back", stage.Host.BaseAddress.ToString());

        var ids = await RecordAsync(terminal, client, steps, calls, cancellationToken);
        await HearAsync(client, steps, calls[1], ids[1], cancellationToken);
        await RefuseAsync(client, steps, ids[0], cancellationToken);
        await CorrectAsync(client, steps, calls[2], ids[2], cancellationToken);
        await DemoPause.TellAsync(client, steps, cancellationToken);
        var (blobs, found) = await stage.Storage.LookForAsync([.. calls.SelectMany(c => c.Names)], cancellationToken);
        steps.Check("no blob contains anybody's name or number", found == 0, $"{blobs} blobs read");

        steps.Begin("A person found, held, erased and answered", "GDPR Art. 17");
        var person = await DemoPerson.RecordAsync(stage, calls[1], ids[1], cancellationToken);
        var request = await DemoErasure.TellAsync(terminal, stage, steps, person, cancellationToken);
        await DemoRecipients.TellAsync(stage, steps, person, request, cancellationToken);
        await DemoGone.TellAsync(stage, steps, person, request, cancellationToken);
        await DemoProof.TellAsync(stage, steps, person, request, cancellationToken);
        var again = await DemoAnswer.TellAsync(stage, steps, person, request, cancellationToken);

        steps.Begin("A year passes", "GDPR Art. 5(1)(e)");
        await DemoYear.TellAsync(stage, steps, person with { Held = again }, cancellationToken);

        steps.Conclude();
        return steps.ExitCode;
    }

    static async Task<string[]> RecordAsync(
        Terminal terminal, DemoClient client, DemoSteps steps, DemoCall[] calls, CancellationToken cancellationToken)
    {
        var upload = await client.TokenAsync("Recordings.Upload", [], cancellationToken);
        var ids = new string[calls.Length];
        var views = new JsonNode[calls.Length];
        var progress = terminal.Output.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new SpinnerColumn());
        await progress.StartAsync(async bars =>
        {
            for (var i = 0; i < calls.Length; i++)
            {
                var bar = bars.AddTask(calls[i].Title, maxValue: 3);
                var (status, ticket) = await client.SendAsync(
                    HttpMethod.Post, "recordings", upload, calls[i].Ticket("media.wav", "transcript.json"), cancellationToken);
                DemoSteps.Expect(HttpStatusCode.Created, status);
                ids[i] = ticket!["recordingId"]!.GetValue<string>();
                bar.Increment(1);
                await client.UploadAsync(ticket, calls[i].Files, cancellationToken);
                bar.Increment(1);
                views[i] = await client.SealedAsync(ids[i], 1, upload, cancellationToken);
                bar.Increment(1);
            }
        });
        foreach (var (call, view) in calls.Zip(views))
        {
            var pci = view["pci"]!;
            var masked = view["files"]!.AsArray().Sum(f => f!["masked"]!.AsArray().Count);
            var state = view["state"]!.GetValue<string>();
            steps.Check($"{state}: {call.Title}", state == "sealed", $"{pci["outcome"]}, {masked} periods silenced");
        }

        return ids;
    }

    /// <summary>A supervisor finds the call and plays it; the pause is silent.</summary>
    static async Task HearAsync(DemoClient client, DemoSteps steps, DemoCall call, string id, CancellationToken cancellationToken)
    {
        var read = await client.TokenAsync("Recordings.Read", ["billing"], cancellationToken);
        var (_, found) = await client.SendAsync(
            HttpMethod.Post, "recordings/search", read, new JsonObject { ["queue"] = "billing" }, cancellationToken);
        var listed = found!["items"]!.AsArray().Any(x => x!["recordingId"]!.GetValue<string>() == id);
        steps.Check("a supervisor finds it in her queue", listed, $"{found["items"]!.AsArray().Count} in the list");

        var (status, heard) = await client.PlayAsync(id, "media.wav", read, "quality", cancellationToken);
        var original = call.Files["media.wav"];
        var pause = call.Pause!.Value;
        var (from, to) = (WavOffset(pause.Start), WavOffset(pause.End));
        var whole = status == HttpStatusCode.OK && heard.Length == original.Length;
        steps.Check("and plays it", whole, $"{heard.Length:N0} bytes, verified while they were sent");
        var silent = heard.AsSpan(from, to - from).IndexOfAnyExcept(MuLawZero) < 0;
        steps.Check("the ignored pause is silent now", silent, $"{pause.Start}-{pause.End} s");
        var before = WavOffset(pause.Start - 3);
        var untouched = heard.AsSpan(0, before).SequenceEqual(original.AsSpan(0, before));
        steps.Check("the audio before it is untouched", untouched, "bit for bit");
    }

    static async Task RefuseAsync(DemoClient client, DemoSteps steps, string id, CancellationToken cancellationToken)
    {
        var read = await client.TokenAsync("Recordings.Read", ["billing"], cancellationToken);
        var sales = await client.TokenAsync("Recordings.Read", ["sales"], cancellationToken);
        var (status, _) = await client.PlayAsync(id, "media.wav", read, null, cancellationToken);
        steps.Check("without a purpose, nothing can be played", status == HttpStatusCode.BadRequest, "400");
        (status, _) = await client.PlayAsync(id, "media.wav", sales, "quality", cancellationToken);
        steps.Check("a reader of another team is refused", status == HttpStatusCode.Forbidden, "403");
        (status, var _) = await client.SendAsync("globex", HttpMethod.Get, $"recordings/{id}", read, null, cancellationToken);
        steps.Check("and so is a token of another tenant", status == HttpStatusCode.Forbidden, "403");
    }

    /// <summary>A privacy team corrects a name; a late file causes a new generation.</summary>
    static async Task CorrectAsync(DemoClient client, DemoSteps steps, DemoCall call, string id, CancellationToken cancellationToken)
    {
        var handler = await client.TokenAsync("Privacy.Handler", [], cancellationToken);
        var (_, metadata) = await client.SendAsync(HttpMethod.Get, $"recordings/{id}/metadata", handler, null, cancellationToken);
        var parties = metadata!["parties"]!.DeepClone().AsArray();
        parties.First(p => p!["role"]!.GetValue<string>() == "caller")!["name"] = Spelling;
        var correction = new JsonObject { ["reason"] = "spelling, by the caller's letter", ["parties"] = parties };
        var (status, corrected) = await client.SendAsync(
            HttpMethod.Patch, $"recordings/{id}/metadata", handler, correction, cancellationToken);
        var names = corrected?["parties"]?.AsArray().Select(p => p!["name"]?.GetValue<string>()) ?? [];
        steps.Check("the privacy team corrects a name", status == HttpStatusCode.OK && names.Contains(
            Spelling, StringComparer.Ordinal), "GDPR Art. 16");

        var upload = await client.TokenAsync("Recordings.Upload", [], cancellationToken);
        var late = new JsonObject { ["files"] = call.Announce(Late) };
        var (_, ticket) = await client.SendAsync(HttpMethod.Post, $"recordings/{id}/files", upload, late, cancellationToken);
        await client.UploadAsync(ticket!, call.Files, cancellationToken);
        var view = await client.SealedAsync(id, 2, upload, cancellationToken);
        steps.Check("a late file is added in a new generation", view["files"]!.AsArray().Count == 3, $"generation {view["generation"]}");
    }

    // The sample is mu-law at 8 kHz, with two channels after a header of 58 bytes.
    static int WavOffset(double seconds) => 58 + ((int)(seconds * 8000) * 2);
}
