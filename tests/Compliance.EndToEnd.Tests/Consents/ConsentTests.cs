using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;
using Compliance.EndToEnd.Tests.SubjectRequests.Packages;
using Compliance.Local.Hosting;
using Json.Schema;

namespace Compliance.EndToEnd.Tests.Consents;

/// <summary>Consent records (GDPR Art. 7(1)): states, channels, receipts, import, and what access and erasure make of them.</summary>
public sealed class ConsentTests(SharedHost host) : IDisposable
{
    const string Tenant = "globex";

    static readonly JsonSchema Schema = JsonSchema.FromText(File.ReadAllText(Path.Combine(
        RepositoryRoot.Path, "functions", "Compliance.Core", "Consents", "consent-receipt.schema.json")));

    readonly Person person = new();
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compliance-receipt-");

    Session Handler => host.Api.As(Tenant, "Privacy.Handler");

    Session Uploader => host.Api.As(Tenant, "Recordings.Upload");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task States_follow_one_another_and_the_same_again_changes_nothing()
    {
        var asked = await SayAsync("requested", HttpStatusCode.Created);
        Assert.Equal(asked, await SayAsync("requested", HttpStatusCode.OK));
        foreach (var no in (string[])["reconfirmed"])
        {
            await SayAsync(no, HttpStatusCode.Conflict);
        }

        Assert.Equal(asked, await SayAsync("refused", HttpStatusCode.Created));
        await SayAsync("withdrawn", HttpStatusCode.Conflict);
        await SayAsync("given", HttpStatusCode.Created);
        await SayAsync("given", HttpStatusCode.OK);
        await SayAsync("refused", HttpStatusCode.Conflict);
        await SayAsync("reconfirmed", HttpStatusCode.Created);
        await SayAsync("given", HttpStatusCode.Conflict);
        await SayAsync("withdrawn", HttpStatusCode.Created);
        await SayAsync("withdrawn", HttpStatusCode.OK);
        await SayAsync("given", HttpStatusCode.Created);

        // Another spelling of the same number is the same person; the purpose is another record.
        var other = await SayAsync("given", HttpStatusCode.Created, x => x["purpose"] = "training");
        Assert.NotEqual(asked, other);
        var found = await FoundAsync(person.By("phone"));
        Assert.Equal(["quality given", "training given"], found.Select(x => $"{x!["purpose"]} {x["state"]}").Order(StringComparer.Ordinal));
        Assert.Equal(
            ["requested", "refused", "given", "reconfirmed", "withdrawn", "given"],
            found.Single(x => $"{x!["consentId"]}" == asked)!["events"]!.AsArray().Select(x => $"{x!["state"]}"));
        Assert.Equal(person.Phone, $"{found[0]!["identities"]![0]!["value"]}");
    }

    [Fact]
    public async Task What_is_recorded_late_is_history()
    {
        await SayAsync("given", HttpStatusCode.Created, x => x["at"] = "2026-06-01T10:00:00Z");
        await SayAsync("requested", HttpStatusCode.Created, x => x["at"] = "2026-05-01T10:00:00Z");
        await SayAsync("requested", HttpStatusCode.OK, x => x["at"] = "2026-05-01T10:00:00Z");
        var record = (await FoundAsync(person.By("phone"))).Single()!;
        Assert.Equal("given", $"{record["state"]}");
        Assert.Equal(["requested", "given"], record["events"]!.AsArray().Select(x => $"{x!["state"]}"));
    }

    [Fact]
    public async Task What_was_given_for_a_time_is_expired_when_that_is_over()
    {
        await SayAsync("given", HttpStatusCode.Created, x => (x["at"], x["validUntil"]) = ("2026-06-01T10:00:00Z", "2026-07-01T10:00:00Z"));
        Assert.Equal("expired", $"{(await FoundAsync(person.By("phone"))).Single()!["state"]}");
        await SayAsync("given", HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("purpose", null, "purpose")]
    [InlineData("purpose", "two words", "purpose")]
    [InlineData("purpose", "n447700900123", "purpose")]
    [InlineData("state", "asserted", "state")]
    [InlineData("state", "expired", "state")]
    [InlineData("state", "yes", "state")]
    [InlineData("at", "2999-01-01T00:00:00Z", "at")]
    [InlineData("at", "today", "at")]
    [InlineData("method", "fax", "method")]
    [InlineData("validUntil", "2020-01-01T00:00:00Z", "validUntil")]
    [InlineData("evidence", "", "evidence")]
    [InlineData("notice", "v1", "notice")]
    [InlineData("mediaSeconds", "soon", "mediaSeconds")]
    [InlineData("identities", "nobody", "identities")]
    [InlineData("unknown", "1", "unknown")]
    public async Task What_is_wrong_is_named(string field, string? value, string fault)
    {
        var form = Form("given");
        form[field] = value;
        Assert.Equal([fault], (await PostAsync(form)).ExpectProblem(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_name_alone_is_nobody_and_a_notice_is_one_of_the_register()
    {
        Assert.Equal(
            ["identities"], (await PostAsync(Form("given", x => x["identities"] = person.By("name")))).ExpectProblem(HttpStatusCode.BadRequest));
        Assert.Equal(["identities"], (await PostAsync(Form("given", x => x["identities"] = new JsonArray()))).ExpectProblem(HttpStatusCode.BadRequest));
        Assert.Equal(
            ["notice.id"],
            (await PostAsync(Form("given", x => x["notice"] = new JsonObject { ["id"] = "no-such", ["version"] = "v1" })))
                .ExpectProblem(HttpStatusCode.BadRequest));
        Assert.Equal(["mediaSeconds"], (await PostAsync(Form("given", x => x["mediaSeconds"] = 3.5))).ExpectProblem(HttpStatusCode.BadRequest));
        Assert.Equal(
            ["identities"],
            (await Handler.SendAsync(HttpMethod.Post, "/subjects/consents/search", new JsonObject { ["identities"] = person.By("name") }))
                .ExpectProblem(HttpStatusCode.BadRequest));
        (await host.Api.As(Tenant, "Calls.Control").SendAsync(HttpMethod.Post, "/subjects/consents", Form("given")))
            .ExpectProblem(HttpStatusCode.Forbidden);
        (await host.Api.As("acme", "Privacy.Handler").SendAsync(HttpMethod.Get, $"/subjects/consents/{await SayAsync("given", HttpStatusCode.Created)}/receipt"))
            .ExpectProblem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_call_says_it_before_during_and_after_and_its_ticket_asserts_the_rest()
    {
        var call = person.Call(x =>
        {
            x["queue"] = "billing";
            x["purposes"] = new JsonArray(
                new JsonObject { ["purpose"] = "quality", ["basis"] = "consent", ["evidence"] = "spoken, turn 2" },
                new JsonObject { ["purpose"] = "training", ["basis"] = "consent" },
                new JsonObject { ["purpose"] = "order", ["basis"] = "contract" });
        });
        await SayInCallAsync(call.CallId, "training", "requested", HttpStatusCode.Created);
        await SayInCallAsync(call.CallId, "training", "given", HttpStatusCode.Created, x =>
            (x["method"], x["mediaSeconds"], x["evidence"]) = ("spoken", 2.5, "said yes"));
        Assert.Empty(await FoundAsync(person.By("accountId")));
        (await Uploader.AnnounceAsync(call.Ticket)).Expect(HttpStatusCode.Created);
        (await Uploader.AnnounceAsync(call.Ticket)).Expect(HttpStatusCode.OK);
        Assert.Equal(["quality asserted", "training given"], await StatesAsync());

        await SayInCallAsync(call.CallId, "quality", "given", HttpStatusCode.Created);
        await SayInCallAsync(call.CallId, "quality", "given", HttpStatusCode.OK);
        Assert.Equal(["quality given", "training given"], await StatesAsync());
        var quality = (await FoundAsync(person.By("accountId"))).Single(x => $"{x!["purpose"]}" == "quality")!;
        Assert.Equal(["spoken, turn 2", ""], quality["events"]!.AsArray().Select(x => $"{x!["evidence"]}"));
        var training = (await FoundAsync(person.By("accountId"))).Single(x => $"{x!["purpose"]}" == "training")!;
        Assert.Equal("said yes", $"{training["events"]![1]!["evidence"]}");
        Assert.Equal(2.5, training["events"]![1]!["mediaSeconds"]!.GetValue<double>());
        Assert.NotNull(training["recordingId"]);

        async Task<IEnumerable<string>> StatesAsync() =>
            (await FoundAsync(person.By("accountId"))).Select(x => $"{x!["purpose"]} {x["state"]}").Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_receipt_is_signed_and_fits_its_schema_and_a_person_can_read_it()
    {
        var id = await SayAsync("given", HttpStatusCode.Created, x => (x["method"], x["evidence"]) = ("webForm", "form <17>"));
        var receipt = (await Handler.SendAsync(HttpMethod.Get, $"/subjects/consents/{id}/receipt")).Expect(HttpStatusCode.OK);
        var payload = Base64Url.DecodeFromChars($"{receipt.Json["payload"]}");
        Fits(payload);
        var said = JsonNode.Parse(payload)!;
        Assert.Equal("ConsentGiven", $"{said["dpv:hasConsentStatus"]}");
        Assert.Equal(person.Phone, $"{said["dpv:hasDataSubject"]!["identities"]![0]!["value"]}");

        var call = person.Call();
        (await Uploader.AnnounceAsync(call.Ticket)).Expect(HttpStatusCode.Created);
        foreach (var record in await FoundAsync(person.By("phone", "email")))
        {
            Fits(Base64Url.DecodeFromChars($"{(await Handler.SendAsync(HttpMethod.Get, $"/subjects/consents/{record!["consentId"]}/receipt")).Json["payload"]}"));
        }

        var page = (await Handler.SendAsync(HttpMethod.Get, $"/subjects/consents/{id}/receipt/page")).Expect(HttpStatusCode.OK);
        Assert.Contains("form &lt;17&gt;", page.Text, StringComparison.Ordinal);
        Assert.Contains("given, on a web page", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.Ordinal);
        (await Handler.SendAsync(HttpMethod.Get, "/subjects/consents/no-id/receipt")).ExpectProblem(HttpStatusCode.NotFound);

        Shell.Need("sh", "openssl", "jq");
        var keys = (await host.Api.SendAsync(HttpMethod.Get, $"/api/tenants/{Tenant}/keys")).Body;
        var others = (await host.Api.SendAsync(HttpMethod.Get, "/api/tenants/acme/keys")).Body;
        var valid = await CheckAsync(receipt.Body, keys);
        Assert.True(valid is { ExitCode: 0 }, valid.ToString());
        Assert.StartsWith("The receipt is valid: quality, ConsentGiven", valid.Output, StringComparison.Ordinal);
        Assert.Contains("no key of the set", (await CheckAsync(receipt.Body, others)).Errors, StringComparison.Ordinal);
        var forged = JsonNode.Parse(receipt.Body)!;
        forged["payload"] = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(payload).Replace("ConsentGiven", "ConsentRefused", StringComparison.Ordinal)));
        Assert.Contains("its signature is not valid", (await CheckAsync(Encoding.UTF8.GetBytes(forged.ToJsonString()), keys)).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_recorded_line_by_line_and_again_changes_nothing()
    {
        var other = new Person();
        var csv = "phone,email,purpose,state,at,evidence\r\n"
            + $"{person.Phone},,quality,requested,2026-05-01T10:00:00Z,\r\n"
            + $"{person.Phone},,quality,given,2026-05-02T10:00:00Z,\"form \"\"A\"\", page 2\"\r\n"
            + $",{other.Email},quality,refused,2026-05-02T10:00:00Z,\n"
            + "\n"
            + ",,quality,given,,\r\n"
            + $"{other.Phone},,quality,maybe,,\r\n"
            + $"{other.Phone},quality\r\n"
            + "not a number,,quality,given,,\r\n";
        var first = (await ImportAsync(csv)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal((3, 0, 4), Counts(first));
        Assert.Equal([2, 3, 4, 6, 7, 8, 9], first["lines"]!.AsArray().Select(x => x!["line"]!.GetValue<int>()));
        Assert.Equal("identities", first["lines"]![3]!["errors"]!.AsObject().Single().Key);
        Assert.Equal("state", first["lines"]![4]!["errors"]!.AsObject().Single().Key);
        Assert.Null(first["lines"]![5]!["errors"]);
        Assert.DoesNotContain("not a number", first.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((0, 3, 4), Counts((await ImportAsync(csv)).Expect(HttpStatusCode.OK).Json));
        var record = (await FoundAsync(person.By("phone"))).Single()!;
        Assert.Equal(["", "form \"A\", page 2"], record["events"]!.AsArray().Select(x => $"{x!["evidence"]}"));

        foreach (var bad in (string[])["", "phone,state\n", "phone,purpose,state,colour\n", "phone,purpose,state,state\n", "purpose,state\n\"open,given\n", "purpose,state\nqua\"lity,given\n"])
        {
            Assert.Equal(["body"], (await ImportAsync(bad)).ExpectProblem(HttpStatusCode.BadRequest));
        }

        static (int, int, int) Counts(JsonNode x) =>
            (x["recorded"]!.GetValue<int>(), x["unchanged"]!.GetValue<int>(), x["refused"]!.GetValue<int>());
    }

    [Fact]
    public async Task Two_who_record_at_once_leave_one_record_and_one_answer()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PostAsync(Form("given", x => x["at"] = "2026-05-01T10:00:00Z"))));
        Assert.Single(answers, x => x.Status is HttpStatusCode.Created);
        Assert.All(answers, x => Assert.True(x.Status is HttpStatusCode.Created or HttpStatusCode.OK, x.Text));
        Assert.Single((await FoundAsync(person.By("phone"))).Single()!["events"]!.AsArray());
    }

    [Fact]
    public async Task Access_shows_the_records_and_erasure_takes_them()
    {
        var call = person.Call();
        await Uploader.SealAsync(call.Ticket, call.Files);
        (await PostAsync(Form("given", x => (x["identities"], x["evidence"]) = (person.By("email", "accountId"), $"signed by {person.Name}"))))
            .Expect(HttpStatusCode.Created);
        var report = await AutomatedDecisionTests.WholeReportAsync(host.Api, Tenant, person);
        Assert.Equal(
            ["quality asserted", "quality given"],
            report["consents"]!.AsArray().Select(x => $"{x!["purpose"]} {x["state"]}").Order(StringComparer.Ordinal));

        var view = await new PrivacyTeam(host.Api, Tenant).EraseAsync(person.By("phone", "email", "accountId"));
        Assert.Contains(view["timeline"]!.AsArray(), x => $"{x!["step"]} {x["outcome"]}" == "consents erased");
        Assert.Empty(await FoundAsync(person.By("phone", "email", "accountId")));
        await SayInCallAsync(call.CallId, "quality", "given", HttpStatusCode.Gone);
    }

    [Fact]
    public async Task A_copy_proves_consent_by_the_record_of_its_call()
    {
        var call = person.Call(x => x["purposes"] = new JsonArray(
            new JsonObject { ["purpose"] = "quality", ["basis"] = "consent", ["evidence"] = "turn 9" },
            new JsonObject { ["purpose"] = "training", ["basis"] = "consent", ["evidence"] = "turn 2" }));
        await SayInCallAsync(call.CallId, "quality", "given", HttpStatusCode.Created, x => (x["method"], x["mediaSeconds"]) = ("spoken", 2.5));
        var recording = await Uploader.SealAsync(call.Ticket, call.Files);
        var desk = new RightsDesk(host.Api, Tenant);
        var id = await desk.FileAsync("access", person.By("accountId"));
        await desk.IdentifyAsync(id);
        await desk.DecideAsync(id);
        var package = new UnpackedPackage(
            (await desk.Approver.SendAsync(HttpMethod.Get, $"/requests/{id}/package")).Expect(HttpStatusCode.OK).Body);
        var signed = JsonNode.Parse(package.Text($"vcon/{recording.Id}.vcon"))!;
        var vcon = JsonNode.Parse(Base64Url.DecodeFromChars($"{signed["payload"]}"))!;
        var proofs = vcon["attachments"]!.AsArray().Single(x => $"{x!["purpose"]}" == "lawful_basis")!["body"]!["proof_mechanisms"]!.AsArray();
        Assert.Equal(
            ["external_system training  turn 2", "verbal_confirmation quality given turn 9"],
            proofs.Select(x => $"{x!["proof_type"]} {x["proof_data"]!["purpose"]} {x["proof_data"]!["state"]} {x["proof_data"]!["evidence"]}")
                .Order(StringComparer.Ordinal));
        Assert.Equal("2.5", $"{proofs.Single(x => $"{x!["proof_data"]!["state"]}" == "given")!["proof_data"]!["media_seconds"]}");
    }

    [Fact]
    public async Task A_recording_that_is_held_keeps_the_consent_that_it_rests_on()
    {
        var call = person.Call();
        var recording = await Uploader.SealAsync(call.Ticket, call.Files);
        (await PostAsync(Form("given", x => x["identities"] = person.By("email", "accountId")))).Expect(HttpStatusCode.Created);
        (await host.Api.As(Tenant, "Legal.Holds").SendAsync(
            HttpMethod.Put, $"/recordings/{recording.Id}/holds/claim", new JsonObject { ["matter"] = $"m-{recording.Id[^4..]}-consent" })).Expect(HttpStatusCode.OK);
        var view = await new PrivacyTeam(host.Api, Tenant).EraseAsync(person.By("phone", "email", "accountId"));
        Assert.Contains(view["timeline"]!.AsArray(), x => $"{x!["step"]} {x["outcome"]}" == "consents kept");
        Assert.Equal(2, (await FoundAsync(person.By("phone", "email", "accountId"))).Count);
    }

    JsonObject Form(string state, Action<JsonObject>? change = null)
    {
        var form = new JsonObject { ["identities"] = person.By("phone"), ["purpose"] = "quality", ["state"] = state };
        change?.Invoke(form);
        return form;
    }

    Task<Answer> PostAsync(JsonObject form) => Handler.SendAsync(HttpMethod.Post, "/subjects/consents", form);

    async Task<string> SayAsync(string state, HttpStatusCode expected, Action<JsonObject>? change = null)
    {
        var answer = await PostAsync(Form(state, change));
        return expected is HttpStatusCode.Conflict
            ? string.Concat(answer.ExpectProblem(expected))
            : $"{answer.Expect(expected).Json["consentId"]}";
    }

    async Task SayInCallAsync(string callId, string purpose, string state, HttpStatusCode expected, Action<JsonObject>? change = null)
    {
        var form = new JsonObject { ["purpose"] = purpose, ["state"] = state };
        change?.Invoke(form);
        var token = await host.Api.TokenAsync(Tenant, ["Calls.Control"]);
        (await host.Api.SendAsync(HttpMethod.Post, $"/api/tenants/{Tenant}/calls/{callId}/consent", form, token)).Expect(expected);
    }

    async Task<JsonArray> FoundAsync(JsonArray identities) =>
        (await Handler.SendAsync(HttpMethod.Post, "/subjects/consents/search", new JsonObject { ["identities"] = identities }))
            .Expect(HttpStatusCode.OK).Json["items"]!.AsArray();

    async Task<Answer> ImportAsync(string csv)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/tenants/{Tenant}/subjects/consents/import")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(csv)) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } },
        };
        return await host.Api.SendAsync(request, await host.Api.TokenAsync(Tenant, ["Privacy.Handler"]));
    }

    static void Fits(byte[] payload)
    {
        using var document = JsonDocument.Parse(payload);
        var result = Schema.Evaluate(
            document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        Assert.True(result.IsValid, JsonSerializer.Serialize(result) + Encoding.UTF8.GetString(payload));
    }

    async Task<Ran> CheckAsync(byte[] receipt, byte[] keys)
    {
        var (a, b) = (Path.Combine(folder.FullName, "receipt.json"), Path.Combine(folder.FullName, "keys.json"));
        await File.WriteAllBytesAsync(a, receipt, Api.Cancellation);
        await File.WriteAllBytesAsync(b, keys, Api.Cancellation);
        return await Shell.RunAsync(
            folder.FullName, "sh", Path.Combine(RepositoryRoot.Path, "functions", "docs", "check-receipt.sh"), a, b);
    }
}
