using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Keys;
using Compliance.SubjectRequests;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>What an erasure had to keep is erased by the same request once nothing keeps it any more.</summary>
public sealed class RetainedRetryTests(SharedHost host)
{
    readonly Session uploader = host.Api.As("acme", "Recordings.Upload");
    readonly Session legal = host.Api.As("acme", "Legal.Holds");
    readonly PrivacyTeam team = new(host.Api, "acme");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_the_last_hold_a_retry_erases_and_a_second_certificate_names_the_first(bool answered)
    {
        var person = new Person();
        var (free, held) = (await SealAsync(person), await SealAsync(person));
        foreach (var hold in (string[])["h-1", "h-2"])
        {
            (await legal.SendAsync(HttpMethod.Put, $"/recordings/{held}/holds/{hold}", new JsonObject { ["matter"] = "claim-7" }))
                .Expect(HttpStatusCode.OK);
        }

        var before = await team.EraseAsync(person.By("accountId"));
        var id = before["requestId"]!.GetValue<string>();
        Assert.Equal(["erased", "retained"], PrivacyTeam.Outcomes(before, free, held));
        var first = (await team.GetAsync(id, "/certificate")).Expect(HttpStatusCode.OK).Body;
        if (answered)
        {
            (await team.MoveAsync(id, "answer", new JsonObject { ["channel"] = "email" })).Expect(HttpStatusCode.OK);
        }

        await ReleaseAsync(held, "h-1");
        (await team.MoveAsync(id, "retry")).ExpectProblem(HttpStatusCode.Conflict);
        await ReleaseAsync(held, "h-2");
        var retried = await Task.WhenAll(team.MoveAsync(id, "retry"), team.MoveAsync(id, "retry"));
        Assert.Contains(retried, x => x.Status is HttpStatusCode.Accepted);

        var after = await team.WaitForAsync(id, "awaitingAnswer");
        Assert.Equal(["erased", "erased"], PrivacyTeam.Outcomes(after, free, held));
        Assert.Equal(before["dueAt"]!.GetValue<string>(), after["dueAt"]!.GetValue<string>());
        Assert.Equal("erased", (await uploader.ViewAsync(held)).Recording().State);
        (await team.MoveAsync(id, "retry")).ExpectProblem(HttpStatusCode.Conflict);
        await CertifiedAsync(id, first, free, held);

        var letter = (await team.GetAsync(id, "/answer", ("Accept", "text/plain"))).Expect(HttpStatusCode.OK).Text;
        Assert.DoesNotContain("claim", letter, StringComparison.Ordinal);
        Assert.Equal("completed", (await team.MoveAsync(id, "answer", new JsonObject { ["channel"] = "letter" })).Request().State);
        if (answered)
        {
            await LettersAsync(id);
        }
    }

    /// <summary>What was sent first stays as it was sent.</summary>
    async Task LettersAsync(string id)
    {
        var view = (await team.GetAsync(id)).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(["1 email", "2 letter"], view["letters"]!.AsArray().Select(x => $"{x!["number"]} {x["channel"]}"));
        var (first, second, newest) = (await LetterAsync(id, "?number=1"), await LetterAsync(id, "?number=2"), await LetterAsync(id, ""));
        Assert.Contains("What we kept, and why", first, StringComparison.Ordinal);
        Assert.DoesNotContain("What we kept, and why", second, StringComparison.Ordinal);
        Assert.Equal(second, newest);
        (await team.GetAsync(id, "/answer?number=3")).ExpectProblem(HttpStatusCode.NotFound);
        Assert.Equal(["number"], (await team.GetAsync(id, "/answer?number=0")).ExpectProblem(HttpStatusCode.BadRequest));
    }

    async Task<string> LetterAsync(string id, string query) =>
        (await team.GetAsync(id, $"/answer{query}", ("Accept", "text/plain"))).Expect(HttpStatusCode.OK).Text;

    async Task CertifiedAsync(string id, byte[] first, params string[] destroyed)
    {
        var keys = JwksReader.SigningKeys((await host.Api.SendAsync(HttpMethod.Get, "/api/tenants/acme/keys")).Body);
        var second = (await team.GetAsync(id, "/certificate")).Expect(HttpStatusCode.OK).Body;
        Assert.True(CertificateVerifier.Verify(second, keys).IsSuccess(out var statement, out var failure), $"{failure}");
        Assert.Equal(2, statement.Number);
        Assert.Equal(new PreviousCertificate(1, Convert.ToHexStringLower(SHA256.HashData(first))), statement.Previous);
        Assert.Equal(
            destroyed.Order(StringComparer.Ordinal),
            statement.Destroyed.Select(x => x.RecordingId.ToString()).Order(StringComparer.Ordinal));
        Assert.Empty(statement.Kept);
        Assert.Equal(first, (await team.GetAsync(id, "/certificate?number=1")).Expect(HttpStatusCode.OK).Body);
        Assert.Equal(second, (await team.GetAsync(id, "/certificate?number=2")).Expect(HttpStatusCode.OK).Body);
        (await team.GetAsync(id, "/certificate?number=3")).ExpectProblem(HttpStatusCode.Conflict);
        Assert.Equal(["number"], (await team.GetAsync(id, "/certificate?number=0")).ExpectProblem(HttpStatusCode.BadRequest));
    }

    async Task ReleaseAsync(string recording, string hold) =>
        (await legal.SendAsync(HttpMethod.Delete, $"/recordings/{recording}/holds/{hold}")).Expect(HttpStatusCode.NoContent);

    async Task<string> SealAsync(Person person)
    {
        var call = person.Call();
        return (await uploader.SealAsync(call.Ticket, call.Files)).Id;
    }
}
