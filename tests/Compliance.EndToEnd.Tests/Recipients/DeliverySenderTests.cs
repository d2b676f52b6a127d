using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;
using Compliance.Functions.SubjectRequests.Mail;
using Compliance.Local.Recipients;
using MailKit.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.Recipients;

/// <summary>The tenant's own system, or a mail server, brings the person the link.</summary>
public sealed class DeliverySenderTests
{
    [Fact]
    public async Task The_tenants_system_fetches_link_and_code_once_and_sends_them_by_two_channels()
    {
        await using var app = await AppHost.StartAsync(Api.Cancellation);
        await using var loop = await RecipientLoop.StartAsync(app, "hooli");
        var (team, person) = (new PrivacyTeam(app.Api, "hooli"), new Person());
        var id = await AnsweredAsync(team, person);
        (await team.MoveAsync(id, "deliveries", System)).ExpectProblem(HttpStatusCode.Conflict);
        await NameSystemAsync(app);

        var made = (await team.MoveAsync(id, "deliveries", System)).Expect(HttpStatusCode.Created).Json;
        Assert.Equal((null, null), (made["url"], made["code"]));
        var (outbox, sent) = (new SampleOutbox(app.DataFolder, Compliance.Tenancy.TenantId.Parse("hooli")), new JsonArray());
        await Api.EventuallyAsync(async () => (sent = await outbox.ReadAsync(Api.Cancellation)).Count == 2, "link and code were sent");
        Assert.Equal([$"email {person.Email}", $"text {person.Phone}"], sent.Select(x => $"{x!["by"]} {x["to"]}"));

        var message = Assert.Single(await loop.EventsAsync(Compliance.Model.SubjectRequestId.Parse(id)));
        Assert.Equal("compliance.request.delivery", $"{message["type"]}");
        var (url, code) = (new Uri($"{sent[0]!["text"]}"), $"{sent[1]!["text"]}");
        Assert.All([url.Segments[^1], code, person.Email], x => Assert.DoesNotContain(x, message.ToJsonString(), StringComparison.Ordinal));
        var crm = await app.Api.TokenAsync("hooli", ["Recipient"], subject: "crm");
        (await app.Api.SendAsync(HttpMethod.Get, $"/api/recipients/claims/{message["data"]!["claimId"]}", null, crm))
            .ExpectProblem(HttpStatusCode.NotFound);
        (await CollectionTests.CollectAsync(app.Api, url, code, "letter")).Expect(HttpStatusCode.OK);
        Assert.Contains(
            "identities crm",
            (await team.GetAsync(id, "/disclosures")).Json["items"]!.AsArray().Select(x => $"{x!["what"]} {x["name"]}"));
    }

    [Fact]
    public async Task A_mail_has_the_link_and_nothing_of_the_request_and_the_code_goes_to_the_handler()
    {
        await using var sink = new SmtpSink();
        await using var app = await AppHost.StartAsync(Api.Cancellation, services: x => x.Configure<MailOptions>(
            mail => mail.Servers["hooli"] = new MailServer
            {
                Host = "127.0.0.1",
                Port = sink.Port,
                Security = SecureSocketOptions.None,
                User = "privacy",
                Password = "sesame",
                From = "privacy@hooli.example",
            }));
        var (team, person) = (new PrivacyTeam(app.Api, "hooli"), new Person());
        var id = await AnsweredAsync(team, person);
        var made = (await team.MoveAsync(id, "deliveries", Mail)).Expect(HttpStatusCode.Created).Json;

        Assert.Null(made["url"]);
        var mail = Assert.Single(sink.Mails);
        Assert.Equal(
            ["MAIL FROM:<privacy@hooli.example>", $"RCPT TO:<{person.Email}>"],
            sink.Commands.Where(x => !x.StartsWith("AUTH", StringComparison.Ordinal)).Select(x => x.Split("> ")[0].TrimEnd('>') + ">"));
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes("\0privacy\0sesame"));
        Assert.Contains(login, string.Join(' ', sink.Commands), StringComparison.Ordinal);
        Assert.All(
            [$"{made["code"]}", id, person.Phone, "access"], x => Assert.DoesNotContain(x, mail, StringComparison.OrdinalIgnoreCase));
        var url = new Uri(mail.Split('\n').Single(x => x.Contains("/p/hooli/", StringComparison.Ordinal)));
        (await CollectionTests.CollectAsync(app.Api, url, $"{made["code"]}", "letter")).Expect(HttpStatusCode.OK);

        sink.Verdict = $"550 nobody is called {person.Email} here";
        (await team.MoveAsync(id, "deliveries", Mail)).ExpectProblem(HttpStatusCode.ServiceUnavailable);
        var deliveries = (await team.GetAsync(id)).Json["deliveries"]!.AsArray();
        Assert.All(deliveries, x => Assert.False(x!["open"]!.GetValue<bool>()));
        Assert.DoesNotContain(app.Logs.Lines, x => x.Contains(person.Email, StringComparison.OrdinalIgnoreCase));
        (await team.MoveAsync(await AnsweredAsync(team, new Person(), "phone"), "deliveries", Mail)).ExpectProblem(HttpStatusCode.Conflict);
    }

    static JsonObject System => new() { ["sentBy"] = "system" };

    static JsonObject Mail => new() { ["sentBy"] = "mail" };

    /// <summary>A refused request: its answer is a letter.</summary>
    static async Task<string> AnsweredAsync(PrivacyTeam team, Person person, params string[] kinds)
    {
        var form = PrivacyTeam.Erasure(person.By(kinds is [] ? ["email", "phone"] : kinds));
        (form["type"], form["identity"]) = ("access", PrivacyTeam.Verified);
        var id = (await team.FileAsync(form)).Filed().RequestId;
        var refusal = new JsonObject { ["outcome"] = "refuse", ["reason"] = "We have nothing of yours" };
        (await team.MoveAsync(id, "decision", refusal)).Expect(HttpStatusCode.OK);
        (await team.MoveAsync(id, "answer", new JsonObject { ["channel"] = "email" })).Expect(HttpStatusCode.OK);
        return id;
    }

    /// <summary>Another person confirms it: it lets a system have more.</summary>
    static async Task NameSystemAsync(AppHost app)
    {
        var admin = app.Api.As("hooli", "Tenant.Admin");
        var settings = (await admin.SendAsync(HttpMethod.Get, "/settings")).Expect(HttpStatusCode.OK).Json.DeepClone();
        settings["deliverySystem"] = "crm";
        var proposed = (await admin.SendAsync(HttpMethod.Put, "/settings", settings, ("If-Match", "*"))).Expect(HttpStatusCode.Accepted);
        var second = app.Api.With("hooli", () => app.Api.TokenAsync("hooli", ["Tenant.Admin"], subject: "second"));
        (await second.SendAsync(HttpMethod.Post, $"/settings/changes/{proposed.Json["changeId"]}/confirm")).Expect(HttpStatusCode.OK);
    }
}
