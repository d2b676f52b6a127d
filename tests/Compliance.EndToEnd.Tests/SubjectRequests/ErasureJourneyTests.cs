using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Keys;
using Compliance.SubjectRequests;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>A person is found, held, erased and certified, as the contract tells it.</summary>
public sealed class ErasureJourneyTests(SharedHost host)
{
    readonly Session uploader = host.Api.As("acme", "Recordings.Upload");
    readonly PrivacyTeam team = new(host.Api, "acme");

    [Fact]
    public async Task A_person_is_erased_and_the_certificate_holds()
    {
        var (person, other) = (new Person(), new Person());
        var mine = await SealAsync(person.Call());
        var held = await SealAsync(person.Call());
        var duty = await SealAsync(person.Call(x => x["purposes"] = Purposes("legalObligation", "2090-01-01T00:00:00Z")));
        var weak = await SealAsync(person.Call(party: new JsonObject { ["role"] = "caller", ["phone"] = person.Phone }));
        var theirs = await SealAsync(other.Call());
        (await host.Api.Reader("acme", "*").FileAsync(mine, "note.txt")).Expect(HttpStatusCode.OK);
        (await host.Api.As("acme", "Legal.Holds").SendAsync(
            HttpMethod.Put, $"/recordings/{held}/holds/h-1", new JsonObject { ["matter"] = "claim-7", ["reviewAt"] = "2027-01-01T00:00:00Z" }))
            .Expect(HttpStatusCode.OK);

        var form = PrivacyTeam.Erasure(person.By("accountId", "phone"));
        var filed = (await team.FileAsync(form)).Expect(HttpStatusCode.Accepted);
        var id = filed.Read<FiledRequest>().RequestId;
        Assert.Equal($"/api/tenants/acme/requests/{id}", filed.Header("Location"));
        Assert.Equal("awaitingIdentity", filed.Json["state"]!.GetValue<string>());
        Assert.Equal(id, (await team.FileAsync(form)).Filed().RequestId);
        Assert.Equal("awaitingDecision", (await team.MoveAsync(id, "identity", PrivacyTeam.Verified)).Json["state"]!.GetValue<string>());

        var preview = (await team.GetAsync(id, "/preview")).Expect(HttpStatusCode.OK);
        var items = preview.Json["recordings"]!.AsArray().ToDictionary(
            x => x!["recordingId"]!.GetValue<string>(), x => x!["outcome"]!.GetValue<string>());
        Assert.Equal(
            new Dictionary<string, string> { [mine] = "erased", [held] = "retained", [duty] = "retained", [weak] = "needsReview" }.OrderBy(x => x.Key),
            items.OrderBy(x => x.Key));

        var decision = new JsonObject
        {
            ["outcome"] = "approve",
            ["preview"] = preview.Header("ETag"),
            ["include"] = new JsonArray(weak),
        };
        (await team.MoveAsync(id, "decision", decision)).Expect(HttpStatusCode.Accepted);
        (await team.MoveAsync(id, "decision", decision)).Expect(HttpStatusCode.Accepted);
        (await team.MoveAsync(id, "decision", PrivacyTeam.Approval)).ExpectProblem(HttpStatusCode.Conflict);

        var view = await team.WaitForAsync(id, "awaitingAnswer");
        var outcomes = view["outcomes"]!.AsArray().ToDictionary(x => x!["recordingId"]!.GetValue<string>(), x => x!);
        Assert.Equal("erased", outcomes[mine]["outcome"]!.GetValue<string>());
        Assert.Equal("erased", outcomes[weak]["outcome"]!.GetValue<string>());
        Assert.Equal("17(3)(e)", outcomes[held]["basis"]!.GetValue<string>());
        Assert.Equal("17(3)(b)", outcomes[duty]["basis"]!.GetValue<string>());
        Assert.NotNull(outcomes[mine]["shreddedAt"]);
        Assert.NotNull(outcomes[mine]["finalAt"]);

        await GoneAsync(mine, id);
        await GoneAsync(weak, id);
        var reader = host.Api.Reader("acme", "*");
        var privacy = host.Api.As("acme", "Privacy.Handler");
        foreach (var (who, kept, purpose) in ((Session, string, string)[])
            [(reader, duty, "ledger"), (reader, theirs, "quality"), (privacy, held, "hold:claim-7")])
        {
            (await who.SendAsync(HttpMethod.Get, $"/recordings/{kept}/files/note.txt", null, (Session.Purpose, purpose)))
                .Expect(HttpStatusCode.OK);
        }

        await CertifiedAsync(id, mine, weak);
        await AnsweredAsync(id);
    }

    [Fact]
    public async Task Erasure_of_an_unknown_person_is_recorded_and_completed()
    {
        var view = await team.EraseAsync(new Person().By("accountId"));
        Assert.Empty(view["outcomes"]!.AsArray());
        Assert.Equal(0, view["progress"]!["total"]!.GetValue<int>());
        (await team.GetAsync(view["requestId"]!.GetValue<string>(), "/certificate")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_new_call_by_an_erased_person_is_accepted_and_the_old_one_is_gone()
    {
        var person = new Person();
        var call = person.Call();
        var old = await SealAsync(call);
        var request = await team.EraseAsync(person.By("accountId"));

        var again = await uploader.AnnounceAsync(call.Ticket);
        again.ExpectProblem(HttpStatusCode.Gone);
        Assert.EndsWith(
            $"/requests/{request["requestId"]}/certificate", again.Json["certificate"]!.GetValue<string>(), StringComparison.Ordinal);
        await GoneAsync(old, request["requestId"]!.GetValue<string>());
        await SealAsync(person.Call());
    }

    [Fact]
    public async Task A_decision_on_a_preview_that_changed_is_refused()
    {
        var person = new Person();
        await SealAsync(person.Call());
        var form = PrivacyTeam.Erasure(person.By("accountId"));
        form["identity"] = PrivacyTeam.Verified;
        var id = (await team.FileAsync(form)).Filed().RequestId;
        var preview = (await team.GetAsync(id, "/preview")).Expect(HttpStatusCode.OK);
        await SealAsync(person.Call());

        var decision = new JsonObject { ["outcome"] = "approve", ["preview"] = preview.Header("ETag") };
        (await team.MoveAsync(id, "decision", decision)).ExpectProblem(HttpStatusCode.Conflict);
        decision["preview"] = (await team.GetAsync(id, "/preview")).Header("ETag");
        (await team.MoveAsync(id, "decision", decision)).Expect(HttpStatusCode.Accepted);
        Assert.Equal(2, (await team.WaitForAsync(id, "awaitingAnswer"))["outcomes"]!.AsArray().Count);
    }

    async Task<string> SealAsync(Sample sample) => (await uploader.SealAsync(sample.Ticket, sample.Files)).Id;

    async Task GoneAsync(string recording, string request)
    {
        var view = (await uploader.ViewAsync(recording)).Expect(HttpStatusCode.OK).Json.AsObject();
        Assert.Equal(["certificate", "erasedAt", "recordingId", "state"], view.Select(x => x.Key).Order(StringComparer.Ordinal));
        Assert.Equal("erased", view["state"]!.GetValue<string>());
        Assert.Equal($"/api/tenants/acme/requests/{request}/certificate", view["certificate"]!.GetValue<string>());
        (await host.Api.Reader("acme", "*").FileAsync(recording, "note.txt")).ExpectProblem(HttpStatusCode.Gone);
    }

    async Task CertifiedAsync(string id, params string[] destroyed)
    {
        var answer = (await team.GetAsync(id, "/certificate")).Expect(HttpStatusCode.OK);
        Assert.Equal("application/jose+json", answer.Header("Content-Type"));
        var jwks = await host.Api.SendAsync(HttpMethod.Get, "/api/tenants/acme/keys");
        var keys = JwksReader.SigningKeys(jwks.Body);
        Assert.True(CertificateVerifier.Verify(answer.Body, keys).IsSuccess(out var statement, out var failure), failure?.ToString());
        Assert.Equal(destroyed.Order(StringComparer.Ordinal), statement.Destroyed.Select(x => x.RecordingId.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(2, statement.Kept.Count);
        Assert.Equal((destroyed[0], "read", 1), (
            statement.Copies.Single().RecordingId.ToString(), statement.Copies[0].Kind, statement.Copies[0].Count));

        var changed = answer.Json;
        var payload = Encoding.UTF8.GetString(Convert.FromBase64String(Padded(changed["payload"]!.GetValue<string>())));
        changed["payload"] = Convert.ToBase64String(
            Encoding.UTF8.GetBytes(payload.Replace("17(3)(e)", "17(3)(b)", StringComparison.Ordinal)))
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');
        Assert.False(CertificateVerifier.Verify(Encoding.UTF8.GetBytes(changed.ToJsonString()), keys).IsSuccess(out _, out _));
    }

    async Task AnsweredAsync(string id)
    {
        var html = (await team.GetAsync(id, "/answer")).Expect(HttpStatusCode.OK);
        Assert.StartsWith("text/html", html.Header("Content-Type"), StringComparison.Ordinal);
        var text = (await team.GetAsync(id, "/answer", ("Accept", "text/plain"))).Expect(HttpStatusCode.OK);
        Assert.StartsWith("text/plain", text.Header("Content-Type"), StringComparison.Ordinal);
        var sent = new JsonObject { ["sentAt"] = "2026-11-01T10:00:00Z", ["channel"] = "email" };
        Assert.Equal("completed", (await team.MoveAsync(id, "answer", sent)).Request().State);
        (await team.MoveAsync(id, "answer", sent)).Expect(HttpStatusCode.OK);
        (await team.MoveAsync(id, "cancel")).ExpectProblem(HttpStatusCode.Conflict);
        Assert.Equal(text.Text, (await team.GetAsync(id, "/answer", ("Accept", "text/plain"))).Text);
    }

    static JsonArray Purposes(string basis, string retainAtLeastUntil) => new(new JsonObject
    {
        ["purpose"] = "ledger",
        ["basis"] = basis,
        ["retainAtLeastUntil"] = retainAtLeastUntil,
    });

    static string Padded(string base64Url) =>
        base64Url.Replace('-', '+').Replace('_', '/').PadRight((base64Url.Length + 3) / 4 * 4, '=');
}
