using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Keys;
using Compliance.Local.Hosting;
using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.SubjectRequests.Packages;

/// <summary>A package's vCon, read back by the command line as somebody does who has the unpacked package and the tenant's public
/// keys.</summary>
public sealed class ImportVconTests(SharedHost host) : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("import-vcon-");

    string Keys => Path.Combine(folder.FullName, "keys.json");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Everything_that_a_package_says_of_a_call_is_read_back_and_nothing_else_is_taken()
    {
        var (person, other) = (new Person(), new Person());
        var (package, vcon) = await PackageAsync(person, other);
        var jwks = (await host.Api.SendAsync(HttpMethod.Get, "/api/tenants/acme/keys")).Body;
        await WriteAsync("keys.json", jwks);

        var good = await ImportAsync(vcon);
        Assert.True(good.ExitCode == 0, good.Errors);
        // Read back and written again it is the same, member by member: parties, dialog, analysis, attachments, redaction.
        var signed = package[vcon];
        var payload = JsonNode.Parse(Base64Url.DecodeFromChars(JsonNode.Parse(signed)!["payload"]!.GetValue<string>()))!;
        Assert.Equal(
            [
                $"The vCon {payload["uuid"]} is valid: 3 parties, 1 dialogs, 1 analyses, 2 attachments.",
                "Kept on consent for quality.",
                "Kept on contract for billing.",
                "It is redacted: rights_of_others.",
                "Files it names: 1 unchanged, 0 missing.",
            ],
            good.Output.Split(["\r\n", "\n"], StringSplitOptions.RemoveEmptyEntries));
        var keys = JwksReader.SigningKeys(jwks);
        Assert.True(
            SignedVcon.TryOpen(signed, kid => keys.TryGetValue(kid, out var key) ? key : null, out var read, out var problem), problem);
        Assert.True(JsonNode.DeepEquals(payload, System.Text.Json.JsonSerializer.SerializeToNode(read, VconJson.Options)));
        Assert.Equal(["agent", "customer", "thirdparty"], read.Parties.Select(x => x.Role));
        Assert.Equal([null, $"tel:{person.Phone}", null], read.Parties.Select(x => x.Tel));
        Assert.Equal(2, read.Attachments.Count(x => x.Body?.PurposeGrants.Single().Granted is true));
        Assert.NotNull(read.Analysis.Single().Body);

        (string Expected, Func<Task<Ran>> Run)[] refused =
        [
            ("The vCon is not valid: its signature is not valid.", () => ChangedAsync(
                x => x["payload"] = Encode(Changed(payload, y => y["subject"] = "x")))),
            ("The vCon is not valid: no key of the set has its kid.", () => WithKeysAsync("others.json", """{"keys":[]}""")),
            ("The vCon is not valid: its signature is not valid.", () => WithKeysAsync("swapped.json", Swapped(jwks))),
            ("The file given with --keys is not a JWK Set.", () => WithKeysAsync("broken.json", "[]")),
            ("The vCon is not valid: it is not a JSON Web Signature with one signature.", () => ChangedAsync(x => x["payload"] = 7)),
            ("The vCon is not valid: vcon is not 0.4.0.", () => SignedAsync(payload, x => x["vcon"] = "0.5.0")),
            ("The vCon is not valid: created_at is missing.", () => SignedAsync(payload, x => x.AsObject().Remove("created_at"))),
            ("The vCon is not valid: dialog[0].start is missing.", () => SignedAsync(
                payload, x => x["dialog"]![0]!.AsObject().Remove("start"))),
            ("The vCon is not valid: dialog[0].content_hash is not a SHA-512 hash.", () => SignedAsync(payload, x =>
                x["dialog"]![0]!["content_hash"] = x["dialog"]![0]!["content_hash"]!.GetValue<string>()[..^9])),
            ("The vCon is not valid: attachments[1].party refers to nothing.", () => SignedAsync(
                payload, x => x["attachments"]![1]!["party"] = 3)),
        ];
        var answers = await Task.WhenAll(refused.Select(x => x.Run()));
        Assert.Equal(refused.Select(x => (1, x.Expected, "")), answers.Select(x => (x.ExitCode, x.Errors.Trim(), x.Output)));

        // A file beside it that is cut short is another file; one that is not there is said to be missing.
        var media = Path.Combine(folder.FullName, read.Dialog[0].Filename!);
        await using (var file = new FileStream(media, FileMode.Open))
        {
            file.SetLength(file.Length - 1);
        }

        var cut = await ImportAsync(vcon);
        Assert.Equal(
            (1, $"The vCon is valid, but the file {read.Dialog[0].Filename} does not match its hash."), (cut.ExitCode, cut.Errors.Trim()));
        File.Delete(media);
        Assert.Contains("0 unchanged, 1 missing", (await ImportAsync(vcon)).Output, StringComparison.Ordinal);

        async Task<Ran> ChangedAsync(Action<JsonNode> change)
        {
            var form = JsonNode.Parse(signed)!;
            change(form);
            return await ImportAsync(await WriteAsync($"vcon/{Guid.NewGuid()}.vcon", Encoding.UTF8.GetBytes(form.ToJsonString())));
        }

        async Task<Ran> WithKeysAsync(string name, string text)
        {
            await WriteAsync(name, Encoding.UTF8.GetBytes(text));
            return await ImportAsync(vcon, Path.Combine(folder.FullName, name));
        }
    }

    /// <summary>A call with somebody else on it, in an access package that is unpacked into the folder.</summary>
    async Task<(UnpackedPackage Package, string Vcon)> PackageAsync(Person person, Person other)
    {
        var sample = Sample.Call("plain");
        var (caller, third) = (person.Party, other.Party);
        (caller["channel"], third["role"], third["channel"]) = (1, "thirdParty", 0);
        var parties = sample.Ticket["parties"]!.AsArray();
        (parties[1], parties[0]!["channel"]) = (caller, 0);
        parties.Add((JsonNode)third);
        sample.Ticket["media"]!.AsObject().Remove("channels");
        sample.Ticket["purposes"] = new JsonArray(
            new JsonObject { ["purpose"] = "quality", ["basis"] = "consent" }, new JsonObject { ["purpose"] = "billing", ["basis"] = "contract" });
        var call = await host.Api.As("acme", "Recordings.Upload").SealAsync(sample.Ticket, sample.Files);

        var team = new PrivacyTeam(host.Api, "acme");
        var form = PrivacyTeam.Erasure(person.By("accountId", "phone"));
        (form["type"], form["identity"]) = ("access", PrivacyTeam.Verified);
        var id = (await team.FileAsync(form)).Filed().RequestId;
        (await team.MoveAsync(id, "decision", PrivacyTeam.Approval)).Expect(HttpStatusCode.Accepted);
        await team.WaitForAsync(id, "awaitingAnswer", "failed");
        var package = new UnpackedPackage((await team.GetAsync(id, "/package")).Expect(HttpStatusCode.OK).Body);
        package.WriteTo(folder.FullName);
        return (package, $"vcon/{call.Id}.vcon");
    }

    /// <summary>Signed with the tenant's own key: only what it says is wrong.</summary>
    async Task<Ran> SignedAsync(JsonNode payload, Action<JsonNode> change)
    {
        var acme = TenantId.Parse("acme");
        var vault = host.App.Host.Services.GetRequiredService<ITenantVaultProvider>().Open(new TenantScope(acme, acme));
        var content = Encoding.UTF8.GetBytes(Changed(payload, change).ToJsonString());
        var signed = await SignedStatement.SignAsync(vault, content, SignedVcon.Type, Api.Cancellation, Guid.NewGuid());
        return await ImportAsync(await WriteAsync($"vcon/{Guid.NewGuid()}.vcon", signed));
    }

    Task<Ran> ImportAsync(string vcon, string? keys = null) => Shell.RunAsync(
        folder.FullName, "dotnet", typeof(LocalHost).Assembly.Location, "import-vcon", vcon, "--keys", keys ?? Keys);

    async Task<string> WriteAsync(string path, byte[] content)
    {
        await using var file = new FileStream(Path.Combine(folder.FullName, path), FileMode.CreateNew);
        await file.WriteAsync(content, Api.Cancellation);
        return path;
    }

    static JsonNode Changed(JsonNode payload, Action<JsonNode> change)
    {
        var copy = payload.DeepClone();
        change(copy);
        return copy;
    }

    static string Encode(JsonNode payload) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload.ToJsonString()));

    /// <summary>The tenant's signing keys by name, and others by what they are.</summary>
    static string Swapped(byte[] jwks)
    {
        var set = JsonNode.Parse(jwks)!;
        foreach (var key in set["keys"]!.AsArray().Where(x => x!["use"]!.GetValue<string>() == "sig"))
        {
            using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var point = other.ExportParameters(includePrivateParameters: false).Q;
            (key!["x"], key["y"]) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        }

        return set.ToJsonString();
    }
}
