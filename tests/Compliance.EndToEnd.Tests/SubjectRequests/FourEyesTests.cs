using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Keys;
using Compliance.SubjectRequests;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>Nobody approves alone what destroys or discloses, unless the tenant says so, and then it shows.</summary>
public sealed class FourEyesTests
{
    static readonly string[] All = ["Privacy.Intake", "Privacy.Handler", "Privacy.Approver"];

    [Fact]
    public async Task Whoever_filed_or_verified_does_not_approve_and_the_log_says_who_tried()
    {
        await using var app = await AppHost.StartAsync(Api.Cancellation);
        var (filer, verifier, second) = (As(app, "filer"), As(app, "verifier"), As(app, "second"));
        var id = await FileAsync(filer, "erasure");
        (await filer.SendAsync(HttpMethod.Post, $"/requests/{id}/identity", PrivacyTeam.Verified)).Expect(HttpStatusCode.OK);
        await RefusedAsync(filer, id);

        id = await FileAsync(filer, "access");
        (await verifier.SendAsync(HttpMethod.Post, $"/requests/{id}/identity", PrivacyTeam.Verified)).Expect(HttpStatusCode.OK);
        await RefusedAsync(filer, id);
        await RefusedAsync(verifier, id);
        var tried = (await DecidedAsync(app, id)).Where(x => x.Text("outcome") == "refused").ToList();
        Assert.Equal(2, tried.Select(x => x.Text("principal")).Distinct().Count());
        Assert.All(tried, x => Assert.Equal("fourEyes", x["details"]!["reason"]!.GetValue<string>()));

        (await ApproveAsync(second, id)).Expect(HttpStatusCode.Accepted);
        await ShowsAsync(app, second, id, "kept");
    }

    [Fact]
    public async Task Whoever_filed_may_refuse_and_decide_what_neither_destroys_nor_discloses()
    {
        await using var app = await AppHost.StartAsync(Api.Cancellation);
        var filer = As(app, "filer");
        var id = await FileAsync(filer, "erasure", verified: true);
        var refusal = new JsonObject { ["outcome"] = "refuse", ["reason"] = "It was answered last week." };
        (await filer.SendAsync(HttpMethod.Post, $"/requests/{id}/decision", refusal)).Expect(HttpStatusCode.OK);
        id = await FileAsync(filer, "restriction", verified: true);
        (await ApproveAsync(filer, id)).Expect(HttpStatusCode.Accepted);
        await ShowsAsync(app, filer, id, "notRequired");
    }

    [Fact]
    public async Task A_tenant_that_lets_one_person_do_both_has_it_in_the_log_and_in_the_certificate()
    {
        await using var app = await AppHost.StartAsync(Api.Cancellation);
        var admin = app.Api.As("acme", "Tenant.Admin");
        Task<Answer> PutAsync(JsonObject settings) => admin.SendAsync(HttpMethod.Put, "/settings", settings, ("If-Match", "*"));
        (await PutAsync(new JsonObject { ["ticketHours"] = 5 })).Expect(HttpStatusCode.OK);
        var change = (await PutAsync(new JsonObject { ["filerMayApprove"] = true })).Expect(HttpStatusCode.Accepted).Json;
        var one = As(app, "one");
        var id = await FileAsync(one, "erasure", verified: true);
        await RefusedAsync(one, id);

        var officer = app.Api.With("acme", () => app.Api.TokenAsync("acme", ["Privacy.Officer"], subject: "officer"));
        (await officer.SendAsync(HttpMethod.Post, $"/settings/changes/{change["changeId"]}/confirm")).Expect(HttpStatusCode.OK);
        (await ApproveAsync(one, id)).Expect(HttpStatusCode.Accepted);
        await ShowsAsync(app, one, id, "relaxed");
    }

    [Theory]
    [InlineData("erasure", null, false)]
    [InlineData("access", null, false)]
    [InlineData("restriction", null, false)]
    [InlineData("automatedDecision", null, false)]
    [InlineData("objection", "21(1)", false)]
    [InlineData("objection", null, false)]
    [InlineData("objection", "21(2)", true)]
    [InlineData("objection", "21(3)", true)]
    public async Task An_identity_is_not_needed_only_where_the_law_does_not_ask_for_one(string type, string? ground, bool taken)
    {
        await using var app = await AppHost.StartAsync(Api.Cancellation);
        var filer = As(app, "filer");
        var form = Form(type);
        (form["ground"], form["identity"]) = (ground, new JsonObject { ["outcome"] = "notNeeded" });
        var filed = await filer.SendAsync(HttpMethod.Post, "/requests", form);
        if (taken)
        {
            Assert.Equal("awaitingDecision", filed.Expect(HttpStatusCode.Accepted).Json["state"]!.GetValue<string>());
            return;
        }

        Assert.Equal(["identity.outcome"], filed.ExpectProblem(HttpStatusCode.BadRequest));
        form["identity"] = null;
        var id = (await filer.SendAsync(HttpMethod.Post, "/requests", form)).Filed().RequestId;
        Assert.Equal(
            ["outcome"],
            (await filer.SendAsync(HttpMethod.Post, $"/requests/{id}/identity", new JsonObject { ["outcome"] = "notNeeded" }))
                .ExpectProblem(HttpStatusCode.BadRequest));
    }

    static Session As(AppHost app, string subject) => app.Api.With("acme", () => app.Api.TokenAsync("acme", All, subject: subject));

    static async Task<string> FileAsync(Session session, string type, bool verified = false)
    {
        var form = Form(type);
        form["identity"] = verified ? PrivacyTeam.Verified : null;
        return (await session.SendAsync(HttpMethod.Post, "/requests", form)).Filed().RequestId;
    }

    static JsonObject Form(string type)
    {
        var form = PrivacyTeam.Erasure(new Person().By("accountId"));
        form["type"] = type;
        return form;
    }

    static async Task<Answer> ApproveAsync(Session session, string id)
    {
        var approval = PrivacyTeam.Approval;
        approval["preview"] = (await session.SendAsync(HttpMethod.Get, $"/requests/{id}/preview")).Header("ETag");
        return await session.SendAsync(HttpMethod.Post, $"/requests/{id}/decision", approval);
    }

    static async Task RefusedAsync(Session session, string id)
    {
        var answer = await ApproveAsync(session, id);
        answer.ExpectProblem(HttpStatusCode.Forbidden);
        Assert.Contains("second person", answer.Json["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    static async Task<IReadOnlyList<JsonObject>> DecidedAsync(AppHost app, string id) =>
        [.. (await AuditLines.ReadAsync(app, "acme"))
            .Where(x => x.Text("resource") == $"requests/{id}" && x.Text("event") == "request.decided").DistinctBy(x => x.Text("id"))];

    static async Task ShowsAsync(AppHost app, Session session, string id, string fourEyes)
    {
        await Api.EventuallyAsync(
            async () => (await session.SendAsync(HttpMethod.Get, $"/requests/{id}")).Request().State == "awaitingAnswer", "it is done");

        // Where the request has just taken effect, the first attempt gives way to it and a second follows.
        var done = Assert.Single(await DecidedAsync(app, id), x => x.Text("phase") == "done" && x.Text("outcome") == "success");
        Assert.Equal(fourEyes, done["details"]!["fourEyes"]!.GetValue<string>());
        var certificate = (await session.SendAsync(HttpMethod.Get, $"/requests/{id}/certificate")).Expect(HttpStatusCode.OK).Body;
        var keys = JwksReader.SigningKeys((await app.Api.SendAsync(HttpMethod.Get, "/api/tenants/acme/keys")).Body);
        Assert.True(CertificateVerifier.Verify(certificate, keys).IsSuccess(out var statement, out var failure), $"{failure}");
        Assert.Equal(fourEyes, $"{statement.FourEyes}", ignoreCase: true);
    }
}
