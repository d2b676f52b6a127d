using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.SubjectRequests;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

public sealed class HoldTests(SharedHost host)
{
    const string Unknown = "0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee";

    readonly Session legal = host.Api.As("acme", "Legal.Holds");
    readonly Session privacy = host.Api.As("acme", "Privacy.Handler");

    [Fact]
    public async Task Holds_stand_until_they_are_released_and_keep_the_recording()
    {
        var id = await AnnounceAsync();

        var first = (await PlaceAsync(id, "claim-17", "claim-17 of 2026", "2027-01-31T00:00:00Z")).Expect(HttpStatusCode.OK);
        Assert.Equal("""{"holdId":"claim-17","matter":"claim-17 of 2026","reviewAt":"2027-01-31T00:00:00Z"}""", first.Text);
        Assert.Equal(
            first.Text, (await PlaceAsync(id, "claim-17", "claim-17 of 2026", "2027-01-31T00:00:00Z")).Expect(HttpStatusCode.OK).Text);
        (await PlaceAsync(id, "claim-17", "claim-18", "2027-01-31T00:00:00Z")).ExpectProblem(HttpStatusCode.Conflict);
        (await PlaceAsync(id, "audit", "the auditor's sample", null)).Expect(HttpStatusCode.OK);
        Assert.Equal(
            ["claim-17", "audit"],
            (await privacy.ViewAsync(id)).Json["holds"]!.AsArray().Select(x => x!["holdId"]!.GetValue<string>()));

        var (outcome, _) = await host.App.EraseAsync("acme", id);
        Assert.Equal((OutcomeKind.Retained, "17(3)(e)", 2027), (outcome.Outcome, outcome.Basis, outcome.ReviewAt!.Value.Year));

        (await ReleaseAsync(id, "claim-17")).Expect(HttpStatusCode.NoContent);
        (await ReleaseAsync(id, "claim-17")).Expect(HttpStatusCode.NoContent);
        (await ReleaseAsync(id, "claim-99")).ExpectProblem(HttpStatusCode.NotFound);
        (await PlaceAsync(id, "claim-17", "claim-17 of 2026", "2027-01-31T00:00:00Z")).ExpectProblem(HttpStatusCode.Conflict);
        Assert.Equal(OutcomeKind.Retained, (await host.App.EraseAsync("acme", id)).Outcome.Outcome);
        (await ReleaseAsync(id, "audit")).Expect(HttpStatusCode.NoContent);
        Assert.Equal(OutcomeKind.Erased, (await host.App.EraseAsync("acme", id)).Outcome.Outcome);
        (await PlaceAsync(id, "claim-20", "claim-20", null)).ExpectProblem(HttpStatusCode.Gone);
        (await ReleaseAsync(id, "audit")).ExpectProblem(HttpStatusCode.Gone);
    }

    [Theory]
    [InlineData("claim-17", """{"matter":"Okafor against us"}""", "matter")]
    [InlineData("claim-17", """{"matter":"call 07700 900123"}""", "matter")]
    [InlineData("claim-17", """{"matter":""}""", "matter")]
    [InlineData("claim-17", """{"reviewAt":"2027-01-31T00:00:00Z"}""", "matter")]
    [InlineData("claim-17", """{"matter":"x","reviewAt":"soon"}""", "reviewAt")]
    [InlineData("07700900123", """{"matter":"x"}""", "holdId")]
    [InlineData("claim%2017", """{"matter":"x"}""", "holdId")]
    public async Task A_hold_names_nobody(string hold, string body, string field)
    {
        var id = await AnnounceAsync("Okafor");

        var answer = await legal.SendAsync(HttpMethod.Put, $"/recordings/{id}/holds/{hold}", JsonNode.Parse(body));

        Assert.Equal([field], answer.ExpectProblem(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_recording_that_is_not_there_has_no_holds()
    {
        (await PlaceAsync(Unknown, "claim-17", "claim-17", null)).ExpectProblem(HttpStatusCode.NotFound);
        (await ReleaseAsync(Unknown, "claim-17")).ExpectProblem(HttpStatusCode.NotFound);
    }

    async Task<string> AnnounceAsync(string? name = null)
    {
        var caller = new JsonObject { ["phone"] = Erasing.NewPhone() };
        if (name is not null)
        {
            caller["name"] = name;
        }

        var answer = await host.Api.As("acme", "Recordings.Upload").AnnounceAsync(Erasing.Call(caller).Ticket);
        return answer.Announced().RecordingId;
    }

    Task<Answer> PlaceAsync(string id, string hold, string matter, string? reviewAt) => legal.SendAsync(
        HttpMethod.Put, $"/recordings/{id}/holds/{hold}", new JsonObject { ["matter"] = matter, ["reviewAt"] = reviewAt });

    Task<Answer> ReleaseAsync(string id, string hold) => legal.SendAsync(HttpMethod.Delete, $"/recordings/{id}/holds/{hold}");
}
