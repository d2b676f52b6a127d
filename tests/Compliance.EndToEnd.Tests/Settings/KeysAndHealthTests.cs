using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Settings;

/// <summary>What anybody may ask: <c>GET …/keys</c> and <c>GET /api/health</c>.</summary>
public sealed class KeysAndHealthTests(SharedHost host)
{
    [Fact]
    public async Task Anybody_reads_a_tenants_public_keys()
    {
        var keys = (await host.Api.SendAsync(HttpMethod.Get, "/api/tenants/acme/keys")).Expect(HttpStatusCode.OK).Json["keys"]!.AsArray();

        Assert.Equal(["enc", "sig"], keys.Select(x => x!["use"]!.GetValue<string>()).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal));
        Assert.Equal(keys.Count, keys.Select(x => x!["kid"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).Count());
        foreach (var key in keys.Select(x => x!.AsObject()))
        {
            // Public halves only (RFC 7518, 6.2.2 and 6.3.2).
            Assert.Empty(key.Select(x => x.Key).Intersect(["d", "p", "q", "dp", "dq", "qi", "oth", "k"], StringComparer.Ordinal));
        }

        var seal = keys.First(x => x!["use"]!.GetValue<string>() == "enc")!;
        Assert.Equal(("RSA", "RSA-OAEP-256"), (seal["kty"]!.GetValue<string>(), seal["alg"]!.GetValue<string>()));
        Assert.Equal(3072 / 8, Bytes(seal["n"]!).Length);
    }

    [Fact]
    public async Task Sign_keys_come_with_their_self_signed_certificate()
    {
        var keys = (await host.Api.SendAsync(HttpMethod.Get, "/api/tenants/acme/keys")).Expect(HttpStatusCode.OK).Json["keys"]!.AsArray();
        var sign = keys.First(x => x!["use"]!.GetValue<string>() == "sig")!;

        Assert.Equal(("EC", "P-256", "ES256"),
            (sign["kty"]!.GetValue<string>(), sign["crv"]!.GetValue<string>(), sign["alg"]!.GetValue<string>()));
        using var certificate = X509CertificateLoader.LoadCertificate(
            Convert.FromBase64String(Assert.Single(sign["x5c"]!.AsArray())!.GetValue<string>()));
        using var certified = certificate.GetECDsaPublicKey()!;
        var point = certified.ExportParameters(includePrivateParameters: false).Q;
        Assert.Equal(Bytes(sign["x"]!), point.X);
        Assert.Equal(Bytes(sign["y"]!), point.Y);
        Assert.Equal(certificate.Subject, certificate.Issuer);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(certificate);
        Assert.True(chain.Build(certificate), string.Join(' ', chain.ChainStatus.Select(x => x.StatusInformation)));
    }

    [Fact]
    public async Task Tenants_have_keys_of_their_own_and_a_stranger_has_none()
    {
        var acme = (await host.Api.SendAsync(HttpMethod.Get, "/api/tenants/acme/keys")).Expect(HttpStatusCode.OK);
        Assert.Equal(acme.Text, (await host.Api.SendAsync(HttpMethod.Get, "/api/tenants/acme/keys")).Text);
        Assert.NotEqual(acme.Text, (await host.Api.SendAsync(HttpMethod.Get, "/api/tenants/globex/keys")).Expect(HttpStatusCode.OK).Text);

        (await host.Api.SendAsync(HttpMethod.Get, "/api/tenants/nobody/keys")).ExpectProblem(HttpStatusCode.NotFound);
        (await host.Api.SendAsync(HttpMethod.Get, "/api/tenants/landing/keys")).ExpectProblem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Health_is_200_with_every_check()
    {
        // On the shared host others tamper with what is stored, and health says so.
        await using var app = await AppHost.StartAsync(Api.Cancellation);

        // A tenant's keys are made when they are first asked for, which takes a loaded machine longer than a check waits.
        await Api.EventuallyAsync(
            async () => (await app.Api.SendAsync(HttpMethod.Get, "/api/health")).Status == HttpStatusCode.OK, "the host is healthy");
        var health = (await app.Api.SendAsync(HttpMethod.Get, "/api/health")).Expect(HttpStatusCode.OK).Json.AsObject();

        Assert.Equal(["checks", "status"], health.Select(x => x.Key).Order(StringComparer.Ordinal));
        Assert.True(health["status"]!.GetValue<string>() == "healthy", health.ToJsonString());
        Assert.NotEmpty(health["checks"]!.AsArray());
        Assert.All(health["checks"]!.AsArray(), x =>
            Assert.Equal(["detail", "name", "status"], x!.AsObject().Select(y => y.Key).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Health_is_503_without_storage_and_names_what_is_missing()
    {
        await using var own = await AppHost.StartAsync(Api.Cancellation);
        System.Diagnostics.Process.GetProcessById(own.Azurite.ProcessId).Kill();

        var answer = (await own.Api.SendAsync(HttpMethod.Get, "/api/health")).Expect(HttpStatusCode.ServiceUnavailable).Json;

        Assert.NotEqual("healthy", answer["status"]!.GetValue<string>());
        Assert.Contains(answer["checks"]!.AsArray(), x => x!["name"]!.GetValue<string>() == "storage"
            && x["status"]!.GetValue<string>() != "healthy");
        Assert.DoesNotContain("127.0.0.1", answer.ToJsonString(), StringComparison.Ordinal);
    }

    static byte[] Bytes(JsonNode text) => Base64Url.DecodeFromChars(text.GetValue<string>());
}
