using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Compliance.Local.Demo;

/// <summary>A live call pauses: one recorder obeys, one refuses, one is silent. The light turns green only if all have confirmed.</summary>
static class DemoPause
{
    const string Call = "calls/demo-call-live";

    public static async Task TellAsync(DemoClient client, DemoSteps steps, CancellationToken cancellationToken)
    {
        var control = await client.TokenAsync("Calls.Control", [], cancellationToken);
        await RegisterAsync(client, [("obeying", "audio"), ("refusing", "screen"), ("silent", "keystrokes")], cancellationToken);
        var pause = new JsonObject { ["trigger"] = "automatic", ["field"] = "cc-number" };
        await client.SendAsync(HttpMethod.Post, $"{Call}/pause", control, pause, cancellationToken);
        var answer = await BeatAsync(
            client, control, x =>
                x["recorders"]!.AsArray().Count(r => r!["state"]!.GetValue<string>() == "pending") == 1, cancellationToken);
        var states = answer!["recorders"]!.AsArray().Select(x => $"{x!["name"]} {x["state"]}").ToList();
        string[] expected = ["obeying confirmed", "refusing refused", "silent pending"];
        steps.Check(
            "three recorders are told to pause: one obeys, one refuses, one is silent",
            states.SequenceEqual(expected, StringComparer.Ordinal),
            string.Join(", ", states));
        steps.Check("so the call does not count as paused", !answer["paused"]!.GetValue<bool>(), "the agent's light stays red");

        await RegisterAsync(client, [("obeying", "audio")], cancellationToken);
        await client.SendAsync(HttpMethod.Post, $"{Call}/resume", control, new JsonObject(), cancellationToken);
        var watch = Stopwatch.StartNew();
        var (_, ended) = await client.SendAsync(HttpMethod.Post, $"{Call}/pause", control, new JsonObject(), cancellationToken);
        if (!ended!["paused"]!.GetValue<bool>())
        {
            ended = await BeatAsync(client, control, x => x["paused"]!.GetValue<bool>(), cancellationToken);
        }

        var paused = ended["paused"]!.GetValue<bool>();
        steps.Check("with recorders that obey, it does", paused, $"confirmed after {watch.ElapsedMilliseconds} ms");
        (_, ended) = await client.SendAsync(HttpMethod.Post, $"{Call}/end", control, new JsonObject(), cancellationToken);
        var closed = ended!["windows"]!.AsArray().All(x => x!["end"] is not null);
        steps.Check("the end of the call ends the pause", closed, $"{ended["windows"]!.AsArray().Count} windows kept for its recording");
    }

    /// <summary>Sends heartbeats, as a page does, until the answer is as expected or five seconds have passed.</summary>
    static async Task<JsonNode> BeatAsync(
        DemoClient client, string control, Func<JsonNode, bool> hoped, CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            var (_, answer) = await client.SendAsync(HttpMethod.Post, $"{Call}/heartbeat", control, new JsonObject(), cancellationToken);
            if (hoped(answer!) || i == 50)
            {
                return answer!;
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    static async Task RegisterAsync(DemoClient client, (string Name, string Channel)[] recorders, CancellationToken cancellationToken)
    {
        var admin = await client.TokenAsync("Tenant.Admin", [], cancellationToken);
        var list = new JsonArray([.. recorders.Select(x => new JsonObject { ["name"] = x.Name, ["channel"] = x.Channel })]);
        await client.ReplaceSettingsAsync(admin, new JsonObject { ["recorders"] = list }, cancellationToken);
    }
}
