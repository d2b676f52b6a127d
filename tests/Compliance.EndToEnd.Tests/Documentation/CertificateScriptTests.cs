using System.Buffers.Text;
using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.SubjectRequests;
using Compliance.Keys;
using Compliance.Local.Hosting;
using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.Documentation;

/// <summary><c>check-certificate.sh</c> on a certificate that this host issued and on ones that were tampered with.</summary>
public sealed class CertificateScriptTests(SharedHost host) : IDisposable
{
    static readonly string Script = Path.Combine(RepositoryRoot.Path, "functions", "docs", "check-certificate.sh");

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("compliance-script-");
    readonly PrivacyTeam team = new(host.Api, "acme");

    [Fact]
    public async Task It_takes_a_certificate_and_refuses_what_was_changed()
    {
        Shell.Need("sh", "openssl", "jq");
        var certificate = await CertificateAsync();
        var keys = (await host.Api.SendAsync(HttpMethod.Get, "/api/tenants/acme/keys")).Body;
        var others = (await host.Api.SendAsync(HttpMethod.Get, "/api/tenants/globex/keys")).Body;

        var taken = await CheckAsync("genuine", certificate, keys);
        Assert.True(taken is { ExitCode: 0, Errors: "" }, taken.ToString());
        Assert.StartsWith("The certificate is valid: ", taken.Output, StringComparison.Ordinal);

        (string Case, byte[] Certificate, byte[] Keys, string Refusal)[] cases =
        [
            ("foreign", certificate, others, "no key of the set has its kid"),
            ("unsigned", Changed(certificate, Later), keys, "its signature is not valid"),
            ("outcomes", await SignedAsync(certificate, Later), keys, "the hash of its outcomes does not match"),
            ("entry", await SignedAsync(certificate, x => x["requestId"] = Guid.CreateVersion7().ToString()), keys, "the logged entry"),
            ("log", await SignedAsync(certificate, x => x["tenant"] = "globex"), keys, "the checkpoint belongs to another log"),
            ("head", await SignedAsync(certificate, LargerHead), keys, "no key of the set signed the checkpoint"),
            ("place", await SignedAsync(certificate, x => x["log"]!["index"] = 0), keys, "the inclusion proof does not lead to the head"),
            ("proof", await SignedAsync(certificate, x => x["log"]!["inclusionProof"]!.AsArray().RemoveAt(0)), keys, "the inclusion proof"),
        ];
        await Task.WhenAll(cases.Select(async x =>
        {
            var refused = await CheckAsync(x.Case, x.Certificate, x.Keys);
            Assert.True(refused.ExitCode == 1 && refused.Errors.Contains(x.Refusal, StringComparison.Ordinal), $"{x.Case}: {refused}");
            Assert.False(CertificateVerifier.Verify(x.Certificate, JwksReader.SigningKeys(x.Keys)).IsSuccess(out _, out _), x.Case);
        }));
    }

    public void Dispose() => folder.Delete(recursive: true);

    async Task<byte[]> CertificateAsync()
    {
        var person = new Person();
        var call = person.Call();
        await host.Api.As("acme", "Recordings.Upload").SealAsync(call.Ticket, call.Files);
        var request = await team.EraseAsync(person.By("accountId"));
        return (await team.GetAsync(request["requestId"]!.GetValue<string>(), "/certificate")).Expect(HttpStatusCode.OK).Body;
    }

    async Task<Ran> CheckAsync(string name, byte[] certificate, byte[] keys)
    {
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, $"{name}.json"), certificate, Api.Cancellation);
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, $"{name}.jwks"), keys, Api.Cancellation);
        return await Shell.RunAsync(folder.FullName, "sh", Script, $"{name}.json", $"{name}.jwks");
    }

    /// <summary>Changed, and signed again by the tenant's own key: as a tenant would who wants to claim something else.</summary>
    async Task<byte[]> SignedAsync(byte[] certificate, Action<JsonNode> change)
    {
        var tenant = TenantId.Parse("acme");
        var vault = host.App.Host.Services.GetRequiredService<ITenantVaultProvider>().Open(new TenantScope(tenant, tenant));
        return await SignedStatement.SignAsync(vault, Payload(certificate, change), SubjectRequestCertifier.Type, Api.Cancellation);
    }

    static byte[] Changed(byte[] certificate, Action<JsonNode> change)
    {
        var document = JsonNode.Parse(certificate)!;
        document["payload"] = Base64Url.EncodeToString(Payload(certificate, change));
        return Bytes(document);
    }

    static byte[] Payload(byte[] certificate, Action<JsonNode> change)
    {
        var payload = JsonNode.Parse(Base64Url.DecodeFromChars(JsonNode.Parse(certificate)!["payload"]!.GetValue<string>()))!;
        change(payload);
        return Bytes(payload);
    }

    static void Later(JsonNode payload) => payload["destroyed"]![0]!["shreddedAt"] = "2030-01-01T00:00:00Z";

    static void LargerHead(JsonNode payload)
    {
        var lines = payload["log"]!["checkpoint"]!.GetValue<string>().Split('\n');
        lines[1] = "1000000";
        payload["log"]!["checkpoint"] = string.Join('\n', lines);
    }

    static byte[] Bytes(JsonNode node) => System.Text.Encoding.UTF8.GetBytes(node.ToJsonString());
}
