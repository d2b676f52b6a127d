using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;

namespace Compliance.EndToEnd.Tests.Purposes;

/// <summary>Content is given for an active purpose, an open request, a hold, or a use of restricted data, and for nothing else.</summary>
public sealed class ContentPurposeTests(SharedHost host)
{
    readonly RightsDesk desk = new(host.Api, "acme");

    [Fact]
    public async Task What_an_erasure_ends_is_not_used_any_more_although_the_recording_stays()
    {
        var person = new Person();
        var call = await KeptCall.SealAsync(host.Api, person, "speech-lab:consent", "accounts:legalObligation");
        Assert.Equal("active", (await call.StatesAsync())["speech-lab"]);

        var id = await desk.FileAsync("erasure", person.By("accountId"), x => x["ground"] = "17(1)(b)");
        await desk.IdentifyAsync(id);
        await desk.DecideAsync(id);

        var states = await call.StatesAsync();
        Assert.Equal(("withdrawn", "active"), (states["speech-lab"], states["accounts"]));
        var refused = (await call.AskAsync("speech-lab", "Privacy.Handler")).Json["detail"]!.GetValue<string>();
        Assert.Contains("accounts", refused, StringComparison.Ordinal);
        Assert.Contains("speech-lab (withdrawn)", refused, StringComparison.Ordinal);
        var metadata = (await host.Api.As("acme", "Privacy.Officer").MetadataAsync(call.Id)).Json["purposes"]!.AsArray();
        Assert.Equal(id, metadata.Single(x => x!["purpose"]!.GetValue<string>() == "speech-lab")!["requestId"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_held_recording_is_given_for_its_matter_alone()
    {
        var person = new Person();
        var call = await KeptCall.SealAsync(host.Api, person, "quality:consent");
        var hold = new JsonObject { ["matter"] = "claim of März" };
        (await host.Api.As("acme", "Legal.Holds").SendAsync(HttpMethod.Put, $"/recordings/{call.Id}/holds/h-1", hold))
            .Expect(HttpStatusCode.OK);
        var id = await desk.FileAsync("erasure", person.By("accountId"));
        await desk.IdentifyAsync(id);
        await desk.DecideAsync(id);

        Assert.Equal("withdrawn", (await call.StatesAsync())["quality"]);
        Assert.Equal(HttpStatusCode.OK, await call.PlayAsync("hold:claim of März", "Privacy.Handler"));
        Assert.Equal(HttpStatusCode.Forbidden, await call.PlayAsync("hold:claim of März"));
        Assert.Equal(HttpStatusCode.Forbidden, await call.PlayAsync("hold:another"));
        Assert.Equal(HttpStatusCode.Forbidden, await call.PlayAsync("evidence"));
    }

    [Fact]
    public async Task An_open_request_gives_what_it_concerns_and_nothing_else()
    {
        var (person, stranger) = (new Person(), new Person());
        var call = await KeptCall.SealAsync(host.Api, person, "quality:consent");
        var other = await KeptCall.SealAsync(host.Api, stranger, "quality:consent");

        // A number alone is a weak match, and still the request's.
        var id = await desk.FileAsync("access", person.By("phone"));
        foreach (var role in (string[])["Recordings.Read", "Privacy.Handler"])
        {
            Assert.Equal(HttpStatusCode.OK, await call.PlayAsync($"request:{id}", role));
            Assert.Equal(HttpStatusCode.Forbidden, await other.PlayAsync($"request:{id}", role));
        }

        (await RightsDesk.MoveAsync(desk.Clerk, id, "cancel")).Expect(HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Forbidden, await call.PlayAsync($"request:{id}"));
    }

    [Fact]
    public async Task Restricted_data_is_used_for_the_grounds_of_article_18_alone_and_each_use_is_audited()
    {
        var person = new Person();
        var call = await KeptCall.SealAsync(host.Api, person, "quality:consent");
        Assert.Equal(HttpStatusCode.Forbidden, await call.PlayAsync("restriction:claims", "Privacy.Handler"));
        var id = await desk.FileAsync("restriction", person.By("accountId"), x => x["ground"] = "18(1)(b)");
        await desk.IdentifyAsync(id);
        await desk.DecideAsync(id);

        await call.StatesAsync();
        foreach (var use in (string[])["claims", "consent", "protection"])
        {
            Assert.Equal(HttpStatusCode.OK, await call.PlayAsync($"restriction:{use}", "Privacy.Handler"));
            Assert.Equal(HttpStatusCode.Forbidden, await call.PlayAsync($"restriction:{use}"));
        }

        Assert.Equal(HttpStatusCode.Forbidden, await call.PlayAsync("restriction:curiosity", "Privacy.Handler"));
        Assert.Equal(HttpStatusCode.Forbidden, await call.PlayAsync("consentCheck", "Privacy.Handler"));
        Assert.Equal(HttpStatusCode.OK, await call.PlayAsync($"request:{id}", "Privacy.Handler"));
        Assert.Equal(HttpStatusCode.Forbidden, await call.PlayAsync($"request:{id}"));
        var reads = (await AuditLines.OfAsync(host.App, "acme", call.Id)).Where(x => x.Text("event") == "recording.contentRead");
        string[] used = ["restriction:claims", "restriction:consent", "restriction:protection", $"request:{id}"];
        Assert.Superset(
            used.ToHashSet(StringComparer.Ordinal),
            reads.Select(x => x["details"]?["purpose"]?.GetValue<string>() ?? "").ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Intake_sees_what_it_filed_and_nothing_else()
    {
        var person = new Person();
        var call = await KeptCall.SealAsync(host.Api, person, "quality:consent");
        var (one, other) = (RightsDesk.Person(host.Api, "acme", "intake-1", "Privacy.Intake"), RightsDesk.Person(
            host.Api, "acme", "intake-2", "Privacy.Intake"));
        var id = (await one.SendAsync(HttpMethod.Post, "/requests", PrivacyTeam.Erasure(person.By("accountId")))).Filed().RequestId;

        (await one.SendAsync(HttpMethod.Get, $"/requests/{id}")).Expect(HttpStatusCode.OK);
        (await other.SendAsync(HttpMethod.Get, $"/requests/{id}")).ExpectProblem(HttpStatusCode.NotFound);
        (await other.SendAsync(HttpMethod.Get, $"/requests/{id}/certificate")).ExpectProblem(HttpStatusCode.NotFound);
        Assert.Equal([id], await ListAsync(one));
        Assert.Empty(await ListAsync(other));
        (await one.ViewAsync(call.Id)).ExpectProblem(HttpStatusCode.Forbidden);
        (await one.MetadataAsync(call.Id)).ExpectProblem(HttpStatusCode.Forbidden);
        (await one.SearchAsync()).ExpectProblem(HttpStatusCode.Forbidden);
        (await one.SendAsync(HttpMethod.Post, "/subjects/search", new JsonObject { ["identities"] = person.By("phone") }))
            .ExpectProblem(HttpStatusCode.Forbidden);
        foreach (var purpose in (string[])["quality", $"request:{id}"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, await call.PlayAsync(purpose, "Privacy.Intake"));
        }
    }

    static async Task<IReadOnlyList<string>> ListAsync(Session session) =>
        [.. (await session.SendAsync(HttpMethod.Get, "/requests")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray()
            .Select(x => x!["requestId"]!.GetValue<string>())];
}
