using System.Buffers.Text;
using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;
using Compliance.EndToEnd.Tests.SubjectRequests.Packages;
using Compliance.Keys;
using Compliance.Local.Hosting;
using Compliance.Tenancy;

namespace Compliance.EndToEnd.Tests.Crash;

/// <summary>
/// Both keys get a new version beside a running host; the host is killed (SIGKILL) in the midst of the re-wrap and started again, while
/// somebody is erased and others play. Everything opens, who was erased stays erased, and what was signed before still verifies.
/// </summary>
public sealed class KilledRotationTests
{
    const string Path = "/keys/rotation";
    const int Kept = 8;

    readonly Person person = new();
    readonly Person leaver = new();
    readonly Person gone = new();

    [Fact]
    public async Task Keys_rotated_under_a_host_that_is_killed_are_rotated_and_nobody_comes_back()
    {
        await using var folder = await CrashFolder.CreateAsync();
        var (kept, leaving) = await SeedAsync(folder.Path);
        var armed = folder.In("armed");
        JsonNode certificate;
        UnpackedPackage package;
        await using (var host = await HostProcess.StartAsync(
            folder.Path, "--kill-at", "storage.keyring.recordings.put.after#4", "--kill-when", armed))
        {
            certificate = await CertificateAsync(host.Api, gone, folder.In("before.json"));
            package = await PackageAsync(host.Api);
            await RunAsync("rotate-keys", "acme", "--data", folder.Path);
            await File.WriteAllBytesAsync(armed, [], Api.Cancellation);
            await AskAsync(host);
        }

        await using var next = await HostProcess.StartAsync(folder.Path);
        var admin = next.Api.As("acme", "Tenant.Admin");
        await new PrivacyTeam(next.Api, "acme").EraseAsync(leaver.By("accountId"));
        await PlayAsync(next.Api, kept);
        var status = await EndAsync(admin);
        await PlayAsync(next.Api, kept);

        var keys = (await next.Api.SendAsync(HttpMethod.Get, "/api/tenants/acme/keys")).Expect(HttpStatusCode.OK);
        await File.WriteAllBytesAsync(folder.In("keys.json"), keys.Body, Api.Cancellation);
        VerifyStatus(status, keys.Json);
        await VerifyRingAsync(folder, status["seal"]!.GetValue<string>(), kept, leaving);
        VerifyAudit(await folder.AuditAsync());

        // Signed before, checked with what is listed now; and what is signed now is signed with the new version.
        var trusted = JwksReader.SigningKeys(keys.Body);
        Assert.Equal(2, trusted.Count);
        package.Holds(trusted);
        Assert.All(kept, x => package.Vcon(x, trusted));
        var later = await CertificateAsync(next.Api, person, folder.In("after.json"));
        Assert.NotEqual(KidOf(certificate), KidOf(later));
        Assert.Equal(keys.Json["keys"]!.AsArray().First(x => Text(x!, "use") == "sig")!["kid"]!.GetValue<string>(), KidOf(later));
        await RunAsync("verify-certificate", folder.In("before.json"), "--keys", folder.In("keys.json"));
        await RunAsync("verify-certificate", folder.In("after.json"), "--keys", folder.In("keys.json"));
        Assert.Matches("acme: key ring: [0-9]+ key records, as written", await RunAsync("fsck", "acme", "--data", folder.Path));
    }

    async Task<(IReadOnlyList<string> Kept, IReadOnlyList<string> Leaving)> SeedAsync(string folder)
    {
        await using var seeded = await SeededCalls.OpenAsync(folder);
        await seeded.SeedAsync(gone, 1, "rotated-");
        var kept = await seeded.SeedAsync(person, Kept, "rotated-");
        return ([.. kept.Where((_, i) => i % 5 != 4)], await seeded.SeedAsync(leaver, 3, "rotated-"));
    }

    static async Task<JsonNode> CertificateAsync(Api api, Person of, string file)
    {
        var team = new PrivacyTeam(api, "acme");
        var request = (await team.EraseAsync(of.By("accountId")))["requestId"]!.GetValue<string>();
        var certificate = (await team.GetAsync(request, "/certificate")).Expect(HttpStatusCode.OK);
        await File.WriteAllBytesAsync(file, certificate.Body, Api.Cancellation);
        return certificate.Json;
    }

    async Task<UnpackedPackage> PackageAsync(Api api)
    {
        var team = new PrivacyTeam(api, "acme");
        var request = (await team.EraseAsync(person.By("accountId"), x => x["type"] = "access"))["requestId"]!.GetValue<string>();
        return new UnpackedPackage((await team.GetAsync(request, "/package")).Expect(HttpStatusCode.OK).Body);
    }

    /// <summary>Asks, and the host dies of it.</summary>
    static async Task AskAsync(HostProcess host)
    {
        try
        {
            (await host.Api.As("acme", "Tenant.Admin").SendAsync(HttpMethod.Post, Path)).Expect(HttpStatusCode.Accepted);
        }
        catch (HttpRequestException)
        {
            // The host died under the client.
        }

        Assert.True(await host.EndsAsync(Api.WaitLimit), "The host was not killed.");
    }

    static async Task<JsonNode> EndAsync(Session admin)
    {
        JsonNode status = new JsonObject();
        await Api.EventuallyAsync(
            async () =>
            {
                status = (await admin.SendAsync(HttpMethod.Get, Path)).Expect(HttpStatusCode.OK).Json;
                return status["state"]!.GetValue<string>() == "completed";
            },
            $"the rotation ends; it is {status.ToJsonString()}");
        return status;
    }

    static async Task PlayAsync(Api api, IReadOnlyList<string> ids)
    {
        var reader = api.As("acme", "Recordings.Read");
        foreach (var id in ids)
        {
            Assert.Equal("the caller asked about a bill\n", (await reader.FileAsync(id, "note.txt")).Expect(HttpStatusCode.OK).Text);
        }
    }

    static void VerifyStatus(JsonNode status, JsonNode keys)
    {
        long Count(string name) => status[name]!.GetValue<long>();
        Assert.Equal((Count("total"), 0L), (Count("done") + Count("gone"), Count("failed")));
        Assert.True(Count("done") > Kept, status.ToJsonString());
        var old = Assert.Single(status["oldVersions"]!.AsArray())!;
        Assert.Equal(0, old["records"]!.GetValue<long>());
        Assert.Equal(
            status["completedAt"]!.GetValue<DateTimeOffset>().AddDays(7), old["neededUntil"]!.GetValue<DateTimeOffset>());
        var sealing = keys["keys"]!.AsArray().Where(x => x!["use"]!.GetValue<string>() == "enc").Select(x => x!["kid"]!.GetValue<string>());
        Assert.Equal([status["seal"]!.GetValue<string>(), old["kid"]!.GetValue<string>()], sealing);
        Assert.Equal(2, keys["keys"]!.AsArray().Count(x => x!["x5c"] is JsonArray { Count: 1 }));
    }

    static async Task VerifyRingAsync(CrashFolder folder, string seal, IReadOnlyList<string> kept, IReadOnlyList<string> leaving)
    {
        var names = await folder.NamesAsync("acmekeys", ContainerNames.Keyring, "");
        Assert.All(kept, x => Assert.Contains($"recordings/{x}", names));
        Assert.All(leaving, x => Assert.DoesNotContain($"recordings/{x}", names));
        foreach (var name in names.Where(KeyRecordStore.IsRecord))
        {
            var record = await folder.JsonAsync("acmekeys", ContainerNames.Keyring, name);
            var keys = record["keys"]?.AsArray().Select(x => x!) ?? [record];
            Assert.All(keys, x => Assert.Equal(seal, x["kid"]!.GetValue<string>()));
        }
    }

    static void VerifyAudit(IReadOnlyList<JsonNode> lines)
    {
        var own = lines.DistinctBy(x => Text(x, "id")).Where(x => Text(x, "resource") == "keys/seal").ToList();
        Assert.Equal(
            ["keys.rewrapAsked single success", "keys.rewrapped intent success", "keys.rewrapped done success"],
            own.Select(x => $"{Text(x, "event")} {Text(x, "phase")} {Text(x, "outcome")}"));
    }

    static string KidOf(JsonNode certificate) =>
        Text(JsonNode.Parse(Base64Url.DecodeFromChars(Text(certificate["signatures"]![0]!, "protected")))!, "kid");

    static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();

    static async Task<string> RunAsync(params string[] arguments)
    {
        var ran = await Shell.RunAsync(System.IO.Path.GetTempPath(), "dotnet", [typeof(LocalHost).Assembly.Location, .. arguments]);
        Assert.True(ran.ExitCode == 0, ran.Output + ran.Errors);
        return ran.Output;
    }
}
