using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;

namespace Compliance.EndToEnd.Tests.Purposes;

/// <summary>What a request stops is stopped for calls that are announced after it, too.</summary>
public sealed class LateCallTests(SharedHost host)
{
    readonly RightsDesk desk = new(host.Api, "acme");

    [Theory]
    [InlineData("withdrawal", null, "withdrawn", "active", false)]
    [InlineData("erasure", "17(1)(b)", "withdrawn", "active", false)]
    [InlineData("erasure", "17(1)(c)", "active", "objected", true)]
    [InlineData("objection", "21(2)", "active", "objected", false)]
    [InlineData("objection", "21(1)", "active", "objected", true)]
    [InlineData("restriction", "18(1)(a)", "active", "active", true)]
    [InlineData("rectification", null, "active", "active", true)]
    public async Task A_call_that_comes_while_the_request_is_open_is_stopped_before_it_can_be_uploaded(
        string type, string? ground, string quality, string marketing, bool restricted)
    {
        var person = new Person();
        var id = await desk.FileAsync(type, person.By("accountId"), x => x["ground"] = ground);
        await Api.EventuallyAsync(async () => (await desk.ViewAsync(id))["stopsAt"] is not null, "it takes effect");
        var call = await KeptCall.SealAsync(
            host.Api, person, "quality:consent", "marketing:legitimateInterests", "fraud:legitimateInterests");
        Assert.Equal($"{quality}, {marketing}, active, {restricted}", await SeenAsync(call));

        (await RightsDesk.MoveAsync(desk.Clerk, id, "cancel")).Expect(HttpStatusCode.OK);
        await Api.EventuallyAsync(async () => await SeenAsync(call) == "active, active, active, False", "it is undone");
        Assert.Equal("active, active, active, False", await SeenAsync(await SealAsync(person)));
    }

    [Theory]
    [InlineData("withdrawal", null, "withdrawn, active, active, False")]
    [InlineData("objection", "21(3)", "active, objected, active, False")]
    [InlineData("objection", "21(1)", "active, objected, active, False")]
    [InlineData("restriction", "18(1)(a)", "active, active, active, False")]
    public async Task After_the_answer_withdrawn_consent_and_marketing_stay_stopped_for_later_calls(string type, string? ground, string later)
    {
        var person = new Person();
        var id = await desk.FileAsync(type, person.By("accountId"), x => x["ground"] = ground);
        var between = await SealAsync(person);
        await desk.IdentifyAsync(id);
        await desk.DecideAsync(id, change: x => x["exclude"] = new JsonArray(new JsonObject
        {
            ["recordingId"] = between.Id, ["reason"] = "It is needed, 12(5)(b).",
        }));
        await desk.TellAsync(id);
        await Api.EventuallyAsync(async () => await SeenAsync(between) == "active, active, active, False", "what was left out goes on");
        Assert.Equal(later, await SeenAsync(await SealAsync(person)));
        Assert.Equal("active, active, active, False", await SeenAsync(await SealAsync(new Person())));
    }

    [Fact]
    public async Task Consent_given_anew_in_a_later_call_counts_and_an_old_one_does_not()
    {
        var person = new Person();
        var id = await desk.FileAsync("withdrawal", person.By("accountId"));
        await desk.IdentifyAsync(id);
        await desk.DecideAsync(id);
        await desk.TellAsync(id);
        foreach (var (startedAt, evidence, state) in ((DateTimeOffset, string?, string)[])
            [(TimeProvider.System.GetUtcNow(), "spoken, turn 2", "active"), (TimeProvider.System.GetUtcNow(), null, "withdrawn"),
                (DateTimeOffset.UnixEpoch.AddYears(50), "spoken, turn 2", "withdrawn")])
        {
            var sample = person.Call(x =>
            {
                x["startedAt"] = startedAt.ToString("O");
                x["purposes"]![0]!["evidence"] = evidence;
            });
            var call = await host.Api.As("acme", "Recordings.Upload").SealAsync(sample.Ticket, sample.Files);
            var view = (await desk.Clerk.ViewAsync(call.Id)).Expect(HttpStatusCode.OK).Json;
            Assert.Equal(state, view["purposes"]![0]!["state"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task A_call_that_turns_out_to_be_of_that_person_is_stopped_with_the_correction()
    {
        var (person, other) = (new Person(), new Person());
        var call = await SealAsync(other);
        await desk.FileAsync("withdrawal", person.By("accountId"));
        var correction = new JsonObject
        {
            ["reason"] = "It was somebody else.",
            ["parties"] = new JsonArray(new JsonObject { ["role"] = "agent", ["id"] = "agent-7" }, person.Party),
        };
        (await desk.Clerk.CorrectAsync(call.Id, correction)).Expect(HttpStatusCode.OK);
        Assert.Equal("withdrawn, active, active, False", await SeenAsync(call));
    }

    Task<KeptCall> SealAsync(Person person) => KeptCall.SealAsync(
        host.Api, person, "quality:consent", "marketing:legitimateInterests", "fraud:legitimateInterests");

    static async Task<string> SeenAsync(KeptCall call)
    {
        SeenStates? seen;
        do
        {
            seen = await call.TryStatesAsync();
        }
        while (seen is null);

        return $"{string.Join(", ", seen.States.Values)}, {seen.Restricted}";
    }
}
