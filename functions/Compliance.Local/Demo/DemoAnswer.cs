using System.Net;
using System.Text.Json.Nodes;

namespace Compliance.Local.Demo;

/// <summary>The hold ends, the person gets an answer and may call again.</summary>
static class DemoAnswer
{
    const int FirstLines = 14;

    /// <returns>Id of a new recording of the person.</returns>
    public static async Task<string> TellAsync(
        DemoStage stage, DemoSteps steps, DemoPerson person, string request, CancellationToken cancellationToken)
    {
        await SendAsync(stage, steps, person, request, cancellationToken);
        await ReleaseAsync(stage, steps, person, request, cancellationToken);

        var upload = await stage.Client.TokenAsync("Recordings.Upload", [], cancellationToken);
        var (status, _) = await person.AnnounceAgainAsync(stage, upload, cancellationToken);
        steps.Check("the erased call cannot be announced again", status == HttpStatusCode.Gone, "410");
        var again = await DemoPerson.SealAsync(stage, person.Call.Another("demo-call-again", "a new call", daysAgo: 0), cancellationToken);
        var handler = await stage.Client.TokenAsync("Privacy.Handler", [], cancellationToken);
        var asked = new JsonObject { ["identities"] = person.Call.Identities() };
        var (_, found) = await stage.Client.SendAsync(HttpMethod.Post, "subjects/search", handler, asked, cancellationToken);
        var strong = found!["recordings"]!.AsArray().Count(x => x!["match"]!.GetValue<string>() == "strong");
        steps.Check("a new call by the same person is recorded like any other", strong == 1, "and found");
        return again;
    }

    static async Task ReleaseAsync(
        DemoStage stage, DemoSteps steps, DemoPerson person, string request, CancellationToken cancellationToken)
    {
        var legal = await stage.Client.TokenAsync("Legal.Holds", [], cancellationToken);
        var handler = await stage.Client.TokenAsync("Privacy.Handler", [], cancellationToken);
        var (status, _) = await stage.Client.SendAsync(
            HttpMethod.Delete, $"recordings/{person.Held}/holds/{DemoErasure.Hold}", legal, null, cancellationToken);
        DemoSteps.Expect(HttpStatusCode.NoContent, status);
        await stage.Client.UntilAsync(
            $"requests/{request}", handler, x => x["state"]!.GetValue<string>() == "awaitingAnswer", cancellationToken);
        var (_, view) = await stage.Client.SendAsync(HttpMethod.Get, $"recordings/{person.Held}", handler, null, cancellationToken);
        var (second, _) = await stage.Client.SendAsync(
            HttpMethod.Get, $"requests/{request}/certificate?number=2", handler, null, cancellationToken);
        steps.Check(
            "the hold is released, and the same request erases that recording by itself",
            view!["state"]!.GetValue<string>() == "erased" && second == HttpStatusCode.OK,
            "with a second certificate");
        var (_, moved) = await stage.Client.SendAsync(
            HttpMethod.Post, $"requests/{request}/answer", handler, new JsonObject { ["channel"] = "letter" }, cancellationToken);
        steps.Check("the person is told again", moved!["state"]!.GetValue<string>() == "completed", "a second letter");
    }

    static async Task SendAsync(DemoStage stage, DemoSteps steps, DemoPerson person, string request, CancellationToken cancellationToken)
    {
        var handler = await stage.Client.TokenAsync("Privacy.Handler", [], cancellationToken);
        var letter = (await stage.Client.ReadAsync($"requests/{request}/answer", handler, "text/plain", cancellationToken)).Text;
        var says = letter.Contains("Article 17(3)(e) GDPR", StringComparison.Ordinal)
            && letter.Contains("Article 77 GDPR", StringComparison.Ordinal)
            && person.Call.Names.All(x => !letter.Contains(x, StringComparison.OrdinalIgnoreCase));
        steps.Check("the letter says what was erased, what was kept and why, and where to complain", says, "as text and as HTML");
        foreach (var line in letter.Split('\n').Select(x => x.TrimEnd()).Where(x => x.Length > 0).Take(FirstLines))
        {
            steps.Show(line);
        }

        var (_, moved) = await stage.Client.SendAsync(
            HttpMethod.Post, $"requests/{request}/answer", handler, new JsonObject { ["channel"] = "email" }, cancellationToken);
        steps.Check("it is marked as sent", moved!["state"]!.GetValue<string>() == "completed", "the request is completed");
    }
}
