using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>Requests that repeat others, and what a controller may do about it (GDPR Art. 12(5)).</summary>
public sealed class ExcessTests(SharedHost host)
{
    readonly RightsDesk desk = new(host.Api, "acme");

    [Fact]
    public async Task A_request_shows_the_first_of_its_kind_within_the_tenants_time()
    {
        var person = new Person();
        var old = await FiledAsync(person, "access", "2026-01-05T09:00:00Z");
        var first = await FiledAsync(person, "access", "2026-07-10T09:00:00Z");
        var cancelled = await FiledAsync(person, "access", "2026-06-20T09:00:00Z");
        (await RightsDesk.MoveAsync(desk.Clerk, cancelled, "cancel")).Expect(HttpStatusCode.OK);
        await FiledAsync(person, "erasure", "2026-07-01T09:00:00Z");
        Assert.Null((await desk.ViewAsync(first))["repeats"]);

        var second = await FiledAsync(person, "access", "2026-11-20T09:00:00Z");
        var third = await desk.FileAsync("access", person.By("phone", "name"), x => x["receivedAt"] = "2026-11-21T09:00:00Z");
        Assert.Equal((first, "awaitingIdentity", 1), Repeats(await desk.ViewAsync(second)));
        Assert.Equal((first, "awaitingIdentity", 2), Repeats(await desk.ViewAsync(third)));
        Assert.Null((await desk.ViewAsync(old))["repeats"]);
        await IntakeLearnsNothingAsync(person);

        var namesake = await desk.FileAsync(
            "access", new JsonArray(person.By("name")[0]!.DeepClone(), new Person().By("phone")[0]!.DeepClone()));
        Assert.Null((await desk.ViewAsync(namesake))["repeats"]);
    }

    [Fact]
    public async Task A_fee_waits_for_its_payment_and_the_period_with_it()
    {
        var person = new Person();
        var first = await FiledAsync(person, "restriction", "2026-11-02T09:00:00Z");
        var id = await FiledAsync(person, "restriction", "2026-11-20T09:00:00Z");
        Assert.Equal(first, Repeats(await desk.ViewAsync(id)).Id);
        (await DecideAsync(id, Fees.Demand())).ExpectProblem(HttpStatusCode.Conflict);
        await desk.IdentifyAsync(id);
        await RefusedAsync(id, x => x["reason"] = null, "reason");
        await RefusedAsync(id, x => x["ground"] = null, "ground");
        await RefusedAsync(id, x => x["fee"] = null, "fee");
        await RefusedAsync(id, x => x["fee"]!["amount"] = 0, "fee.amount");
        await RefusedAsync(id, x => x["fee"]!["amount"] = 1.005, "fee.amount");
        foreach (var currency in (string[])["euro", "eur", "QQQ", "XXX", ""])
        {
            await RefusedAsync(id, x => x["fee"]!["currency"] = currency, "fee.currency");
        }

        var asked = (await DecideAsync(id, Fees.Demand())).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(("awaitingPayment", false), ($"{asked["state"]}", asked["decisionTaken"]!.GetValue<bool>()));
        (await DecideAsync(id, Fees.Demand())).Expect(HttpStatusCode.OK);
        (await DecideAsync(id, Fees.Demand(x => x["fee"]!["amount"] = 20))).ExpectProblem(HttpStatusCode.Conflict);
        (await DecideAsync(id, PrivacyTeam.Approval)).ExpectProblem(HttpStatusCode.Conflict);
        var view = await desk.ViewAsync(id);
        Assert.Null(Assert.Single(view["clock"]!["suspended"]!.AsArray())!["to"]);
        var fee = view["fee"]!;
        Assert.Equal((12.5m, "EUR", null), (fee["amount"]!.GetValue<decimal>(), $"{fee["currency"]}", fee["paidAt"]?.ToString()));
        Assert.NotNull(view["stopsAt"]);
        await LetterAsync(id, "fee", "12.50 EUR", "12(5)(a)", "Nothing was recorded since", "on 2 November 2026", "You may complain");
        Assert.DoesNotContain("stands still until we know", await ReadAsync(id, "received"), StringComparison.Ordinal);

        var early = new JsonObject { ["paidAt"] = "2026-11-20T09:00:00Z" };
        Assert.Equal(["paidAt"], (await PayAsync(id, early)).ExpectProblem(HttpStatusCode.BadRequest));
        var paid = (await PayAsync(id)).Expect(HttpStatusCode.OK);
        Assert.Equal(paid.Text, (await PayAsync(id)).Expect(HttpStatusCode.OK).Text);
        (await PayAsync(id, new JsonObject { ["waived"] = true })).ExpectProblem(HttpStatusCode.Conflict);
        view = await desk.ViewAsync(id);
        Assert.Equal("awaitingDecision", $"{view["state"]}");
        Assert.NotNull(Assert.Single(view["clock"]!["suspended"]!.AsArray())!["to"]);
        (await desk.Clerk.SendAsync(HttpMethod.Get, $"/requests/{id}/letters/fee")).ExpectProblem(HttpStatusCode.Conflict);
        (await DecideAsync(id, PrivacyTeam.Approval)).Expect(HttpStatusCode.Accepted);
        (await PayAsync(id)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_fee_that_is_not_paid_ends_with_a_waiver_a_refusal_or_a_cancellation()
    {
        foreach (var (move, body, state) in ((string, JsonObject?, string)[])
        [
            ("payment", new JsonObject { ["waived"] = true }, "awaitingDecision"),
            ("decision", Fees.Refusal(), "refused"),
            ("cancel", null, "cancelled"),
        ])
        {
            var id = await FiledAsync(new Person(), "access", "2026-11-20T09:00:00Z");
            await desk.IdentifyAsync(id);
            (await DecideAsync(id, Fees.Demand())).Expect(HttpStatusCode.OK);
            (await RightsDesk.MoveAsync(move == "decision" ? desk.Approver : desk.Clerk, id, move, body)).Expect(HttpStatusCode.OK);
            Assert.Equal(state, $"{(await desk.ViewAsync(id))["state"]}");
        }
    }

    [Fact]
    public async Task A_refusal_as_excessive_has_its_article_its_reason_and_the_first_request_in_the_letter()
    {
        var person = new Person();
        await FiledAsync(person, "objection", "2026-11-02T09:00:00Z");
        var id = await FiledAsync(person, "objection", "2026-11-20T09:00:00Z");
        await desk.IdentifyAsync(id);
        var refusal = Fees.Refusal();
        refusal["reason"] = null;
        Assert.Equal(["reason"], (await DecideAsync(id, refusal)).ExpectProblem(HttpStatusCode.BadRequest));
        Assert.Equal("refused", $"{(await DecideAsync(id, Fees.Refusal())).Expect(HttpStatusCode.OK).Json["state"]}");
        await LetterAsync(id, "answer", "12(5)(b)", "Nothing was recorded since", "on 2 November 2026", "You may complain");
    }

    [Theory]
    [InlineData("withdrawal", null)]
    [InlineData("objection", "21(2)")]
    [InlineData("objection", "21(3)")]
    public async Task What_is_free_at_any_time_is_neither_charged_nor_refused_as_excessive(string type, string? ground)
    {
        var id = await desk.FileAsync(type, new Person().By("accountId"), x => x["ground"] = ground);
        await desk.IdentifyAsync(id);
        Assert.Equal(["ground"], (await DecideAsync(id, Fees.Demand())).ExpectProblem(HttpStatusCode.BadRequest));
        Assert.Equal(["ground"], (await DecideAsync(id, Fees.Refusal("unfounded"))).ExpectProblem(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_ground_belongs_to_a_refusal_or_a_fee_and_a_fee_to_nothing_at_filing()
    {
        var form = PrivacyTeam.Erasure(new Person().By("accountId"));
        (form["type"], form["identity"], form["decision"]) = ("access", PrivacyTeam.Verified, Fees.Demand());
        Assert.Equal(
            ["decision.outcome"],
            (await host.Api.As("acme", "Privacy.Handler", "Privacy.Approver").SendAsync(HttpMethod.Post, "/requests", form))
                .ExpectProblem(HttpStatusCode.BadRequest));
        var id = await FiledAsync(new Person(), "access", "2026-11-20T09:00:00Z");
        await desk.IdentifyAsync(id);
        var approval = PrivacyTeam.Approval;
        (approval["ground"], approval["fee"]) = ("excessive", new JsonObject { ["amount"] = 1, ["currency"] = "EUR" });
        Assert.Equal(["fee", "ground"], (await DecideAsync(id, approval)).ExpectProblem(HttpStatusCode.BadRequest));
    }

    /// <summary>Else whoever may file could ask whether somebody had asked for something.</summary>
    async Task IntakeLearnsNothingAsync(Person person)
    {
        var intake = host.Api.As("acme", "Privacy.Intake");
        var form = PrivacyTeam.Erasure(person.By("accountId"));
        form["type"] = "access";
        var id = (await intake.SendAsync(HttpMethod.Post, "/requests", form)).Filed().RequestId;
        Assert.Null((await intake.SendAsync(HttpMethod.Get, $"/requests/{id}")).Expect(HttpStatusCode.OK).Json["repeats"]);
        Assert.NotNull((await desk.ViewAsync(id))["repeats"]);
    }

    async Task RefusedAsync(string id, Action<JsonObject> change, string field) =>
        Assert.Equal([field], (await DecideAsync(id, Fees.Demand(change))).ExpectProblem(HttpStatusCode.BadRequest));

    Task<Answer> DecideAsync(string id, JsonNode decision) => RightsDesk.MoveAsync(desk.Approver, id, "decision", decision.DeepClone());

    Task<Answer> PayAsync(string id, JsonObject? body = null) => RightsDesk.MoveAsync(desk.Clerk, id, "payment", body);

    Task<string> FiledAsync(Person person, string type, string receivedAt) =>
        desk.FileAsync(type, person.By("accountId", "phone"), x => x["receivedAt"] = receivedAt);

    async Task LetterAsync(string id, string letter, params string[] words)
    {
        var text = await ReadAsync(id, letter);
        Assert.All(words, x => Assert.Contains(x, text, StringComparison.Ordinal));
    }

    async Task<string> ReadAsync(string id, string letter) => (await desk.Clerk.SendAsync(
        HttpMethod.Get, $"/requests/{id}/letters/{letter}", null, ("Accept", "text/plain")))
        .Expect(HttpStatusCode.OK).Text.Replace('\n', ' ');

    static (string Id, string State, int Count) Repeats(JsonNode view) =>
        ($"{view["repeats"]!["requestId"]}", $"{view["repeats"]!["state"]}", view["repeats"]!["count"]!.GetValue<int>());
}
