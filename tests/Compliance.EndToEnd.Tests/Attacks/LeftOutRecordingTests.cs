using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;

namespace Compliance.EndToEnd.Tests.Attacks;

/// <summary>
/// A recording that the decision to erase does not know. Before, it was left out without a word: status and certificate said that all was
/// erased.
/// </summary>
public sealed class LeftOutRecordingTests(ClockedHost host) : IClassFixture<ClockedHost>
{
    /// <summary>Its settings are changed here.</summary>
    const string Changed = "hooli";

    [Fact]
    public async Task Announced_after_the_decision_it_is_open_in_status_and_certificate()
    {
        (await host.Api.As(Changed, "Tenant.Admin").SendAsync(
            HttpMethod.Put, "/settings", new JsonObject { ["coolingOffHours"] = 24 }, ("If-Match", "*"))).Expect(HttpStatusCode.OK);
        var (person, team) = (new Person(), new PrivacyTeam(host.Api, Changed));
        var before = await SealAsync(Changed, person);
        var form = PrivacyTeam.Erasure(person.By("accountId"));
        form["identity"] = PrivacyTeam.Verified;
        var id = (await team.FileAsync(form)).Expect(HttpStatusCode.Accepted).Json["requestId"]!.GetValue<string>();
        var preview = (await team.GetAsync(id, "/preview")).Expect(HttpStatusCode.OK).Header("ETag")!;
        var decision = new JsonObject { ["outcome"] = "approve", ["preview"] = preview };
        (await team.MoveAsync(id, "decision", decision)).Expect(HttpStatusCode.Accepted);

        var after = await SealAsync(Changed, person);
        await host.PassAsync(TimeSpan.FromHours(25));
        await host.Api.RunTimerAsync("ReconcileRequests");

        await CheckAsync(team, id, before, after);
    }

    [Fact]
    public async Task With_a_clock_that_ran_back_what_the_preview_showed_is_erased()
    {
        var (person, team) = (new Person(), new PrivacyTeam(host.Api, "globex"));
        var before = await SealAsync("globex", person);
        await host.PassAsync(TimeSpan.FromHours(2));
        var ahead = await SealAsync("globex", person);
        await host.PassAsync(TimeSpan.FromHours(-2));

        var view = await team.EraseAsync(person.By("accountId"));

        Assert.Equal(
            new Dictionary<string, string>(StringComparer.Ordinal) { [before] = "erased", [ahead] = "erased" },
            view["outcomes"]!.AsArray().ToDictionary(
                x => x!["recordingId"]!.GetValue<string>(), x => x!["outcome"]!.GetValue<string>(), StringComparer.Ordinal));
    }

    static async Task CheckAsync(PrivacyTeam team, string id, string erased, string open)
    {
        var view = await team.WaitForAsync(id, "awaitingAnswer");
        Assert.Equal(
            new Dictionary<string, string>(StringComparer.Ordinal) { [erased] = "erased", [open] = "open" },
            view["outcomes"]!.AsArray().ToDictionary(
                x => x!["recordingId"]!.GetValue<string>(), x => x!["outcome"]!.GetValue<string>(), StringComparer.Ordinal));

        var signed = (await team.GetAsync(id, "/certificate")).Expect(HttpStatusCode.OK).Json;
        var payload = signed["payload"]!.GetValue<string>().Replace('-', '+').Replace('_', '/');
        var bytes = Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '='));
        var statement = JsonNode.Parse(Encoding.UTF8.GetString(bytes))!;
        Assert.Equal(erased, Assert.Single(statement["destroyed"]!.AsArray())!["recordingId"]!.GetValue<string>());
        var kept = Assert.Single(statement["kept"]!.AsArray())!;
        Assert.Equal((open, "open"), (kept["recordingId"]!.GetValue<string>(), kept["outcome"]!.GetValue<string>()));
        Assert.Contains("still open", (await team.GetAsync(id, "/answer")).Expect(HttpStatusCode.OK).Text, StringComparison.Ordinal);
    }

    async Task<string> SealAsync(string tenant, Person person)
    {
        var call = person.Call();
        return (await host.Api.As(tenant, "Recordings.Upload").SealAsync(call.Ticket, call.Files)).Id;
    }
}
