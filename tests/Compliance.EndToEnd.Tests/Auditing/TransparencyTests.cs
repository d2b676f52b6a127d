using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;
using Microsoft.IdentityModel.Tokens;

namespace Compliance.EndToEnd.Tests.Auditing;

/// <summary>The log over HTTP, checked by who knows the contract, C2SP's texts and the JWKS.</summary>
public sealed class TransparencyTests(SharedHost host)
{
    const string Tenant = "acme";

    Session Auditor => host.Api.As(Tenant, "Audit.Read");

    [Fact]
    public async Task An_auditor_reads_the_whole_tree_and_holds_it_against_the_signed_root()
    {
        var verifier = await VerifierAsync();
        var older = verifier.ReadCheckpoint((await Auditor.SendAsync(HttpMethod.Get, "/audit/checkpoint")).Expect(HttpStatusCode.OK).Body);
        (await host.Api.As(Tenant, "Recordings.Upload").AnnounceAsync(Sample.Note().Ticket)).Expect(HttpStatusCode.Created);
        await host.Api.RunTimerAsync("CheckpointAuditLogs");

        var answer = (await Auditor.SendAsync(HttpMethod.Get, "/audit/checkpoint")).Expect(HttpStatusCode.OK);
        Assert.Equal("text/plain; charset=utf-8", answer.Header("Content-Type"));
        var newer = verifier.ReadCheckpoint(answer.Body);
        var entries = await verifier.ReadTreeAsync(newer.Size, newer.Root);

        Assert.True(newer.Size > older.Size);
        Assert.Equal(newer.Size, entries.Count);
        var proof = (await GetAsync($"/audit/proof/consistency?from={older.Size}&to={newer.Size}")).AsObject();
        Assert.Equal(["from", "fromRoot", "hashes", "to", "toRoot"], proof.Select(x => x.Key).Order(StringComparer.Ordinal));
        Assert.True(TlogVerifier.IsConsistent(older.Size, older.Root, newer.Size, newer.Root, Hashes(proof)));

        var listed = (await GetAsync($"/audit/entries?from={newer.Size - 2}&count=1"))["items"]!.AsArray().Single()!;
        Assert.Equal(newer.Size - 2, listed["index"]!.GetValue<long>());
        Assert.Equal(Convert.ToBase64String(SHA256.HashData([0, .. entries[^2]])), listed["leafHash"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(entries[^2]), listed["entry"]));
    }

    [Fact]
    public async Task A_seal_has_its_index_once_a_checkpoint_covers_it_and_that_entry_is_proved()
    {
        var sample = Sample.Note();
        var uploader = host.Api.As(Tenant, "Recordings.Upload");
        var done = await uploader.SealAsync(sample.Ticket, sample.Files);
        long? index = null;
        await Api.EventuallyAsync(
            async () =>
            {
                await host.Api.RunTimerAsync("CheckpointAuditLogs");
                index = (await uploader.ViewAsync(done.Id)).Json["seal"]!["auditIndex"]?.GetValue<long>();
                return index is not null;
            },
            "the seal's entry is under a checkpoint");

        var entry = (await GetAsync($"/audit/entries?from={index}&count=1"))["items"]![0]!;
        Assert.Equal("recording.sealed", entry["entry"]!["event"]!.GetValue<string>());
        Assert.Equal("done", entry["entry"]!["phase"]!.GetValue<string>());
        Assert.Equal($"recordings/{done.Id}", entry["entry"]!["resource"]!.GetValue<string>());

        var proof = await GetAsync($"/audit/proof/inclusion?index={index}");
        var leaf = Convert.FromBase64String(proof["leafHash"]!.GetValue<string>());
        Assert.Equal(entry["leafHash"]!.GetValue<string>(), proof["leafHash"]!.GetValue<string>());
        var root = TlogVerifier.RootFrom(leaf, index!.Value, proof["size"]!.GetValue<long>(), Hashes(proof));
        Assert.Equal(proof["rootHash"]!.GetValue<string>(), Convert.ToBase64String(root));
    }

    [Fact]
    public async Task An_auditor_finds_entries_by_what_they_say_and_gets_the_same_as_CSV()
    {
        var id = (await host.Api.As(Tenant, "Recordings.Upload").AnnounceAsync(Sample.Note().Ticket)).Expect(HttpStatusCode.Created)
            .Json["recordingId"]!.GetValue<string>();
        await host.Api.RunTimerAsync("CheckpointAuditLogs");
        var query = $"/audit/entries?resource=recordings/{id}&event=recording&since=2026-01-01T00:00:00Z&count=500";
        var found = new List<JsonNode>();
        var rows = new List<string>();
        for (var from = "0"; from is not null;)
        {
            var page = (await GetAsync($"{query}&from={from}")).AsObject();
            var csv = (await Auditor.SendAsync(HttpMethod.Get, $"{query}&from={from}&format=csv")).Expect(HttpStatusCode.OK);
            Assert.Equal("text/csv; charset=utf-8; header=present", csv.Header("Content-Type"));
            found.AddRange(page["items"]!.AsArray().Select(x => x!));
            rows.AddRange(csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..]);
            from = page["continuation"]?.GetValue<string>();
            Assert.Equal(from, csv.Header("Continuation"));
        }

        Assert.Equal(["intent", "done"], found.Select(x => x["entry"]!["phase"]!.GetValue<string>()));
        Assert.All(found, x => Assert.Equal("recording.announced", x["entry"]!["event"]!.GetValue<string>()));
        Assert.Equal(found.Select(x => $"{x["index"]},{x["entry"]!["id"]},"), rows.Select(x => x[..(x.IndexOf(',', x.IndexOf(',') + 1) + 1)]));
        Assert.Empty((await GetAsync($"{query}&principal=system"))["items"]!.AsArray());
        Assert.Empty((await GetAsync($"{query}&until=2026-01-02T00:00:00Z"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Reading_the_log_is_in_the_log_once_a_quarter_of_an_hour()
    {
        var auditor = host.Api.With(Tenant, await host.Api.TokenAsync(Tenant, ["Audit.Read"], subject: "auditor-once"));
        foreach (var _ in Enumerable.Range(0, 3))
        {
            (await auditor.SendAsync(HttpMethod.Get, "/audit/entries?count=500")).Expect(HttpStatusCode.OK);
            await auditor.SendAsync(HttpMethod.Get, "/audit/tile/0/000");
        }

        var reads = (await AuditLines.ReadAsync(host.App, Tenant)).Where(x => x.Text("event") == "audit.read")
            .GroupBy(x => (x.Text("principal"), x.Text("resource"))).ToList();
        Assert.Contains(reads, x => x.Key.Item2 == "audit/entries");
        Assert.Contains(reads, x => x.Key.Item2 == "audit/tile");
        Assert.All(reads, x => Assert.Equal(x.Count(), x.Select(y => y.Text("operation")).Distinct(StringComparer.Ordinal).Count()));
    }

    [Theory]
    [InlineData("/audit/tile/0/0", "path")]
    [InlineData("/audit/tile/x", "path")]
    [InlineData("/audit/tile/entries/000.p/256", "path")]
    [InlineData("/audit/entries?from=-1", "from")]
    [InlineData("/audit/entries?count=501", "count")]
    [InlineData("/audit/entries?count=0", "count")]
    [InlineData("/audit/entries?since=yesterday", "since")]
    [InlineData("/audit/entries?since=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z", "until")]
    [InlineData("/audit/entries?event=", "event")]
    [InlineData("/audit/entries?resource=a&resource=b", "resource")]
    [InlineData("/audit/proof/inclusion", "index")]
    [InlineData("/audit/proof/inclusion?index=x", "index")]
    [InlineData("/audit/proof/inclusion?index=3&size=3", "size")]
    [InlineData("/audit/proof/inclusion?index=99999999999999999999", "index")]
    [InlineData("/audit/proof/consistency?to=3", "from")]
    [InlineData("/audit/proof/consistency?from=0", "from")]
    [InlineData("/audit/proof/consistency?from=4&to=3", "to")]
    public async Task A_question_with_a_fault_is_400_and_names_it(string path, string field) =>
        Assert.Equal([field], (await Auditor.SendAsync(HttpMethod.Get, path)).ExpectProblem(HttpStatusCode.BadRequest));

    [Theory]
    [InlineData("/audit/tile/9/000")]
    [InlineData("/audit/tile/entries/x999/000")]
    [InlineData("/audit/tile/0/x999/000.p/7")]
    [InlineData("/audit/proof/inclusion?index=99999999")]
    [InlineData("/audit/proof/inclusion?index=0&size=99999999")]
    [InlineData("/audit/proof/consistency?from=1&to=9223372036854775807")]
    public async Task What_the_tree_does_not_have_is_404(string path) =>
        Assert.Empty((await Auditor.SendAsync(HttpMethod.Get, path)).ExpectProblem(HttpStatusCode.NotFound));

    async Task<TlogVerifier> VerifierAsync()
    {
        var jwks = (await host.Api.SendAsync(HttpMethod.Get, $"/api/tenants/{Tenant}/keys")).Expect(HttpStatusCode.OK).Json;
        var sign = jwks["keys"]!.AsArray().Where(x => x!["use"]!.GetValue<string>() == "sig").Select(x => new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Decode(x!["x"]!), Y = Decode(x["y"]!) },
        });
        return new TlogVerifier($"serverless-compliance/{Tenant}/audit", [.. sign], async path =>
        {
            var answer = await Auditor.SendAsync(HttpMethod.Get, $"/audit/{path}");
            Assert.True(answer.Status == HttpStatusCode.NotFound || answer.Header("Content-Type") == "application/octet-stream");
            return answer.Status == HttpStatusCode.OK ? answer.Body : null;
        });

        static byte[] Decode(JsonNode text) => Base64UrlEncoder.DecodeBytes(text.GetValue<string>());
    }

    async Task<JsonNode> GetAsync(string path) => (await Auditor.SendAsync(HttpMethod.Get, path)).Expect(HttpStatusCode.OK).Json;

    static byte[][] Hashes(JsonNode proof) => [.. proof["hashes"]!.AsArray().Select(x => Convert.FromBase64String(x!.GetValue<string>()))];
}
