using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests.Packages;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>A person fetches letter and package by a link and its code, without an account.</summary>
public sealed class CollectionTests(SharedHost host)
{
    readonly PrivacyTeam team = new(host.Api, "acme");

    [Fact]
    public async Task Link_and_code_open_the_answer_and_the_letter_says_until_when()
    {
        var (person, uploader) = (new Person(), host.Api.As("acme", "Recordings.Upload"));
        var call = person.Call();
        var recording = (await uploader.SealAsync(call.Ticket, call.Files)).Id;
        var id = await AccessAsync(person);
        Assert.DoesNotContain("You can fetch it", await LetterAsync(id), StringComparison.Ordinal);
        var (url, code) = await MakeAsync(id);
        Assert.Matches("/p/acme/[A-Za-z0-9_-]{43}$", url.AbsoluteUri);
        Assert.Contains("You can fetch it until", await LetterAsync(id), StringComparison.Ordinal);
        await FailAsync(url, code, "letter");
        await AnsweredAsync(id);

        var page = (await host.Api.SendAsync(HttpMethod.Get, $"{url.AbsolutePath}?utm_source=mail")).Expect(HttpStatusCode.OK);
        Assert.Equal(
            ("no-referrer", "noindex, nofollow", "no-store"),
            (page.Header("Referrer-Policy"), page.Header("X-Robots-Tag"), page.Header("Cache-Control")));
        Assert.Contains("form-action 'self'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        var spelled = $"{code[..5]} - {code[5..].ToLowerInvariant()}";
        var letter = (await CollectAsync(host.Api, url, spelled, "letter")).Expect(HttpStatusCode.OK);
        Assert.Contains(id, letter.Text, StringComparison.Ordinal);
        Assert.Equal("noindex, nofollow", letter.Header("X-Robots-Tag"));
        var package = new UnpackedPackage((await CollectAsync(host.Api, url, code, "package")).Expect(HttpStatusCode.OK).Body);
        Assert.Equal(id, $"{package.Data["requestId"]}");

        var disclosed = (await team.GetAsync(id, "/disclosures")).Expect(HttpStatusCode.OK).Json["items"]!.AsArray();
        Assert.Equal(
            ["letter dataSubject ", $"package dataSubject {recording}"],
            disclosed.Select(x => $"{x!["what"]} {x["to"]} {string.Join(',', x["recordings"]!.AsArray())}").Order(StringComparer.Ordinal));
        var made = await DeliveryAsync(id);
        Assert.Equal(("1", "1"), ($"{made["letter"]!["times"]}", $"{made["package"]!["times"]}"));
        Assert.DoesNotContain(code, made.ToJsonString(), StringComparison.Ordinal);
        var delivery = $"{made["deliveryId"]}";
        Assert.Equal(
            [$"{id}/{delivery}/letter/1 anonymous", $"{id}/{delivery}/package/1 anonymous"],
            (await AuditLines.ReadAsync(host.App, "acme"))
                .Where(x => x.Text("event") == "request.collected" && x.Text("operation").StartsWith(id, StringComparison.Ordinal))
                .Select(x => $"{x.Text("operation")} {x.Text("principal")}"));
    }

    [Fact]
    public async Task Every_failure_looks_the_same_and_five_wrong_codes_end_the_link()
    {
        var id = await AccessAsync(new Person());
        var (url, code) = await MakeAsync(id);
        Assert.DoesNotContain("You can fetch it", await LetterAsync(id), StringComparison.Ordinal);
        await AnsweredAsync(id);
        var unknown = new Uri(url, $"/p/acme/{new string('A', 43)}");
        var expected = (await CollectAsync(host.Api, unknown, code, "letter")).Expect(HttpStatusCode.NotFound).Text;
        (Uri Url, string Code, string What)[] failures =
        [
            (new Uri(url, url.AbsolutePath.Replace("/acme/", "/globex/", StringComparison.Ordinal)), code, "letter"),
            (new Uri(url, url.AbsolutePath.Replace("/acme/", "/nobody/", StringComparison.Ordinal)), code, "letter"),
            (url, code, "everything"),
            .. Enumerable.Repeat((url, "WRONG", "letter"), 5),
            (url, code, "letter"),
        ];
        foreach (var (at, given, what) in failures)
        {
            Assert.Equal(expected, (await CollectAsync(host.Api, at, given, what)).Expect(HttpStatusCode.NotFound).Text);
        }

        var made = await DeliveryAsync(id);
        Assert.False(made["open"]!.GetValue<bool>());
        Assert.Equal("0", $"{made["letter"]!["times"]}");
    }

    [Fact]
    public async Task A_link_ends_when_it_is_used_up_replaced_or_revoked()
    {
        var id = await AccessAsync(new Person());
        var (first, firstCode) = await MakeAsync(id, new JsonObject { ["uses"] = 1 });
        await AnsweredAsync(id);
        (await CollectAsync(host.Api, first, firstCode, "letter")).Expect(HttpStatusCode.OK);
        await FailAsync(first, firstCode, "letter");

        var (second, secondCode) = await MakeAsync(id);
        var (third, thirdCode) = await MakeAsync(id);
        await FailAsync(second, secondCode, "letter");
        (await CollectAsync(host.Api, third, thirdCode, "letter")).Expect(HttpStatusCode.OK);
        var made = (await team.GetAsync(id)).Expect(HttpStatusCode.OK).Json["deliveries"]!.AsArray();
        Assert.Equal(["False", "False", "True"], made.Select(x => $"{x!["open"]!.GetValue<bool>()}"));
        foreach (var expected in (HttpStatusCode[])[HttpStatusCode.NoContent, HttpStatusCode.NoContent])
        {
            (await team.Session.SendAsync(HttpMethod.Delete, $"/requests/{id}/deliveries/{made[2]!["deliveryId"]}")).Expect(expected);
        }

        await FailAsync(third, thirdCode, "letter");
        (await team.Session.SendAsync(HttpMethod.Delete, $"/requests/{id}/deliveries/{new string('0', 32)}"))
            .ExpectProblem(HttpStatusCode.NotFound);
        foreach (var sender in (string[])["system", "mail"])
        {
            (await team.MoveAsync(id, "deliveries", new JsonObject { ["sentBy"] = sender })).ExpectProblem(HttpStatusCode.Conflict);
        }
    }

    internal static Task<Answer> CollectAsync(Api api, Uri url, string code, string what) => api.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, url.AbsolutePath)
        {
            Content = new FormUrlEncodedContent(
                new Dictionary<string, string>(StringComparer.Ordinal) { ["code"] = code, ["what"] = what }),
        });

    async Task FailAsync(Uri url, string code, string what) =>
        (await CollectAsync(host.Api, url, code, what)).Expect(HttpStatusCode.NotFound);

    async Task AnsweredAsync(string id) =>
        (await team.MoveAsync(id, "answer", new JsonObject { ["channel"] = "email" })).Expect(HttpStatusCode.OK);

    async Task<JsonNode> DeliveryAsync(string id) => (await team.GetAsync(id)).Expect(HttpStatusCode.OK).Json["deliveries"]![0]!;

    async Task<(Uri Url, string Code)> MakeAsync(string id, JsonObject? form = null)
    {
        var made = (await team.MoveAsync(id, "deliveries", form ?? [])).Expect(HttpStatusCode.Created).Json;
        return (new Uri($"{made["url"]}"), $"{made["code"]}");
    }

    async Task<string> AccessAsync(Person person)
    {
        var form = PrivacyTeam.Erasure(person.By("accountId", "phone"));
        (form["type"], form["identity"]) = ("access", PrivacyTeam.Verified);
        var id = (await team.FileAsync(form)).Filed().RequestId;
        (await team.MoveAsync(id, "decision", PrivacyTeam.Approval)).Expect(HttpStatusCode.Accepted);
        await team.WaitForAsync(id, "awaitingAnswer");
        return id;
    }

    async Task<string> LetterAsync(string id) =>
        (await team.GetAsync(id, "/answer", ("Accept", "text/plain"))).Expect(HttpStatusCode.OK).Text.Replace('\n', ' ');
}
