using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Compliance.Audit;
using Compliance.Fsck;
using Compliance.Keys;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Local.Demo;

/// <summary>Verifies the certificate like a stranger who has only the tenant's public keys, and log and stores with fsck.</summary>
static class DemoProof
{
    public static async Task TellAsync(
        DemoStage stage, DemoSteps steps, DemoPerson person, string request, CancellationToken cancellationToken)
    {
        var audit = await stage.Client.TokenAsync("Audit.Read", [], cancellationToken);
        var certificate = (await stage.Client.ReadAsync(
            $"requests/{request}/certificate", audit, SignedStatement.ContentType, cancellationToken)).Content;
        var keys = JwksReader.SigningKeys((await stage.Client.ReadAsync("keys", token: null, "*/*", cancellationToken)).Content);
        var holds = CertificateVerifier.Verify(certificate, keys).IsSuccess(out var statement, out _);
        var destroyed = holds ? statement!.Destroyed.Select(x => x.RecordingId.ToString()).ToHashSet(StringComparer.Ordinal) : [];
        steps.Check(
            "the certificate is valid under the tenant's public keys",
            destroyed.SetEquals([person.Strong, person.Weak]) && statement!.Kept is [var kept]
                && kept.RecordingId.ToString() == person.Held,
            $"{destroyed.Count} destroyed, {statement?.Kept.Count} kept, entry {statement?.Log.Index} of the log");
        var played = statement?.Copies.Where(x => x.RecordingId.ToString() == person.Strong).Sum(x => x.Count);
        steps.Check("it states that one had been played before", played == 1, $"by {played}: what was heard cannot be erased");
        steps.Check("and names nobody", Unnamed(certificate, person), $"{certificate.Length:N0} bytes");
        var refused = !CertificateVerifier.Verify(Changed(certificate), keys).IsSuccess(out _, out var failure);
        steps.Check("one that was changed is refused", refused, failure?.Detail ?? "");

        var note = (await stage.Client.ReadAsync("audit/checkpoint", audit, "*/*", cancellationToken)).Content;
        steps.Check("the log's head is signed and covers it", Covers(note, keys.Values, statement?.Log.Index), "C2SP checkpoint");
        await FsckAsync(stage, steps, cancellationToken);
    }

    static bool Unnamed(byte[] certificate, DemoPerson person)
    {
        var payload = Encoding.UTF8.GetString(Payload(JsonNode.Parse(certificate)!));
        return person.Call.Names.All(x => !payload.Contains(x, StringComparison.OrdinalIgnoreCase));
    }

    static byte[] Changed(byte[] certificate)
    {
        var document = JsonNode.Parse(certificate)!;
        var payload = Encoding.UTF8.GetString(Payload(document)).Replace("17(3)(e)", "17(3)(b)", StringComparison.Ordinal);
        document["payload"] = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload));
        return Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    static byte[] Payload(JsonNode certificate) => Base64Url.DecodeFromChars(certificate["payload"]!.GetValue<string>());

    static bool Covers(byte[] note, IEnumerable<ECParameters> keys, long? index)
    {
        try
        {
            return Checkpoint.Open(note, Checkpoint.OriginOf(DemoStage.Tenant), keys).Size > index;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    static async Task FsckAsync(DemoStage stage, DemoSteps steps, CancellationToken cancellationToken)
    {
        foreach (var check in stage.Host.Services.GetServices<IFsckCheck>())
        {
            var result = await check.CheckAsync(new TenantScope(DemoStage.Tenant, DemoStage.Tenant), cancellationToken);
            steps.Check(
                $"fsck: {check.Name}",
                result.Findings.Count == 0,
                result.Findings is [var first, ..] ? $"{first.Where}: {first.What}" : $"{result.Checked} {result.Unit}, as written");
        }
    }
}
