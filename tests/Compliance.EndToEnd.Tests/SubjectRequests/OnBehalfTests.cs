using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>
/// Requests that representatives, guardians and heirs file: the mandate is verified, letters go to them, and nothing names them.
/// </summary>
public sealed class OnBehalfTests(SharedHost host)
{
    const string Name = "Solicitor Quillfeather";
    const string Contact = "7 Marrowbone Lane";

    readonly RightsDesk desk = new(host.Api, "globex");

    [Theory]
    [InlineData("lawyer", "powerOfAttorney", "on behalf of another person")]
    [InlineData("guardian", "parentalResponsibility", "as guardian of another person")]
    public async Task The_mandate_is_verified_with_the_identity_and_the_letter_goes_to_whoever_has_it(
        string capacity, string kind, string words)
    {
        var person = new Person();
        var call = person.Call();
        await host.Api.As("globex", "Recordings.Upload").SealAsync(call.Ticket, call.Files);
        var id = await desk.FileAsync("erasure", person.By("accountId"), x => x["onBehalf"] = Behalf(capacity, kind));
        var behalf = (await desk.ViewAsync(id))["onBehalf"]!;
        Assert.Equal((capacity, kind, null), ($"{behalf["capacity"]}", $"{behalf["mandate"]}", behalf["verifiedAt"]?.ToString()));
        await IdentifyAsync(id, mandate: null, "mandate");
        await IdentifyAsync(id, new JsonObject(), "mandate");
        await IdentifyAsync(id, new JsonObject { ["attachmentId"] = Guid.NewGuid().ToString() }, "mandate.attachmentId");
        await desk.IdentifyAsync(id, "insufficient");
        Assert.Contains("that you may act for that person", await ReadAsync(id, "letters/identityWanted"), StringComparison.Ordinal);

        var deed = new JsonObject { ["name"] = "deed.txt", ["contentType"] = "text/plain", ["content"] = "SGVsbG8=" };
        var attached = (await desk.Clerk.SendAsync(HttpMethod.Post, $"/requests/{id}/attachments", deed)).Expect(HttpStatusCode.OK).Json;
        var evidence = new JsonObject { ["attachmentId"] = $"{attached["attachmentId"]}", ["note"] = "The original was shown." };
        await IdentifyAsync(id, evidence, fault: null);
        Assert.NotNull((await desk.ViewAsync(id))["onBehalf"]!["verifiedAt"]);
        var subject = (await desk.ViewAsync(id, "/subject"))["onBehalf"]!;
        Assert.Equal(
            (Name, Contact, $"{attached["attachmentId"]}"),
            ($"{subject["name"]}", $"{subject["contact"]}", $"{subject["evidence"]!["attachmentId"]}"));

        await desk.DecideAsync(id);
        var letter = await ReadAsync(id, "answer");
        Assert.All(
            [$"{Name}, {Contact}", words, "We erased one recording of you"], x => Assert.Contains(x, letter, StringComparison.Ordinal));
        await NamesNobodyAsync(id);
    }

    [Fact]
    public async Task A_mandate_belongs_to_a_request_on_behalf_of_somebody_whose_identity_is_verified()
    {
        var own = await desk.FileAsync("access", new Person().By("accountId"));
        await IdentifyAsync(own, new JsonObject { ["note"] = "Seen." }, "mandate");
        var form = PrivacyTeam.Erasure(new Person().By("accountId"));
        (form["onBehalf"], form["identity"]) = (Behalf("representative", "other"), PrivacyTeam.Verified);
        Assert.Equal(["identity.mandate"], await FaultsAsync(form));
        form["identity"]!["mandate"] = new JsonObject { ["attachmentId"] = Guid.NewGuid().ToString() };
        Assert.Equal(["identity.mandate.attachmentId"], await FaultsAsync(form));
        form["identity"]!["mandate"] = new JsonObject { ["note"] = "The original was shown." };
        var filed = (await desk.Clerk.SendAsync(HttpMethod.Post, "/requests", form)).Expect(HttpStatusCode.Accepted).Json;
        Assert.Equal("awaitingDecision", $"{filed["state"]}");
        form["onBehalf"]!["name"] = "";
        Assert.Equal(["onBehalf.name"], await FaultsAsync(form));
    }

    async Task<IReadOnlyList<string>> FaultsAsync(JsonObject form) =>
        (await desk.Clerk.SendAsync(HttpMethod.Post, "/requests", form)).ExpectProblem(HttpStatusCode.BadRequest);

    [Fact]
    public async Task An_heirs_request_is_refused_unless_a_national_law_gives_the_right()
    {
        await using var app = await AppHost.StartAsync(Api.Cancellation);
        var heirs = new RightsDesk(app.Api, "acme");
        var person = new Person();
        var call = person.Call();
        await app.Api.As("acme", "Recordings.Upload").SealAsync(call.Ticket, call.Files);
        var first = await HeirAsync(heirs, person);
        var approval = new JsonObject { ["outcome"] = "approve", ["preview"] = $"{(await heirs.ViewAsync(first, "/preview"))["preview"]}" };
        var refused = await RightsDesk.MoveAsync(heirs.Approver, first, "decision", approval);
        refused.ExpectProblem(HttpStatusCode.Conflict);
        Assert.Contains("deceasedLaw", refused.Text, StringComparison.Ordinal);
        await heirs.DecideAsync(first, "refuse", x => x["compellingGrounds"] = null);
        Assert.Contains("does not apply to the personal data of people", await ReadAsync(heirs, first, "answer"), StringComparison.Ordinal);

        var settings = new JsonObject { ["deceasedLaw"] = "Loi 78-17, art. 85" };
        (await app.Api.As("acme", "Tenant.Admin").SendAsync(HttpMethod.Put, "/settings", settings, ("If-Match", "*")))
            .Expect(HttpStatusCode.OK);
        var second = await HeirAsync(heirs, person);
        await heirs.DecideAsync(second);
        Assert.Contains("gives heirs this right: Loi 78-17, art. 85.", await ReadAsync(heirs, second, "answer"), StringComparison.Ordinal);
    }

    static async Task<string> HeirAsync(RightsDesk heirs, Person person)
    {
        var id = await heirs.FileAsync("access", person.By("accountId"), x => x["onBehalf"] = Behalf("heir", "certificateOfInheritance"));
        var identity = PrivacyTeam.Verified;
        identity["mandate"] = new JsonObject { ["note"] = "The certificate was shown." };
        (await RightsDesk.MoveAsync(heirs.Clerk, id, "identity", identity)).Expect(HttpStatusCode.OK);
        return id;
    }

    /// <summary>Neither lists nor the request itself nor the log nor anything at rest has the name in clear.</summary>
    async Task NamesNobodyAsync(string id)
    {
        foreach (var path in (string[])[$"/requests/{id}", "/requests?limit=500"])
        {
            var shown = (await desk.Approver.SendAsync(HttpMethod.Get, path)).Expect(HttpStatusCode.OK).Text;
            Assert.DoesNotContain("Quillfeather", shown, StringComparison.Ordinal);
        }

        var log = (await host.Api.As("globex", "Audit.Read").SendAsync(HttpMethod.Get, $"/audit/entries?resource=requests/{id}"))
            .Expect(HttpStatusCode.OK);
        Assert.DoesNotContain("Quillfeather", log.Text, StringComparison.Ordinal);
        var container = host.App.Account("globex").GetBlobContainerClient("requests");
        await foreach (var blob in container.GetBlobsAsync(new() { Prefix = id }, Api.Cancellation))
        {
            var content = (await container.GetBlobClient(blob.Name).DownloadContentAsync(Api.Cancellation)).Value.Content.ToString();
            Assert.DoesNotContain("Quillfeather", content, StringComparison.Ordinal);
        }
    }

    async Task IdentifyAsync(string id, JsonObject? mandate, string? fault)
    {
        var identity = PrivacyTeam.Verified;
        identity["mandate"] = mandate;
        var answer = await RightsDesk.MoveAsync(desk.Clerk, id, "identity", identity);
        if (fault is null)
        {
            answer.Expect(HttpStatusCode.OK);
        }
        else
        {
            Assert.Equal([fault], answer.ExpectProblem(HttpStatusCode.BadRequest));
        }
    }

    Task<string> ReadAsync(string id, string letter) => ReadAsync(desk, id, letter);

    static async Task<string> ReadAsync(RightsDesk from, string id, string letter) => (await from.Approver.SendAsync(
        HttpMethod.Get, $"/requests/{id}/{letter}", null, ("Accept", "text/plain"))).Expect(HttpStatusCode.OK).Text.Replace('\n', ' ');

    static JsonObject Behalf(string capacity, string kind) => new()
    {
        ["capacity"] = capacity,
        ["name"] = Name,
        ["contact"] = Contact,
        ["mandate"] = new JsonObject { ["kind"] = kind, ["note"] = "As they say." },
    };
}
