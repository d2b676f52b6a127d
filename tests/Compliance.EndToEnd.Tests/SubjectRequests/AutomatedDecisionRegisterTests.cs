using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>The register of automated decisions (GDPR Art. 22): versioned, on record, and only what the tenant wrote.</summary>
public sealed class AutomatedDecisionRegisterTests(SharedHost host)
{
    [Fact]
    public async Task An_entry_is_versioned_and_every_version_is_on_record()
    {
        var id = await Register.MadeAsync(host.Api, "globex");
        var officer = host.Api.As("globex", "Privacy.Officer");
        var made = (await officer.SendAsync(HttpMethod.Get, $"/automatedDecisions/{id}")).Expect(HttpStatusCode.OK);
        Assert.Equal("\"1\"", made.Header("ETag"));
        Assert.Empty(made.Json["earlier"]!.AsArray());
        (await Register.PutAsync(host.Api, "globex", id, Register.Entry())).Expect(HttpStatusCode.OK);

        var ended = Register.Entry(x => x["until"] = "2026-06-01T00:00:00Z");
        (await Register.PutAsync(host.Api, "globex", id, ended)).ExpectProblem(HttpStatusCode.PreconditionRequired);
        (await Register.PutAsync(host.Api, "globex", id, ended, "\"7\"")).ExpectProblem(HttpStatusCode.PreconditionFailed);
        (await Register.PutAsync(host.Api, "globex", "none-yet", ended, "\"1\"")).ExpectProblem(HttpStatusCode.PreconditionFailed);
        var changed = (await Register.PutAsync(host.Api, "globex", id, ended, "\"1\"")).Expect(HttpStatusCode.OK);
        Assert.Equal(
            (2, "2026-06-01T00:00:00Z", 1, null),
            (Current(changed)["version"]!.GetValue<int>(),
            $"{Current(changed)["until"]}",
            changed.Json["earlier"]![0]!["version"]!.GetValue<int>(),
            changed.Json["earlier"]![0]!["until"]?.ToString()));
        Assert.Equal(changed.Text, (await Register.PutAsync(host.Api, "globex", id, ended)).Expect(HttpStatusCode.OK).Text);

        var list = (await officer.SendAsync(HttpMethod.Get, "/automatedDecisions")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal(2, list.Single(x => $"{x!["automatedDecisionId"]}" == id)!["version"]!.GetValue<int>());
        (await host.Api.As("globex", "Privacy.Handler").SendAsync(HttpMethod.Put, $"/automatedDecisions/{id}", Register.Entry()))
            .ExpectProblem(HttpStatusCode.Forbidden);
        (await host.Api.As("acme", "Privacy.Officer").SendAsync(HttpMethod.Get, $"/automatedDecisions/{id}"))
            .ExpectProblem(HttpStatusCode.NotFound);
        await Api.EventuallyAsync(
            async () => (await PhasesAsync(id)).SequenceEqual(["intent", "done", "intent", "done"]), "the log has both");
    }

    async Task<IEnumerable<string>> PhasesAsync(string id) =>
        (await host.Api.As("globex", "Audit.Read").SendAsync(
            HttpMethod.Get, $"/audit/entries?event=automatedDecision.changed&resource=automatedDecisions/{id}")).Json["items"]!.AsArray()
        .Select(x => $"{x!["entry"]!["phase"]}");

    [Theory]
    [InlineData("name", "", "name")]
    [InlineData("ground", "22(2)(d)", "ground")]
    [InlineData("ground", "22(2)(b)", "law")]
    [InlineData("law", "A law", "law")]
    [InlineData("specialCategoriesGround", "9(2)(a)", "specialCategoriesGround")]
    [InlineData("until", "2025-01-01T00:00:00Z", "until")]
    [InlineData("logic", null, "logic")]
    public async Task What_is_wrong_with_an_entry_is_named(string field, string? value, string fault) => Assert.Equal(
        [fault],
        (await Register.PutAsync(host.Api, "globex", "faulty", Register.Entry(x => x[field] = value)))
            .ExpectProblem(HttpStatusCode.BadRequest));

    [Fact]
    public async Task An_entry_has_an_opaque_name_and_somebody_who_reviews_it()
    {
        Assert.Equal(
            ["reviewers[1]"],
            (await Register.PutAsync(host.Api, "globex", "faulty", Register.Entry(
                x => x["reviewers"] = new JsonArray("Head of customer care", "Head of customer care"))))
                .ExpectProblem(HttpStatusCode.BadRequest));
        Assert.Equal(
            ["reviewers"],
            (await Register.PutAsync(host.Api, "globex", "faulty", Register.Entry(x => x["reviewers"] = new JsonArray())))
                .ExpectProblem(HttpStatusCode.BadRequest));
        Assert.Equal(
            ["automatedDecisionId"],
            (await Register.PutAsync(host.Api, "globex", "Score", Register.Entry())).ExpectProblem(HttpStatusCode.BadRequest));
        (await host.Api.As("globex", "Tenant.Admin").SendAsync(HttpMethod.Get, "/automatedDecisions/Score"))
            .ExpectProblem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_forged_entry_is_left_out_and_counted_and_stops_no_access_request()
    {
        await using var app = await AppHost.StartAsync(Api.Cancellation);
        await Register.MadeAsync(app.Api, "acme");
        var settings = app.Account("acme").GetBlobContainerClient("settings");
        foreach (var name in (string[])["automatedDecisions/forged", "pending/forged"])
        {
            await settings.UploadBlobAsync(name, BinaryData.FromString("{}"), Api.Cancellation);
        }

        var list = (await app.Api.As("acme", "Privacy.Officer").SendAsync(HttpMethod.Get, "/automatedDecisions")).Expect(HttpStatusCode.OK);
        Assert.Equal((1, 1), (list.Json["items"]!.AsArray().Count, list.Json["unverifiable"]!.GetValue<int>()));
        await app.Api.RunTimerAsync("ReconcileRequests");
        var person = new Person();
        var call = person.Call();
        await app.Api.As("acme", "Recordings.Upload").SealAsync(call.Ticket, call.Files);
        var report = await AutomatedDecisionTests.ReportAsync(app.Api, "acme", person);
        Assert.StartsWith("1 of the entries", $"{report["statement"]}", StringComparison.Ordinal);
        Assert.Single(report["register"]!.AsArray());
    }

    static JsonNode Current(Answer answer) => answer.Json["current"]!;
}
