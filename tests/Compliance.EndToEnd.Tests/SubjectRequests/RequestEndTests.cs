using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>A request goes when its time is over, unless something keeps it; a complaint has a time of its own.</summary>
public sealed class RequestEndTests(ClockedHost host) : IClassFixture<ClockedHost>
{
    const string Reference = "IC-A7-kestrel";

    readonly PrivacyTeam team = new(host.Api, "globex");

    [Fact]
    public async Task The_personal_part_goes_after_the_years_that_the_letter_says_and_what_proves_it_stays()
    {
        var (person, uploader) = (new Person(), host.Api.As("globex", "Recordings.Upload"));
        var (held, legal) = (person.Call(), host.Api.As("globex", "Legal.Holds"));
        var recording = (await uploader.SealAsync(held.Ticket, held.Files)).Id;
        var form = PrivacyTeam.Erasure(person.By("accountId", "phone"));
        (form["type"], form["identity"]) = ("access", PrivacyTeam.Verified);
        var id = (await team.FileAsync(form)).Filed().RequestId;
        (await team.MoveAsync(id, "decision", PrivacyTeam.Approval)).Expect(HttpStatusCode.Accepted);
        await team.WaitForAsync(id, "awaitingAnswer");
        Assert.Null((await ViewAsync(id))["keptUntil"]);
        (await team.MoveAsync(id, "answer", new JsonObject { ["channel"] = "email" })).Expect(HttpStatusCode.OK);
        var until = Time((await ViewAsync(id))["keptUntil"]!);
        var letter = (await team.GetAsync(id, "/answer", ("Accept", "text/plain"))).Text.Replace('\n', ' ');
        var day = until.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
        Assert.Contains($"until {day}, and then delete", letter, StringComparison.Ordinal);

        var hold = new JsonObject { ["matter"] = "claim-7" };
        (await legal.SendAsync(HttpMethod.Put, $"/recordings/{recording}/holds/h-1", hold)).Expect(HttpStatusCode.OK);
        (await team.MoveAsync(id, "complaint", await ComplaintAsync(id, TimeSpan.FromDays(30)))).Expect(HttpStatusCode.OK);
        await PassAsync(TimeSpan.FromDays((3 * 366) + 1));
        (await team.GetAsync(id, "/subject")).Expect(HttpStatusCode.OK);
        await MoveComplaintAsync(id, "closed");
        await PassAsync(TimeSpan.FromDays(1));
        (await team.GetAsync(id, "/subject")).Expect(HttpStatusCode.OK);
        (await legal.SendAsync(HttpMethod.Delete, $"/recordings/{recording}/holds/h-1")).Expect(HttpStatusCode.NoContent);
        await PassAsync(TimeSpan.FromDays(1));
        await GoneAsync(id, person, form);
    }

    [Fact]
    public async Task A_complaint_is_reminded_of_listed_and_moved_on_its_own_clock()
    {
        var id = (await team.FileAsync(PrivacyTeam.Erasure(new Person().By("accountId")))).Filed().RequestId;
        (await team.MoveAsync(id, "cancel")).Expect(HttpStatusCode.OK);
        Assert.Null((await ViewAsync(id))["nextDueAt"]);
        var form = await ComplaintAsync(id, TimeSpan.FromDays(20));
        var early = form.DeepClone();
        early["receivedAt"] = "2026-01-01T00:00:00Z";
        Assert.Equal(["receivedAt"], (await team.MoveAsync(id, "complaint", early)).ExpectProblem(HttpStatusCode.BadRequest));
        var filed = (await team.MoveAsync(id, "complaint", form)).Expect(HttpStatusCode.OK).Json["items"]![0]!;
        Assert.Equal("open", $"{filed["state"]}");
        Assert.Single((await team.MoveAsync(id, "complaint", form)).Expect(HttpStatusCode.OK).Json["items"]!.AsArray());
        Assert.Equal(Time(form["respondBy"]!), Time((await ViewAsync(id))["nextDueAt"]!));

        foreach (var (pass, word, late) in ((int, string, bool)[])
            [(14, "complaintDueIn7Days", false), (5, "complaintDueIn2Days", false), (2, "complaintOverdue", true)])
        {
            await PassAsync(TimeSpan.FromDays(pass));
            await host.Api.RunTimerAsync("ReconcileRequests");
            await Api.EventuallyAsync(
                async () => (await OutcomesAsync(id)).Any(x => x.StartsWith(word, StringComparison.Ordinal)), word);
            Assert.Equal(late, (await ViewAsync(id))["overdue"]!.GetValue<bool>());
        }

        Assert.DoesNotContain(await OutcomesAsync(id), x => x.StartsWith("overdue", StringComparison.Ordinal));
        Assert.Equal(id, await FirstDueAsync());
        var before = Move("answered");
        before["at"] = "2026-01-01T00:00:00Z";
        Assert.Equal(["at"], (await team.MoveAsync(id, "complaint/state", before)).ExpectProblem(HttpStatusCode.BadRequest));
        await MoveComplaintAsync(id, "answered");
        before["state"] = "closed";
        Assert.Equal(["at"], (await team.MoveAsync(id, "complaint/state", before)).ExpectProblem(HttpStatusCode.BadRequest));
        Assert.False((await ViewAsync(id))["overdue"]!.GetValue<bool>());
        (await team.MoveAsync(id, "complaint/state", Move("open"))).ExpectProblem(HttpStatusCode.Conflict);
        var again = Move("open");
        again["respondBy"] = "2099-01-01T00:00:00Z";
        (await team.MoveAsync(id, "complaint/state", again)).Expect(HttpStatusCode.OK);
        await MoveComplaintAsync(id, "closed");
        (await team.MoveAsync(id, "complaint/state", Move("answered"))).ExpectProblem(HttpStatusCode.Conflict);
    }

    async Task GoneAsync(string id, Person person, JsonObject form)
    {
        var view = await ViewAsync(id);
        Assert.NotNull(view["endedAt"]);
        Assert.Single(view["letters"]!.AsArray());
        Assert.Single(view["outcomes"]!.AsArray());
        (await team.GetAsync(id, "/subject")).ExpectProblem(HttpStatusCode.NotFound);
        (await team.GetAsync(id, "/answer")).ExpectProblem(HttpStatusCode.Gone);
        (await team.GetAsync(id, "/certificate")).Expect(HttpStatusCode.OK);
        foreach (var (move, body) in ((string, JsonObject)[])
        [
            ("deliveries", []), ("notes", new JsonObject { ["text"] = "late" }), ("retry", []),
            ("answer", new JsonObject { ["channel"] = "web" }),
        ])
        {
            (await team.MoveAsync(id, move, body)).ExpectProblem(HttpStatusCode.Conflict);
        }

        // A complaint can come at any time; what is left answers it.
        var late = await ComplaintAsync(id, TimeSpan.FromDays(3650));
        late["reference"] = "IC-late";
        (await team.MoveAsync(id, "complaint", late)).Expect(HttpStatusCode.OK);
        Assert.Equal("IC-late", $"{(await ViewAsync(id))["complaints"]!.AsArray()[^1]!["reference"]}");

        var found = await team.Session.SendAsync(
            HttpMethod.Post, "/subjects/search", new JsonObject { ["identities"] = person.By("accountId") });
        Assert.Empty(found.Expect(HttpStatusCode.OK).Json["requests"]!.AsArray());
        Assert.NotEqual(id, (await team.FileAsync(form)).Filed().RequestId);
        Assert.Contains(
            await AuditLines.ReadAsync(host.App, "globex"),
            x => (x.Text("event"), x.Text("resource")) == ("request.ended", $"requests/{id}"));
    }

    async Task<JsonNode> ViewAsync(string id) => (await team.GetAsync(id)).Expect(HttpStatusCode.OK).Json;

    async Task<IEnumerable<string>> OutcomesAsync(string id) =>
        (await ViewAsync(id))["timeline"]!.AsArray().Select(x => $"{x!["outcome"]}");

    async Task<string> FirstDueAsync()
    {
        var list = await team.Session.SendAsync(HttpMethod.Get, "/requests?sort=dueAt&limit=1");
        return $"{list.Expect(HttpStatusCode.OK).Json["items"]![0]!["requestId"]}";
    }

    async Task MoveComplaintAsync(string id, string state) =>
        (await team.MoveAsync(id, "complaint/state", Move(state))).Expect(HttpStatusCode.OK);

    static JsonObject Move(string state) => new() { ["reference"] = Reference, ["state"] = state };

    /// <param name="time">After the request, which the host's clock has just received.</param>
    async Task<JsonObject> ComplaintAsync(string id, TimeSpan time)
    {
        var received = Time((await ViewAsync(id))["receivedAt"]!);
        return new JsonObject
        {
            ["authority"] = "Information Commissioner",
            ["reference"] = Reference,
            ["receivedAt"] = received.ToString("O", CultureInfo.InvariantCulture),
            ["respondBy"] = received.Add(time).ToString("O", CultureInfo.InvariantCulture),
        };
    }

    async Task PassAsync(TimeSpan time)
    {
        await host.PassAsync(time);
        await host.Api.RunTimerAsync("EndRequests");
    }

    static DateTimeOffset Time(JsonNode node) => DateTimeOffset.Parse(node.GetValue<string>(), CultureInfo.InvariantCulture);
}
