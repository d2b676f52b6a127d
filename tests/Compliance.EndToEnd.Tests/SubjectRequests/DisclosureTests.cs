using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests.Packages;

namespace Compliance.EndToEnd.Tests.SubjectRequests;

/// <summary>Who was shown what, as the register of disclosures says it.</summary>
public sealed class DisclosureTests(SharedHost host)
{
    readonly Session uploader = host.Api.As("acme", "Recordings.Upload");
    readonly PrivacyTeam team = new(host.Api, "acme");

    [Fact]
    public async Task Every_reader_is_listed_with_roles_and_purposes_and_downloads_outlive_the_recording()
    {
        var person = new Person();
        var call = person.Call();
        var recording = (await uploader.SealAsync(call.Ticket, call.Files)).Id;
        var reader = host.Api.Reader("acme", "*");
        Assert.Empty(await OfRecordingAsync(recording));

        (await reader.FileAsync(recording, "note.txt")).Expect(HttpStatusCode.OK);
        (await reader.FileAsync(recording, "note.txt", ("Range", "bytes=0-3"))).Expect(HttpStatusCode.PartialContent);
        (await host.Api.As("acme", "Privacy.Handler").MetadataAsync(recording)).Expect(HttpStatusCode.OK);
        (await host.Api.Reader("acme", "another-queue").FileAsync(recording, "note.txt")).ExpectProblem(HttpStatusCode.Forbidden);
        var reads = (await OfRecordingAsync(recording)).Select(
            x => $"{x["what"]} {x["file"]} {x["to"]} {string.Join(',', x["roles"]!.AsArray())} {x["purpose"]}");
        Assert.Equal(
            ["file 0 staff Recordings.Read quality", "metadata  staff Privacy.Handler "], reads.Distinct().Order(StringComparer.Ordinal));

        var access = await RunAsync(person, "access");
        await ReportedAsync(access);
        (await team.GetAsync(access, "/package")).Expect(HttpStatusCode.OK);
        var package = Assert.Single((await OfRequestAsync(access)).DistinctBy(x => x["at"]!.GetValue<string>()[..15]));
        Assert.Equal(("package", "staff", 1), ($"{package["what"]}", $"{package["to"]}", package["revision"]!.GetValue<int>()));
        Assert.Equal([recording], package["recordings"]!.AsArray().Select(x => $"{x}"));
        Assert.Contains(await OfRecordingAsync(recording), x => $"{x["what"]} {x["requestId"]}" == $"package {access}");

        await RunAsync(person, "erasure");
        Assert.Empty(await OfRecordingAsync(recording));
        Assert.Equal([recording], (await OfRequestAsync(access))[0]["recordings"]!.AsArray().Select(x => $"{x}"));
    }

    /// <summary>The person learns of the same readers, by role, and of no recipient that was told nothing.</summary>
    async Task ReportedAsync(string access)
    {
        Assert.Empty(await OfRequestAsync(access));
        var package = new UnpackedPackage((await team.GetAsync(access, "/package")).Expect(HttpStatusCode.OK).Body);
        var report = package.Data["report"]!;
        Assert.Equal(
            ["handler of privacy requests, the details of the call, ", "reader of recordings, a file of the recording, quality"],
            report["consultations"]!.AsArray().Select(x => $"{x!["who"]}, {x["what"]}, {x["purpose"]}").Distinct().Order(
                StringComparer.Ordinal));
        Assert.Empty(report["recipients"]!.AsArray());
        Assert.Empty(report["transfers"]!.AsArray());
        Assert.DoesNotContain("deleted", $"{report["storage"]}", StringComparison.Ordinal);
        Assert.StartsWith(
            "The controller's register of automated decisions", $"{report["automatedDecisions"]!["statement"]}", StringComparison.Ordinal);
    }

    async Task<string> RunAsync(Person person, string type)
    {
        var form = PrivacyTeam.Erasure(person.By("accountId", "phone"));
        (form["type"], form["identity"]) = (type, PrivacyTeam.Verified);
        var id = (await team.FileAsync(form)).Filed().RequestId;
        (await team.MoveAsync(id, "decision", PrivacyTeam.Approval)).Expect(HttpStatusCode.Accepted);
        await team.WaitForAsync(id, "awaitingAnswer");
        return id;
    }

    async Task<IReadOnlyList<JsonNode>> OfRecordingAsync(string id) => Items(
        await host.Api.As("acme", "Privacy.Officer").SendAsync(HttpMethod.Get, $"/recordings/{id}/disclosures"));

    async Task<IReadOnlyList<JsonNode>> OfRequestAsync(string id) => Items(await team.GetAsync(id, "/disclosures"));

    static IReadOnlyList<JsonNode> Items(Answer answer) => [.. answer.Expect(HttpStatusCode.OK).Json["items"]!.AsArray().Select(x => x!)];
}
