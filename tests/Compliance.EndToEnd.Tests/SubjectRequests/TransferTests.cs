using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests.Packages;
using Compliance.Keys;
using Compliance.Local.Recipients;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>A package that goes straight to the controller that the person names (GDPR Art. 20(2)).</summary>
public sealed class TransferTests(ClockedHost host) : IClassFixture<ClockedHost>
{
    const string Tenant = "hooli";

    PrivacyTeam Team => new(host.Api, Tenant);

    [Fact]
    public async Task The_package_is_sent_signed_once_and_letter_register_and_log_say_so()
    {
        await using var bank = await RegisteredAsync();
        bank.Moods.Enqueue(HttpStatusCode.ServiceUnavailable);
        var (id, recording) = await FileAsync();
        var preview = (await Team.GetAsync(id, "/preview")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("bank", $"{preview["transferTo"]}");
        Assert.Equal("named", $"{(await ViewAsync(id))["transfer"]!["state"]}");

        (await Team.MoveAsync(id, "decision", PrivacyTeam.Approval)).Expect(HttpStatusCode.Accepted);
        var transfer = await EndedAsync(id);

        Assert.Equal(("sent", "bank", "201"), ($"{transfer["state"]}", $"{transfer["to"]}", $"{transfer["status"]}"));
        Assert.Equal([HttpStatusCode.ServiceUnavailable, HttpStatusCode.Created], bank.Answers);
        var sent = Assert.Single(bank.Taken);
        Assert.Equal(id, sent.Key);
        Assert.Equal((await Team.GetAsync(id, "/package")).Expect(HttpStatusCode.OK).Body, sent.Value);
        Assert.NotEmpty(new UnpackedPackage(sent.Value).Paths);
        var disclosed = (await Team.GetAsync(id, "/disclosures")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        var entry = Assert.Single(disclosed, x => $"{x!["to"]}" == "controller")!;
        Assert.Equal(("package", "bank"), ($"{entry["what"]}", $"{entry["name"]}"));
        Assert.Equal([recording], entry["recordings"]!.AsArray().Select(x => $"{x}"));
        Assert.Contains("We sent the copy to bank on", await LetterAsync(id), StringComparison.Ordinal);
        Assert.Null((await CertifiedAsync(id, 1))["transfer"]);
        var certified = await CertifiedAsync(id, 2);
        Assert.Equal(transfer.ToJsonString(), certified["transfer"]!.ToJsonString());
        Assert.Equal(1, certified["previous"]!["number"]!.GetValue<int>());
        var lines = (await AuditLines.ReadAsync(host.App, Tenant)).Where(x => x.Text("resource") == $"requests/{id}").ToList();
        Assert.Equal(2, lines.Where(x => x.Text("event") == "request.transferTried").DistinctBy(x => x.Text("operation")).Count());
        Assert.Single(lines.Where(x => x.Text("event") == "request.transferred").DistinctBy(x => x.Text("operation")));
        (await Team.MoveAsync(id, "answer", new JsonObject { ["channel"] = "email" })).Expect(HttpStatusCode.OK);
        (await Team.MoveAsync(id, "retry")).ExpectProblem(HttpStatusCode.Conflict);
        Assert.DoesNotContain(host.App.Logs.Lines, x => x.Contains(bank.Url.AbsolutePath, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_refused_or_redirected_is_told_and_sent_again_by_a_retry()
    {
        await using var bank = await RegisteredAsync();
        bank.Moods.Enqueue(HttpStatusCode.UnprocessableEntity);
        bank.Moods.Enqueue(HttpStatusCode.TemporaryRedirect);
        var (id, _) = await FileAsync();
        (await Team.MoveAsync(id, "decision", PrivacyTeam.Approval)).Expect(HttpStatusCode.Accepted);

        var refused = await EndedAsync(id);
        Assert.Equal(("needsReview", "refused", "422"), ($"{refused["state"]}", $"{refused["reason"]}", $"{refused["status"]}"));
        var letter = await LetterAsync(id);
        Assert.Contains("We did not send the copy to bank", letter, StringComparison.Ordinal);
        Assert.Contains("You may complain to", letter, StringComparison.Ordinal);
        var certified = (await CertifiedAsync(id, 2))["transfer"]!;
        Assert.Equal(("bank", "needsReview", "refused"), ($"{certified["to"]}", $"{certified["state"]}", $"{certified["reason"]}"));
        Assert.Empty(bank.Taken);

        (await Team.MoveAsync(id, "retry")).Expect(HttpStatusCode.Accepted);
        var redirected = await EndedAsync(id);
        Assert.Equal(("needsReview", "307"), ($"{redirected["state"]}", $"{redirected["status"]}"));
        Assert.Equal(2, bank.Answers.Count);

        (await Team.MoveAsync(id, "answer", new JsonObject { ["channel"] = "email" })).Expect(HttpStatusCode.OK);
        (await Team.MoveAsync(id, "retry")).Expect(HttpStatusCode.Accepted);
        Assert.Equal("sent", $"{(await EndedAsync(id))["state"]}");
        Assert.Equal("awaitingAnswer", $"{(await ViewAsync(id))["state"]}");
        Assert.Contains("We sent the copy to bank on", await LetterAsync(id), StringComparison.Ordinal);
        (await Team.MoveAsync(id, "answer", new JsonObject { ["channel"] = "email" })).Expect(HttpStatusCode.OK);
        Assert.Equal(2, (await ViewAsync(id))["letters"]!.AsArray().Count);
    }

    [Fact]
    public async Task Only_a_registered_controller_is_named_and_only_by_portability()
    {
        await using var bank = await RegisteredAsync();
        var form = Form(new Person());
        form["transferTo"] = "another";
        Assert.Equal(["transferTo"], (await Team.FileAsync(form)).ExpectProblem(HttpStatusCode.BadRequest));
        (form["transferTo"], form["type"], form["ground"]) = ("bank", "access", null);
        Assert.Equal(["transferTo"], (await Team.FileAsync(form)).ExpectProblem(HttpStatusCode.BadRequest));
        var admin = host.Api.As(Tenant, "Tenant.Admin");
        foreach (var url in (string[])["https://10.1.2.3/take", "https://[::ffff:192.168.0.1]/take", "http://bank.example/take"])
        {
            var body = new JsonObject { ["controllers"] = new JsonArray(new JsonObject { ["name"] = "bank", ["url"] = url }) };
            var answer = await admin.SendAsync(HttpMethod.Put, "/settings", body, ("If-Match", "*"));
            Assert.Equal(["controllers[0].url"], answer.ExpectProblem(HttpStatusCode.BadRequest));
        }
    }

    [Fact]
    public async Task Until_the_decision_another_controller_is_named_by_somebody_who_then_does_not_approve()
    {
        await using var bank = await RegisteredAsync();
        var (id, _) = await FileAsync();
        var namer = host.Api.With(Tenant, () => host.Api.TokenAsync(Tenant, ["Privacy.Handler", "Privacy.Approver"], subject: "namer"));
        Task<Answer> NameAsync(JsonNode? to) =>
            namer.SendAsync(HttpMethod.Put, $"/requests/{id}/transferTo", new JsonObject { ["transferTo"] = to });
        Assert.Equal(["transferTo"], (await NameAsync("another")).ExpectProblem(HttpStatusCode.BadRequest));
        Assert.Equal(["transferTo"], (await NameAsync("")).ExpectProblem(HttpStatusCode.BadRequest));
        (await namer.SendAsync(HttpMethod.Put, $"/requests/{id}/transferTo", new JsonObject())).ExpectProblem(HttpStatusCode.BadRequest);
        var seen = await Team.PreviewAsync(id);
        (await NameAsync(null)).Expect(HttpStatusCode.OK);
        Assert.Null((await ViewAsync(id))["transfer"]);
        (await NameAsync("bank")).Expect(HttpStatusCode.OK);
        (await NameAsync("bank")).Expect(HttpStatusCode.OK);
        Assert.Equal(seen, await Team.PreviewAsync(id));
        (await NameAsync(null)).Expect(HttpStatusCode.OK);
        var stale = new JsonObject { ["outcome"] = "approve", ["preview"] = seen };
        (await Team.MoveAsync(id, "decision", stale)).ExpectProblem(HttpStatusCode.Conflict);
        (await NameAsync("bank")).Expect(HttpStatusCode.OK);
        (await RightsDesk.MoveAsync(namer, id, "decision", stale.DeepClone())).ExpectProblem(HttpStatusCode.Forbidden);
        (await Team.MoveAsync(id, "decision", stale)).Expect(HttpStatusCode.Accepted);
        Assert.Equal("sent", $"{(await EndedAsync(id))["state"]}");
        (await NameAsync("bank")).Expect(HttpStatusCode.OK);
        (await NameAsync(null)).ExpectProblem(HttpStatusCode.Conflict);

        var access = Form(new Person());
        (access["type"], access["ground"], access["transferTo"]) = ("access", null, null);
        id = (await Team.FileAsync(access)).Filed().RequestId;
        (await NameAsync("bank")).ExpectProblem(HttpStatusCode.Conflict);
        (await NameAsync(null)).ExpectProblem(HttpStatusCode.Conflict);
    }

    async Task<JsonNode> CertifiedAsync(string id, int number)
    {
        var signed = (await Team.GetAsync(id, $"/certificate?number={number}")).Expect(HttpStatusCode.OK).Json;
        return JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(signed["payload"]!.GetValue<string>()))!;
    }

    static JsonObject Form(Person person)
    {
        var form = PrivacyTeam.Erasure(person.By("accountId", "phone"));
        (form["type"], form["ground"], form["identity"], form["transferTo"]) = ("portability", "20(2)", PrivacyTeam.Verified, "bank");
        return form;
    }

    async Task<(string Id, string Recording)> FileAsync()
    {
        var person = new Person();
        var call = person.Call();
        var recording = (await host.Api.As(Tenant, "Recordings.Upload").SealAsync(call.Ticket, call.Files)).Id;
        return ((await Team.FileAsync(Form(person))).Filed().RequestId, recording);
    }

    /// <summary>Another person confirms it, as these are not the tenant's first settings: packages can go to one more place.</summary>
    async Task<SampleController> RegisteredAsync()
    {
        var keys = JwksReader.SigningKeys(
            (await host.Api.SendAsync(HttpMethod.Get, $"/api/tenants/{Tenant}/keys")).Expect(HttpStatusCode.OK).Body);
        var bank = new SampleController(keyId => keys.TryGetValue(keyId, out var key) ? key : null);
        bank.Start();
        var admin = host.Api.As(Tenant, "Tenant.Admin");
        var settings = (await admin.SendAsync(HttpMethod.Get, "/settings")).Expect(HttpStatusCode.OK).Json.DeepClone();
        settings["controllerContact"] = "privacy@hooli.example";
        (await admin.SendAsync(HttpMethod.Put, "/settings", settings.DeepClone(), ("If-Match", "*"))).Expect(HttpStatusCode.OK);
        settings["controllers"] = new JsonArray(new JsonObject { ["name"] = "bank", ["url"] = bank.Url.AbsoluteUri });
        var proposed = (await admin.SendAsync(HttpMethod.Put, "/settings", settings, ("If-Match", "*"))).Expect(HttpStatusCode.Accepted);
        Assert.Equal(["controllers"], proposed.Json["weakens"]!.AsArray().Select(x => $"{x}"));
        var second = host.Api.With(Tenant, () => host.Api.TokenAsync(Tenant, ["Tenant.Admin"], subject: "second"));
        (await second.SendAsync(HttpMethod.Post, $"/settings/changes/{proposed.Json["changeId"]}/confirm")).Expect(HttpStatusCode.OK);
        return bank;
    }

    async Task<JsonNode> EndedAsync(string id)
    {
        JsonNode transfer = new JsonObject();
        await Team.UntilAsync(
            async () =>
            {
                var view = await ViewAsync(id);
                transfer = view["transfer"]!;
                return $"{transfer["state"]}" is "sent" or "needsReview" && $"{view["state"]}" == "awaitingAnswer";
            },
            "the transfer ended");
        return transfer;
    }

    async Task<JsonNode> ViewAsync(string id) => (await Team.GetAsync(id)).Expect(HttpStatusCode.OK).Json;

    async Task<string> LetterAsync(string id) =>
        (await Team.GetAsync(id, "/answer", ("Accept", "text/plain"))).Expect(HttpStatusCode.OK).Text.ReplaceLineEndings(" ");
}
