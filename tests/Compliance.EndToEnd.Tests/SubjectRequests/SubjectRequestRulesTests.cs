using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>Who may do what to a request, when, and what bad input is told.</summary>
public sealed class SubjectRequestRulesTests(SharedHost host)
{
    readonly PrivacyTeam team = new(host.Api, "acme");

    [Fact]
    public async Task Bad_fields_are_named_and_never_repeated()
    {
        var person = new Person();
        var form = new JsonObject
        {
            ["type"] = "erasure",
            ["identities"] = new JsonArray(new JsonObject { ["type"] = "phone", ["value"] = "not-a-number" }),
            ["ground"] = "99(9)",
            ["receivedAt"] = "2099-01-01T00:00:00Z",
            ["callbackUrls"] = new JsonArray("ftp://example.org"),
            ["reference"] = $"about {person.Phone}",
        };
        var answer = await team.FileAsync(form);
        var fields = answer.ExpectProblem(HttpStatusCode.BadRequest);
        Assert.Equal(["callbackUrls[0]", "ground", "identities[0].value", "receivedAt", "reference"], fields.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(person.Phone, answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("not-a-number", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_alone_finds_nobody_and_is_refused() => Assert.Equal(
        ["identities"], (await team.FileAsync(PrivacyTeam.Erasure(new Person().By("name")))).ExpectProblem(HttpStatusCode.BadRequest));

    [Fact]
    public async Task The_first_filing_under_a_reference_stands_and_a_different_request_is_a_conflict_that_says_in_what()
    {
        var person = new Person();
        var form = PrivacyTeam.Erasure(person.By("accountId", "phone"));
        form["receivedAt"] = "2026-11-10T09:00:00Z";
        var first = (await team.FileAsync(form)).Expect(HttpStatusCode.Accepted);
        form["receivedAt"] = "2026-11-12T09:00:00Z";
        (form["reason"], form["channel"], form["identities"]) = ("Told again.", "phone", person.By("phone", "accountId"));
        var again = (await team.FileAsync(form)).Expect(HttpStatusCode.OK);
        Assert.Equal((first.Text, first.Header("Location")), (again.Text, again.Header("Location")));
        var view = (await team.GetAsync(first.Filed().RequestId)).Json;
        Assert.Equal(("2026-11-10T09:00:00Z", "email"), (view["receivedAt"]!.GetValue<string>(), view["channel"]!.GetValue<string>()));

        form["identities"] = person.By("accountId");
        Assert.EndsWith("in: identities.", await ConflictAsync(form), StringComparison.Ordinal);
        form["type"] = "restriction";
        Assert.EndsWith("in: type, identities.", await ConflictAsync(form), StringComparison.Ordinal);
        form["identities"] = person.By("accountId", "phone");
        Assert.EndsWith("in: type.", await ConflictAsync(form), StringComparison.Ordinal);
    }

    async Task<string> ConflictAsync(JsonObject form)
    {
        var answer = await team.FileAsync(form);
        answer.ExpectProblem(HttpStatusCode.Conflict);
        return answer.Json["detail"]!.GetValue<string>();
    }

    [Fact]
    public async Task Intake_files_and_works_nothing()
    {
        var intake = host.Api.As("acme", "Privacy.Intake");
        var form = PrivacyTeam.Erasure(new Person().By("accountId"));
        form["decision"] = PrivacyTeam.Approval;
        (await intake.SendAsync(HttpMethod.Post, "/requests", form)).ExpectProblem(HttpStatusCode.Forbidden);
        form.Remove("decision");
        var id = (await intake.SendAsync(HttpMethod.Post, "/requests", form)).Expect(HttpStatusCode.Accepted).Json["requestId"];
        (await intake.SendAsync(HttpMethod.Post, $"/requests/{id}/identity", PrivacyTeam.Verified)).ExpectProblem(HttpStatusCode.Forbidden);
        var handler = host.Api.As("acme", "Privacy.Handler");
        (await handler.SendAsync(HttpMethod.Post, $"/requests/{id}/identity", PrivacyTeam.Verified)).Expect(HttpStatusCode.OK);
        (await handler.SendAsync(HttpMethod.Post, $"/requests/{id}/decision", PrivacyTeam.Approval)).ExpectProblem(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_refusal_has_reasons_and_a_letter_that_says_them()
    {
        var form = PrivacyTeam.Erasure(new Person().By("accountId"));
        form["identity"] = PrivacyTeam.Verified;
        var id = (await team.FileAsync(form)).Read<FiledRequest>().RequestId;
        Assert.Equal(["reason"], (await team.MoveAsync(id, "decision", new JsonObject { ["outcome"] = "refuse" }))
            .ExpectProblem(HttpStatusCode.BadRequest));
        var refusal = new JsonObject { ["outcome"] = "refuse", ["reason"] = "The same request was answered last week." };
        Assert.Equal(
            "refused", (await team.MoveAsync(id, "decision", refusal)).Request().State);
        var letter = (await team.GetAsync(id, "/answer", ("Accept", "text/plain"))).Expect(HttpStatusCode.OK).Text;
        Assert.Contains("answered last week", letter, StringComparison.Ordinal);
        Assert.Contains("authority", letter, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_request_waits_through_identity_and_can_be_cancelled_before_it_runs()
    {
        var id = (await team.FileAsync(PrivacyTeam.Erasure(new Person().By("accountId")))).Read<FiledRequest>().RequestId;
        (await team.MoveAsync(id, "decision", PrivacyTeam.Approval)).ExpectProblem(HttpStatusCode.Conflict);
        (await team.MoveAsync(id, "identity", new JsonObject { ["outcome"] = "insufficient" })).Expect(HttpStatusCode.OK);
        var view = (await team.GetAsync(id)).Expect(HttpStatusCode.OK).Json;
        Assert.Single(view["clock"]!["suspended"]!.AsArray());
        Assert.Equal("cancelled", (await team.MoveAsync(id, "cancel")).Request().State);
        (await team.MoveAsync(id, "identity", PrivacyTeam.Verified)).ExpectProblem(HttpStatusCode.Conflict);
        (await team.MoveAsync(id, "retry")).ExpectProblem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task An_extension_is_told_within_the_first_month_and_once()
    {
        var form = PrivacyTeam.Erasure(new Person().By("accountId"));
        form["receivedAt"] = "2026-11-10T09:00:00Z";
        var id = (await team.FileAsync(form)).Read<FiledRequest>().RequestId;
        var extension = new JsonObject
        {
            ["until"] = "2027-01-29T12:00:00Z",
            ["reasons"] = "Many recordings have to be listened to.",
            ["toldAt"] = "2026-11-15T09:00:00Z",
        };
        (await team.MoveAsync(id, "extension", extension)).Expect(HttpStatusCode.OK);
        (await team.MoveAsync(id, "extension", extension)).Expect(HttpStatusCode.OK);
        var view = (await team.GetAsync(id)).Json;
        Assert.Equal("2027-01-29T23:59:59.9999999Z", view["dueAt"]!.GetValue<string>());
        extension["until"] = "2027-02-01T12:00:00Z";
        (await team.MoveAsync(id, "extension", extension)).ExpectProblem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Lists_narrow_by_state_type_and_due_date()
    {
        var lists = new PrivacyTeam(host.Api, "initech");
        var id = (await lists.FileAsync(PrivacyTeam.Erasure(new Person().By("accountId")))).Read<FiledRequest>().RequestId;
        Assert.Contains(id, await ListAsync(lists, "?state=awaitingIdentity&type=erasure&overdue=false"));
        Assert.DoesNotContain(id, await ListAsync(lists, "?state=running"));
        Assert.DoesNotContain(id, await ListAsync(lists, "?type=access"));
        Assert.DoesNotContain(id, await ListAsync(lists, "?dueBefore=2020-01-01T00:00:00Z"));
        Assert.Equal(
            ["state"], (await lists.Session.SendAsync(HttpMethod.Get, "/requests?state=odd")).ExpectProblem(HttpStatusCode.BadRequest));
        (await lists.GetAsync(Guid.NewGuid().ToString())).ExpectProblem(HttpStatusCode.NotFound);
    }

    static async Task<IReadOnlyList<string>> ListAsync(PrivacyTeam team, string query) =>
    [
        .. (await team.Session.SendAsync(HttpMethod.Get, "/requests" + query)).Expect(HttpStatusCode.OK).Json["items"]!.AsArray()
            .Select(x => x!["requestId"]!.GetValue<string>()),
    ];
}
