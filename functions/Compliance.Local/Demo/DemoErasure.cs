using System.Net;
using System.Text.Json.Nodes;
using Compliance.Json;
using Compliance.Local.Cli;
using Spectre.Console;

namespace Compliance.Local.Demo;

/// <summary>A privacy team finds a person, places a hold, and erases the rest by a decision bound to the preview it reviewed.</summary>
static class DemoErasure
{
    public const string Hold = "demo-dispute";

    /// <summary>What the hold is for.</summary>
    public const string Matter = "dispute-7";

    /// <returns>Id of the request.</returns>
    public static async Task<string> TellAsync(
        Terminal terminal, DemoStage stage, DemoSteps steps, DemoPerson person, CancellationToken cancellationToken)
    {
        await DemoRecipients.RegisterAsync(stage, cancellationToken);
        await FindAsync(stage, steps, person, cancellationToken);
        await HoldAsync(stage, steps, person, cancellationToken);
        var request = await FileAsync(stage, steps, person, cancellationToken);
        await DecideAsync(stage, steps, person, request, cancellationToken);
        await FollowAsync(terminal, stage, request, cancellationToken);
        await OutcomesAsync(stage, steps, person, request, cancellationToken);
        return request;
    }

    static async Task FindAsync(DemoStage stage, DemoSteps steps, DemoPerson person, CancellationToken cancellationToken)
    {
        var handler = await stage.Client.TokenAsync("Privacy.Handler", [], cancellationToken);
        var asked = new JsonObject { ["identities"] = person.Call.Identities() };
        var (_, answer) = await stage.Client.SendAsync(HttpMethod.Post, "subjects/search", handler, asked, cancellationToken);
        var found = answer!["recordings"]!.AsArray().ToDictionary(Id, x => x!["match"]!.GetValue<string>(), StringComparer.Ordinal);
        var matches = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [person.Strong] = "strong", [person.Held] = "strong", [person.Weak] = "weak", [person.Other] = "contradicted",
        };
        steps.Check("all of a person's recordings are found, and no others", Same(matches, found), $"{found.Count} recordings");
        foreach (var recording in answer["recordings"]!.AsArray())
        {
            var on = string.Join(", ", recording!["matchedOn"]!.AsArray().Select(x => x!.GetValue<string>()));
            steps.Show($"{recording["match"],-13}{recording["startedAt"]!.GetValue<string>()[..10]}  agrees on {on}");
        }
    }

    static async Task HoldAsync(DemoStage stage, DemoSteps steps, DemoPerson person, CancellationToken cancellationToken)
    {
        var legal = await stage.Client.TokenAsync("Legal.Holds", [], cancellationToken);
        var review = Rfc3339.Format(TimeProvider.System.GetUtcNow().AddMonths(6));
        var (status, _) = await stage.Client.SendAsync(
            HttpMethod.Put,
            $"recordings/{person.Held}/holds/{Hold}",
            legal,
            new JsonObject { ["matter"] = Matter, ["reviewAt"] = review },
            cancellationToken);
        steps.Check("a legal hold is placed on one of them", status == HttpStatusCode.OK, $"matter {Matter}");
    }

    static async Task<string> FileAsync(DemoStage stage, DemoSteps steps, DemoPerson person, CancellationToken cancellationToken)
    {
        var intake = await stage.Client.TokenAsync("Privacy.Intake", [], cancellationToken);
        var form = new JsonObject
        {
            ["type"] = "erasure",
            ["identities"] = person.Call.Identities(),
            ["channel"] = "email",
            ["ground"] = "17(1)(b)",
            ["reason"] = "I no longer want my calls to be kept.",
            ["reference"] = "demo-case",
        };
        var (status, filed) = await stage.Client.SendAsync(HttpMethod.Post, "requests", intake, form, cancellationToken);
        DemoSteps.Expect(HttpStatusCode.Accepted, status);
        steps.Check(
            "an erasure request is filed and waits for identity verification",
            filed!["state"]!.GetValue<string>() == "awaitingIdentity",
            $"to be answered by {filed["dueAt"]!.GetValue<string>()[..10]}");

        var request = filed["requestId"]!.GetValue<string>();
        var handler = await stage.Client.TokenAsync("Privacy.Handler", [], cancellationToken);
        var (_, moved) = await stage.Client.SendAsync(
            HttpMethod.Post,
            $"requests/{request}/identity",
            handler,
            new JsonObject { ["outcome"] = "verified", ["method"] = "callback" },
            cancellationToken);
        steps.Check("the identity is verified", moved!["state"]!.GetValue<string>() == "awaitingDecision", "by a callback");
        return request;
    }

    static async Task DecideAsync(DemoStage stage, DemoSteps steps, DemoPerson person, string request, CancellationToken cancellationToken)
    {
        var approver = await stage.Client.TokenAsync("Privacy.Approver", [], cancellationToken);
        var preview = await stage.Client.ReadAsync($"requests/{request}/preview", approver, "application/json", cancellationToken);
        var verdicts = preview.Json["recordings"]!.AsArray()
            .ToDictionary(Id, x => x!["outcome"]!.GetValue<string>(), StringComparer.Ordinal);
        var expected = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [person.Strong] = "erased", [person.Held] = "retained", [person.Weak] = "needsReview", [person.Other] = "needsReview",
        };
        steps.Check("the preview shows what would happen and why", Same(expected, verdicts), "nothing has changed yet");

        var decision = new JsonObject
        {
            ["outcome"] = "approve",
            ["preview"] = preview.Tag,
            ["include"] = new JsonArray(person.Weak),
        };
        var (status, _) = await stage.Client.SendAsync(
            HttpMethod.Post, $"requests/{request}/decision", approver, decision, cancellationToken);
        steps.Check(
            "the controller approves that preview and includes the weak match", status == HttpStatusCode.Accepted, "202");
        decision["include"] = new JsonArray();
        (status, var _) = await stage.Client.SendAsync(
            HttpMethod.Post, $"requests/{request}/decision", approver, decision, cancellationToken);
        steps.Check("a second, different decision is refused", status == HttpStatusCode.Conflict, "409");
    }

    /// <summary>Shows the progress that the status reports.</summary>
    static async Task FollowAsync(Terminal terminal, DemoStage stage, string request, CancellationToken cancellationToken)
    {
        var intake = await stage.Client.TokenAsync("Privacy.Intake", [], cancellationToken);
        var progress = terminal.Output.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new SpinnerColumn());
        await progress.StartAsync(bars =>
        {
            var bar = bars.AddTask("decided");
            return stage.Client.UntilAsync(
                $"requests/{request}",
                intake,
                view =>
                {
                    if (view["progress"] is { } at && at["total"] is { } total)
                    {
                        bar.Description = at["step"]!.GetValue<string>();
                        bar.MaxValue = total.GetValue<int>();
                        bar.Value = at["done"]!.GetValue<int>();
                    }

                    return view["state"]!.GetValue<string>() is "awaitingAnswer" or "failed";
                },
                cancellationToken);
        });
    }

    static async Task OutcomesAsync(
        DemoStage stage, DemoSteps steps, DemoPerson person, string request, CancellationToken cancellationToken)
    {
        var intake = await stage.Client.TokenAsync("Privacy.Intake", [], cancellationToken);
        var (_, view) = await stage.Client.SendAsync(HttpMethod.Get, $"requests/{request}", intake, null, cancellationToken);
        var outcomes = view!["outcomes"]!.AsArray()
            .ToDictionary(Id, x => $"{x!["outcome"]} {x["basis"]}", StringComparer.Ordinal);
        var expected = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [person.Strong] = "erased 17(1)(b)",
            [person.Held] = "retained 17(3)(e)",
            [person.Weak] = "erased 17(1)(b)",
            [person.Other] = "needsReview 12(6)",
        };
        steps.Check(
            "two are erased, the one on hold is kept, the other person's is untouched",
            view["state"]!.GetValue<string>() == "awaitingAnswer" && Same(expected, outcomes),
            string.Join(", ", expected.Values));
    }

    static string Id(JsonNode? recording) => recording!["recordingId"]!.GetValue<string>();

    static bool Same(Dictionary<string, string> expected, Dictionary<string, string> actual) =>
        expected.Count == actual.Count && expected.All(x => actual.TryGetValue(x.Key, out var value) && value == x.Value);
}
