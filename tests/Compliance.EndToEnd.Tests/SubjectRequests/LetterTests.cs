using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>Letters say what is the case, in the person's language.</summary>
public sealed class LetterTests(SharedHost host)
{
    readonly Session uploader = host.Api.As("acme", "Recordings.Upload");
    readonly PrivacyTeam team = new(host.Api, "acme");

    [Fact]
    public async Task A_request_has_the_letters_whose_content_is_the_case_in_its_own_language()
    {
        var form = PrivacyTeam.Erasure(new Person().By("accountId", "phone"));
        form["language"] = "de";
        var id = (await team.FileAsync(form)).Filed().RequestId;
        Assert.Contains("Wir haben Ihren Antrag erhalten", await ReadAsync(id, "received"), StringComparison.Ordinal);
        await RefusedAsync(id, "identityWanted", "extension", "answer", "lifted");

        (await team.MoveAsync(id, "identity", new JsonObject { ["outcome"] = "insufficient" })).Expect(HttpStatusCode.OK);
        Assert.Contains("ruht seit dem", await ReadAsync(id, "identityWanted"), StringComparison.Ordinal);
        Assert.Contains("Diese Frist ruht", await ReadAsync(id, "received"), StringComparison.Ordinal);
        var refusal = new JsonObject { ["outcome"] = "refuse", ["reason"] = "Sie haben nicht zurückgerufen" };
        (await team.MoveAsync(id, "decision", refusal)).Expect(HttpStatusCode.OK);
        var refused = await ReadAsync(id, "answer");
        Assert.All(
            ["Sie haben nicht zurückgerufen.", "(Artikel 12 Absatz 2 DSGVO)", "(Artikel 77 DSGVO)", "(Artikel 79 DSGVO)", "löschen sie danach"],
            x => Assert.Contains(x, refused, StringComparison.Ordinal));
        await RefusedAsync(id, "extension", "lifted");

        form["language"] = "xx";
        form["reference"] = $"case-{Guid.NewGuid()}";
        Assert.Equal(["language"], (await team.FileAsync(form)).ExpectProblem(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Without_a_language_of_its_own_an_identified_person_is_written_to_in_that_of_the_latest_call()
    {
        var person = new Person();
        foreach (var (at, language) in ((string, string)[])[("2026-03-01T09:00:00Z", "nl-BE"), ("2026-02-01T09:00:00Z", "it")])
        {
            var call = person.Call(x => (x["startedAt"], x["language"]) = (at, language));
            await uploader.SealAsync(call.Ticket, call.Files);
        }

        var form = PrivacyTeam.Erasure(person.By("accountId", "phone"));
        (form["type"], form["ground"]) = ("restriction", "18(1)(a)");
        var id = (await team.FileAsync(form)).Filed().RequestId;
        Assert.Contains("We have received your request", await ReadAsync(id, "received"), StringComparison.Ordinal);
        (await team.MoveAsync(id, "identity", PrivacyTeam.Verified)).Expect(HttpStatusCode.OK);
        Assert.Contains("We hebben uw verzoek ontvangen", await ReadAsync(id, "received"), StringComparison.Ordinal);

        (await team.MoveAsync(id, "decision", PrivacyTeam.Approval)).Expect(HttpStatusCode.Accepted);
        await team.WaitForAsync(id, "awaitingAnswer");
        Assert.Contains("2 opnamen van u worden nu alleen nog bewaard", await ReadAsync(id, "answer"), StringComparison.Ordinal);
        Assert.Contains("We zijn van plan 2 opnamen van u weer te gebruiken", await ReadAsync(id, "lifted"), StringComparison.Ordinal);
        var lift = new JsonObject { ["toldAt"] = "2026-11-01T00:00:00Z", ["reason"] = "De gegevens kloppen" };
        (await team.MoveAsync(id, "lift", lift)).Expect(HttpStatusCode.OK);
        var lifted = await ReadAsync(id, "lifted");
        Assert.All(
            ["2 opnamen van u zijn niet langer beperkt", "De gegevens kloppen.", "artikel 77, AVG"],
            x => Assert.Contains(x, lifted, StringComparison.Ordinal));
    }

    async Task RefusedAsync(string id, params string[] letters)
    {
        foreach (var letter in letters)
        {
            (await team.GetAsync(id, $"/letters/{letter}")).ExpectProblem(HttpStatusCode.Conflict);
        }
    }

    async Task<string> ReadAsync(string id, string letter) =>
        (await team.GetAsync(id, $"/letters/{letter}", ("Accept", "text/plain"))).Expect(HttpStatusCode.OK).Text.Replace('\n', ' ');
}
