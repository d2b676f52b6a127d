using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Compliance.Local.Demo;

/// <summary>More than a year passes: what may not be kept any longer goes, and what is held stays.</summary>
static class DemoYear
{
    const int Days = 400;
    const string Hold = "appeal";

    public static async Task TellAsync(DemoStage stage, DemoSteps steps, DemoPerson person, CancellationToken cancellationToken)
    {
        var client = stage.Client;
        var legal = await client.TokenAsync("Legal.Holds", [], cancellationToken);
        var (placed, _) = await client.SendAsync(
            HttpMethod.Put, $"recordings/{person.Held}/holds/{Hold}", legal, new JsonObject { ["matter"] = "appeal" }, cancellationToken);
        DemoSteps.Expect(HttpStatusCode.OK, placed);
        var before = TimeProvider.System.GetUtcNow();
        var now = await client.AdvanceAsync($"P{Days}D", cancellationToken);
        steps.Check(
            "the clock of this machine is moved forward",
            now - before >= TimeSpan.FromDays(Days), now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

        await client.RunTimerAsync("DeleteDueRecordings", cancellationToken);
        var officer = await client.TokenAsync("Privacy.Officer", [], cancellationToken);
        var view = await client.UntilAsync(
            "retention",
            officer,
            x => x["waiting"]!.GetValue<int>() == 0 && x["runs"]!.AsArray() is { Count: > 0 } runs && runs[0]!["endedAt"] is not null,
            cancellationToken);
        var run = view["runs"]![0]!;
        var (_, other) = await client.SendAsync(HttpMethod.Get, $"recordings/{person.Other}", officer, null, cancellationToken);
        var (_, held) = await client.SendAsync(HttpMethod.Get, $"recordings/{person.Held}", officer, null, cancellationToken);
        steps.Check(
            "that night deletes what may not be kept any longer, and keeps what is held",
            (State(other), State(held), view["overdue"]!["held"]?.GetValue<int>()) == ("erased", "sealed", 1),
            $"{run["deleted"]} deleted, 1 held");

        var path = run["certificate"]!.GetValue<string>().Split($"/tenants/{DemoStage.Tenant}/")[1];
        var (status, _) = await client.SendAsync(HttpMethod.Get, path, officer, null, cancellationToken);
        steps.Check("each night that deleted something has a signed certificate", status is HttpStatusCode.OK, "GDPR Art. 5(1)(e)");
    }

    static string? State(JsonNode? view) => view?["state"]?.GetValue<string>();
}
