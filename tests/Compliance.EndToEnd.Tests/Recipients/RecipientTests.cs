using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Messaging.ServiceBus;
using Compliance.EndToEnd.Tests.Contract;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.Privacy;
using Compliance.Keys;
using Compliance.Local.Recipients;
using Compliance.Model;
using Compliance.SubjectRequests;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.Recipients;

/// <summary>Recipients as the contract tells them: the bus, a claim over HTTP, an acknowledgement, and one that never answers.</summary>
public sealed class RecipientTests(ClockedHost host) : IClassFixture<ClockedHost>
{
    static readonly SampleCustomer Person = new(
        "Wilhelmina Thackerbee", "+447700900412", "w.thackerbee@example.org", "KD-THACK-77", ["call-thack-first", "call-thack-second"]);

    static readonly SampleCustomer Household = new(
        "Ambrose Thackerbee", Person.Phone, "ambrose@example.org", "KD-AMBRO-78", [Person.Calls[1], "call-ambrose"]);

    static readonly SampleCustomer Untold = new("Rosalind Quimberly", "+447700900413", "r@example.org", "KD-QUIMB-79", ["call-quimb"]);

    /// <summary>What a recipient writes lies on the bus until it is taken, and nowhere else.</summary>
    const string Detail = "Zebulon Crankshaft still owes us money";

    [Fact]
    public async Task The_crm_erases_and_says_so_and_the_warehouse_becomes_overdue()
    {
        await using var loop = await RecipientLoop.StartAsync(host.App, "hooli");
        await loop.Table.AddAsync(Person, Api.Cancellation);
        await loop.Table.AddAsync(Household, Api.Cancellation);

        var request = await loop.EraseAsync(Person);
        await loop.ExpectAsync(request, "crm Acknowledged, warehouse Notified");

        var left = await loop.Table.ReadAsync(Api.Cancellation);
        Assert.DoesNotContain(left, x => x.AccountId == Person.AccountId);
        Assert.Equal(["call-ambrose"], Assert.Single(left, x => x.AccountId == Household.AccountId).Calls);
        Assert.Equal(
            ["crm", "warehouse"], (await loop.EventsAsync(request)).Select(x => x["data"]!["recipient"]!.GetValue<string>()).Order());

        await PassAsync(TimeSpan.FromDays(7.1));
        var reminder = Assert.Single(await loop.EventsAsync(request));
        Assert.Equal((2, "warehouse"), (reminder["data"]!["number"]!.GetValue<int>(), reminder["data"]!["recipient"]!.GetValue<string>()));
        await loop.ExpectAsync(request, "crm Acknowledged, warehouse Notified");

        await PassAsync(TimeSpan.FromDays(7));
        await loop.ExpectAsync(request, "crm Acknowledged, warehouse Overdue");
        Assert.Equal(
            ["compliance.recipient.erased", "compliance.recipient.overdue"],
            (await loop.EventsAsync(request)).Select(x => x["type"]!.GetValue<string>()).Order());
        var audited = (await AuditLines.ReadAsync(host.App, "hooli")).Where(
            x => x.Text("resource").StartsWith($"requests/{request}/", StringComparison.Ordinal));
        Assert.Equal(
            [
                "claim.fetched crm", "recipient.acknowledged crm", "recipient.notified crm", "recipient.notified warehouse",
                "recipient.overdue warehouse", "recipient.reminded warehouse",
            ],
            audited.Select(x => $"{x.Text("event")} {x.Text("resource").Split('/')[^1]}").Distinct().Order(StringComparer.Ordinal));
        await FindNobodyAsync();
    }

    [Fact]
    public async Task Recipients_are_told_that_no_automated_decision_is_made_any_more()
    {
        await using var loop = await RecipientLoop.StartAsync(host.App, "hooli");
        var person = new Compliance.EndToEnd.Tests.SubjectRequests.Person();
        var desk = new Compliance.EndToEnd.Tests.SubjectRequests.RightsDesk(host.Api, "hooli");
        var call = person.Call();
        await host.Api.As("hooli", "Recordings.Upload").SealAsync(call.Ticket, call.Files);
        var decision = await Compliance.EndToEnd.Tests.SubjectRequests.Register.MadeAsync(host.Api, "hooli");
        var id = await desk.FileAsync("automatedDecision", person.By("accountId"), x => x["ground"] = "22(3)");
        await desk.IdentifyAsync(id);

        await desk.DecideAsync(id, change: x => x["review"] = Compliance.EndToEnd.Tests.SubjectRequests.Register.Review(decision));

        var told = (await desk.ViewAsync(id))["recipients"]!.AsArray().Select(x => $"{x!["name"]}").Order(StringComparer.Ordinal);
        Assert.Equal(["crm", "warehouse"], told);
        Assert.Equal(
            ["compliance.recipient.decisionsStopped decisionsStopped warehouse"],
            (await loop.EventsAsync(SubjectRequestId.Parse(id))).Where(x => $"{x["data"]!["recipient"]}" == "warehouse")
                .Select(x => $"{x["type"]} {x["data"]!["action"]} {x["data"]!["recipient"]}"));
        var letter = (await desk.Approver.SendAsync(HttpMethod.Get, $"/requests/{id}/answer", null, ("Accept", "text/plain"))).Text;
        Assert.Contains(
            "so that they can do the same (Article 22(3) GDPR)", letter.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_tells_its_recipients_and_its_callback_address_all_the_way_over_HTTP()
    {
        await using var loop = await RecipientLoop.StartAsync(host.App, "hooli");
        await using var told = new CallbackReceiver();
        var (person, team) = (new Compliance.EndToEnd.Tests.SubjectRequests.Person(), new Compliance.EndToEnd.Tests.SubjectRequests.PrivacyTeam(host.Api, "hooli"));
        var call = person.Call();
        await host.Api.As("hooli", "Recordings.Upload").SealAsync(call.Ticket, call.Files);
        await loop.Table.AddAsync(new SampleCustomer(person.Name, person.Phone, person.Email, person.AccountId, []), Api.Cancellation);
        await loop.Table.AddAsync(Untold with { Calls = [call.CallId] }, Api.Cancellation);

        var view = await team.EraseAsync(person.By("accountId", "phone"), form => form["callbackUrls"] = Api.Array([told.Url]));
        var id = view["requestId"]!.GetValue<string>();
        JsonNode recipients = new JsonArray();
        await Api.EventuallyAsync(
            async () =>
            {
                recipients = (await team.GetAsync(id)).Expect(HttpStatusCode.OK).Json["recipients"]!;
                return recipients[0]!["state"]!.GetValue<string>() == "acknowledged";
            },
            $"crm acknowledged: {recipients.ToJsonString()}");

        Assert.Equal(["crm acknowledged", "warehouse notified"], recipients.AsArray().Select(x => $"{x!["name"]} {x["state"]}"));
        var disclosed = (await team.GetAsync(id, "/disclosures")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal(
            ["identities crm 1", "notice crm 0", "notice warehouse 0"],
            disclosed.Select(x => $"{x!["what"]} {x["name"]} {x["callIds"]}").Order(StringComparer.Ordinal));
        var left = await loop.Table.ReadAsync(Api.Cancellation);
        Assert.DoesNotContain(left, x => x.AccountId == person.AccountId || x.Calls.Contains(call.CallId));
        await Api.EventuallyAsync(() => Task.FromResult(told.Bodies.Contains(State("awaitingAnswer"))), "the callback came");
        Assert.All(told.Bodies, x => Assert.Contains(x, (string[])[State("awaitingDecision"), State("running"), State("awaitingAnswer")]));
        Assert.All(told.Bodies, x => Assert.Empty(ContractSchemas.Faults(ContractSchemas.Named("RequestMove"), Encoding.UTF8.GetBytes(x))));

        string State(string name) => $$"""{"requestId":"{{id}}","state":"{{name}}"}""";
    }

    [Fact]
    public async Task Of_a_call_of_several_people_recipients_erase_one_s_part_and_the_certificate_names_the_copies()
    {
        await using var loop = await RecipientLoop.StartAsync(host.App, "hooli");
        var (anna, ben) = (new Compliance.EndToEnd.Tests.SubjectRequests.Person(), new Compliance.EndToEnd.Tests.SubjectRequests.Person());
        var desk = new Compliance.EndToEnd.Tests.SubjectRequests.RightsDesk(host.Api, "hooli");
        var chat = Sample.Note("caller-1: Mine\ncaller-2: Yours\n", ticket => ticket["parties"] = new JsonArray(
            new JsonObject { ["role"] = "agent", ["id"] = "agent-7" }, anna.Party, ben.Party));
        var call = (await host.Api.As("hooli", "Recordings.Upload").SealAsync(chat.Ticket, chat.Files)).Id;
        (await host.Api.Reader("hooli", "*").FileAsync(call, "note.txt")).Expect(HttpStatusCode.OK);
        await loop.Table.AddAsync(new SampleCustomer(anna.Name, anna.Phone, anna.Email, anna.AccountId, []), Api.Cancellation);
        await loop.Table.AddAsync(new SampleCustomer(ben.Name, ben.Phone, ben.Email, ben.AccountId, [chat.CallId]), Api.Cancellation);

        var id = await desk.FileAsync("erasure", anna.By("accountId", "phone"));
        await desk.IdentifyAsync(id);
        await desk.DecideAsync(id);

        await loop.ExpectAsync(SubjectRequestId.Parse(id), "crm Acknowledged, warehouse Notified");
        var events = await loop.EventsAsync(SubjectRequestId.Parse(id));
        Assert.All(events, x => Assert.Equal("compliance.recipient.partlyErased partlyErased", $"{x["type"]} {x["data"]!["action"]}"));
        var left = await loop.Table.ReadAsync(Api.Cancellation);
        Assert.DoesNotContain(left, x => x.AccountId == anna.AccountId);
        Assert.Equal([chat.CallId], Assert.Single(left, x => x.AccountId == ben.AccountId).Calls);
        var disclosed = (await desk.ViewAsync(id, "/disclosures"))["items"]!.AsArray();
        Assert.Contains("identities crm 1", disclosed.Select(x => $"{x!["what"]} {x["name"]} {x["callIds"]}"));

        var certificate = (await desk.Approver.SendAsync(HttpMethod.Get, $"/requests/{id}/certificate")).Expect(HttpStatusCode.OK).Body;
        var keys = JwksReader.SigningKeys((await host.Api.SendAsync(HttpMethod.Get, "/api/tenants/hooli/keys")).Body);
        Assert.True(CertificateVerifier.Verify(certificate, keys).IsSuccess(out var statement, out var failure), $"{failure}");
        var copy = Assert.Single(statement!.Copies);
        Assert.Equal((call, ClearCopyKind.Read, 1), (copy.RecordingId.ToString(), copy.Kind, copy.Count));
        await desk.TellAsync(id);

        // The restore of a backup keeps the call: it was not erased.
        var ledger = await host.App.Account("hooli").GetBlobContainerClient("requests")
            .GetBlobsAsync(new() { Prefix = $"{id}/" }, Api.Cancellation).Select(x => x.Name).ToListAsync(Api.Cancellation);
        Assert.Contains($"{id}/parts/{call}", ledger);
        Assert.DoesNotContain(ledger, x => x.StartsWith($"{id}/ledger/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_claim_is_the_recipient_s_own_and_given_once()
    {
        await using var loop = await RecipientLoop.StartAsync(host.App, "hooli");
        var request = await loop.EraseAsync(Untold);
        await loop.ExpectAsync(request, "crm Acknowledged, warehouse Notified");
        var claims = (await loop.EventsAsync(request)).ToDictionary(
            x => x["data"]!["recipient"]!.GetValue<string>(), x =>
                $"/api/recipients/claims/{x["data"]!["claimId"]}", StringComparer.Ordinal);

        foreach (var (tenant, subject) in (IEnumerable<(string, string?)>)[("hooli", "crm"), ("hooli", null), ("globex", "warehouse")])
        {
            (await FetchAsync(claims["warehouse"], tenant, subject)).ExpectProblem(HttpStatusCode.NotFound);
        }

        (await FetchAsync(claims["warehouse"], "hooli", "warehouse", "Privacy.Officer")).ExpectProblem(HttpStatusCode.Forbidden);
        var fetched = await FetchAsync(claims["warehouse"], "hooli", "warehouse");
        Assert.Equal(
            """{"identities":[{"type":"accountId","value":"KD-QUIMB-79"}],"callIds":[],"partCallIds":[]}""", fetched.Expect(HttpStatusCode.OK).Text);
        (await FetchAsync(claims["warehouse"], "hooli", "warehouse")).ExpectProblem(HttpStatusCode.NotFound);
        (await FetchAsync(claims["crm"], "hooli", "crm")).ExpectProblem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Whatever_comes_on_the_queue_the_valid_answer_among_it_counts_once()
    {
        await using var loop = await RecipientLoop.StartAsync(host.App, "hooli");
        var request = await loop.EraseAsync(Untold);
        await loop.ExpectAsync(request, "crm Acknowledged, warehouse Notified");
        var token = Assert.Single(
            await loop.EventsAsync(request), x =>
                x["data"]!["recipient"]!.GetValue<string>() == "warehouse")["data"]!["ackToken"]!.GetValue<string>();
        await using var queue = host.App.Host.Services.GetRequiredService<ServiceBusClient>().CreateSender("privacy-acks");
        string[] tokens = ["", "hooli.recipient.AAAA", "hooli.nobody.AAAA", "globex" + token["hooli".Length..], token.Replace(
            "recipient", "recorder", StringComparison.Ordinal)];

        foreach (var body in tokens.Select(x => Body(x, "done", null)).Append("no json"))
        {
            await queue.SendMessageAsync(new ServiceBusMessage(body), Api.Cancellation);
        }

        await queue.SendMessageAsync(new ServiceBusMessage(Body(token, "refused", Detail)), Api.Cancellation);
        await loop.ExpectAsync(request, "crm Acknowledged, warehouse Failed");
        await queue.SendMessageAsync(new ServiceBusMessage(Body(token, "done", null)), Api.Cancellation);
        await loop.ExpectAsync(request, "crm Acknowledged, warehouse Failed");
        await FindNobodyAsync();
        Assert.Empty(host.App.Logs.Faults);
    }

    static string Body(string token, string outcome, string? detail) =>
        new JsonObject { ["ackToken"] = token, ["outcome"] = outcome, ["detail"] = detail }.ToJsonString();

    /// <summary>Nobody is found in the hosts' databases, the emulator's files or the logs; the sample CRM's own table is left
    /// out.</summary>
    async Task FindNobodyAsync()
    {
        var needles = new Needles(
        [
            "Thackerbee", "Quimberly", "7700900412", "7700900413", Person.Email, Person.AccountId, Household.AccountId, Untold.AccountId,
            .. Person.Calls, .. Household.Calls, .. Untold.Calls,
        ]);
        var detail = new Needles(["Crankshaft"]);
        var found = new List<string>();
        var files = Directory.EnumerateFiles(host.App.DataFolder, "*", SearchOption.AllDirectories)
            .Where(x => !x.Contains("sample-crm", StringComparison.Ordinal))
            .ToList();
        Assert.Contains(files, x => x.EndsWith("host.db", StringComparison.Ordinal));
        foreach (var file in files)
        {
            var bytes = await ReadAsync(file);
            found.AddRange(needles.In(bytes).Select(x => $"{file}: {x}"));
            found.AddRange(file.Contains("host.db", StringComparison.Ordinal) ? [] : detail.In(bytes).Select(x => $"{file}: {x}"));
        }

        var logs = Encoding.UTF8.GetBytes(string.Join('\n', host.App.Logs.Lines));
        found.AddRange(needles.In(logs).Concat(detail.In(logs)).Select(x => $"logs: {x}"));
        Assert.Empty(found);
    }

    static async Task<byte[]> ReadAsync(string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            return [];
        }

        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, Api.Cancellation);
        return bytes.ToArray();
    }

    async Task PassAsync(TimeSpan time)
    {
        await host.PassAsync(time);
        await host.Api.RunTimerAsync("RemindRecipients");
    }

    async Task<Answer> FetchAsync(string claim, string tenant, string? subject, string role = "Recipient") =>
        await host.Api.SendAsync(HttpMethod.Get, claim, token: await host.Api.NewTokenAsync(tenant, [role], subject: subject));
}
