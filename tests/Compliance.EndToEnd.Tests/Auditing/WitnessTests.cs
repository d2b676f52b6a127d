using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Local.Hosting;
using Microsoft.IdentityModel.Tokens;

namespace Compliance.EndToEnd.Tests.Auditing;

/// <summary>A log before a witness of our own: cosigned, copied, and contradicted when both accounts are put back.</summary>
public sealed class WitnessTests
{
    const string Tenant = "acme";

    static CancellationToken Cancellation => Api.Cancellation;

    [Fact]
    public async Task What_a_witness_cosigned_cannot_be_taken_back_unnoticed()
    {
        var root = Directory.CreateTempSubdirectory("compliance-witness-").FullName;
        var (folder, copy) = (Path.Combine(root, "data"), Path.Combine(root, "copy"));
        Directory.CreateDirectory(folder);
        IReadOnlyList<ECParameters> keys = [];
        var witness = new TestWitness($"serverless-compliance/{Tenant}/audit", () => Task.FromResult(keys));
        await using var site = await WitnessSite.StartAsync(witness);
        try
        {
            await using (var app = await AppHost.StartAsync(Cancellation, folder: folder))
            {
                keys = await KeysAsync(app);
                var settings = new JsonObject
                {
                    ["auditWitness"] = new JsonObject { ["key"] = witness.Key, ["url"] = site.Url },
                    ["auditCopyUrl"] = site.CopyUrl,
                };
                (await app.Api.As(Tenant, "Tenant.Admin").SendAsync(HttpMethod.Put, "/settings", settings, ("If-Match", "*")))
                    .Expect(HttpStatusCode.OK);
                await GrowAsync(app, witness);
                var note = (await app.Api.As(Tenant, "Audit.Read").SendAsync(HttpMethod.Get, "/audit/checkpoint")).Expect(HttpStatusCode.OK).Text;
                Assert.Contains("\n\u2014 witness.example/test ", note, StringComparison.Ordinal);
                var verifier = new TlogVerifier($"serverless-compliance/{Tenant}/audit", keys, _ => Task.FromResult<byte[]?>(null));
                Assert.Equal(witness.Size, verifier.ReadCheckpoint(Encoding.UTF8.GetBytes(note)).Size);
                Assert.Contains(site.Copies, x => note.StartsWith(x, StringComparison.Ordinal));
                Assert.True((await RunAsync("backup", "--to", copy, "--with-vault", "--data", folder)).Code == 0);
                await GrowAsync(app, witness);
            }

            Directory.Delete(folder, recursive: true);
            var seen = witness.Size;
            var refused = await RunAsync("restore", "--from", copy, "--data", folder);
            Assert.True(refused.Code != 0, refused.Said);
            Assert.Contains("not as its witness knows it (Behind:", refused.Said, StringComparison.Ordinal);
            var opened = await RunAsync("restore", "--from", copy, "--data", folder, "--reason", "test-of-a-loss");
            Assert.True(opened.Code == 0, opened.Said);

            await using (var app = await AppHost.StartAsync(Cancellation, folder: folder))
            {
                await app.Api.RunTimerAsync("CheckpointAuditLogs");
                var stated = (await app.Api.As(Tenant, "Audit.Read").SendAsync(HttpMethod.Get, "/audit/entries?event=keys.restored"))
                    .Expect(HttpStatusCode.OK).Json["items"]![0]!["entry"]!["details"]!;
                Assert.Equal("test-of-a-loss", stated["reason"]!.GetValue<string>());
                Assert.Equal($"Behind:0x{seen:x16}", stated["witness"]!.GetValue<string>());
                Assert.Contains("contradict what their witnesses cosigned", (await app.Api.SendAsync(HttpMethod.Get, "/api/health")).Text, StringComparison.Ordinal);
            }

            Assert.Equal(seen, witness.Size);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    /// <summary>Adds entries and waits until the witness has seen them.</summary>
    static async Task GrowAsync(AppHost app, TestWitness witness)
    {
        var before = witness.Size;
        (await app.Api.As(Tenant, "Recordings.Upload").AnnounceAsync(Sample.Note().Ticket)).Expect(HttpStatusCode.Created);
        await Api.EventuallyAsync(
            async () =>
            {
                await app.Api.RunTimerAsync("CheckpointAuditLogs");
                return witness.Size > before + 1;
            },
            "the witness has cosigned");
    }

    static async Task<IReadOnlyList<ECParameters>> KeysAsync(AppHost app)
    {
        var jwks = (await app.Api.SendAsync(HttpMethod.Get, $"/api/tenants/{Tenant}/keys")).Expect(HttpStatusCode.OK).Json;
        return [.. jwks["keys"]!.AsArray().Where(x => x!["use"]!.GetValue<string>() == "sig").Select(x => new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint
            {
                X = Base64UrlEncoder.DecodeBytes(x!["x"]!.GetValue<string>()),
                Y = Base64UrlEncoder.DecodeBytes(x["y"]!.GetValue<string>()),
            },
        })];
    }

    static async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(LocalHost).Assembly.Location, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, string.Concat(said));
    }
}
