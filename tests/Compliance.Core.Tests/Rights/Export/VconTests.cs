using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Compliance.Core.Tests.Hosting;
using Compliance.Local.Vault;
using Compliance.Rights.Certificates;
using Compliance.Rights.Export.Vcon;
using Compliance.Rights.Requests;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Rights.Export;

public sealed class VconTests
{
    static readonly RequestId Request = RequestId.Parse("01980000-0000-7000-8000-0000000000aa");
    static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What is done to a vCon that holds, and what is then found.</summary>
    public static TheoryData<string, string, string> Faults => new()
    {
        { "", "uuid", "uuid is missing" },
        { "", "created_at", "created_at is missing" },
        { "redacted", "type", "redacted.type is missing" },
        { "dialog/0", "type", "dialog[0].type is missing" },
        { "dialog/1", "start", "dialog[1].start is missing" },
        { "analysis/0", "type", "analysis[0].type is missing" },
        { "analysis/0", "vendor", "analysis[0].vendor is missing" },
        { "analysis/0", "encoding", "analysis[0].body and encoding go together" },
        { "attachments/0", "start", "attachments[0].start is missing" },
        { "attachments/0", "party", "attachments[0].party is missing" },
        { "attachments/1", "dialog", "attachments[1].dialog is missing" },
        { "attachments/0/body", "lawful_basis", "attachments[0].body.lawful_basis is missing" },
        { "attachments/0/body", "expiration", "attachments[0].body.expiration is missing" },
        { "attachments/1/body", "purpose_grants", "attachments[1].body.purpose_grants is missing" },
        { "", "vcon=\"0.3.0\"", "vcon is not 0.4.0" },
        { "", "parties=null", "parties, dialog, analysis and attachments are arrays" },
        { "", "amended={}", "redacted and amended are both there" },
        { "dialog/0", "type=\"recoding\"", "dialog[0].type is not one of the draft's" },
        { "dialog/0", "type=\"incomplete\"", "dialog[0].disposition belongs to incomplete dialogs, and to each of them" },
        { "dialog/0", "duration=-1", "dialog[0].duration is not a number from 0" },
        { "dialog/0", "duration=\"1\"", "dialog[0].duration is not a number from 0" },
        { "dialog/0", "parties=3", "dialog[0].parties leads nowhere" },
        { "dialog/0", "parties=[0,[1,3]]", "dialog[0].parties leads nowhere" },
        { "dialog/0", "parties=\"0\"", "dialog[0].parties leads nowhere" },
        { "dialog/0", "originator=-1", "dialog[0].originator leads nowhere" },
        { "dialog/0", "url=\"https://example.org/a\"", "" },
        { "dialog/1", "url=\"https://example.org/a\"", "dialog[1].content_hash is missing" },
        { "dialog/0", "url=\"http://example.org/a\"", "dialog[0].url is not https" },
        { "dialog/0", $"party_history=[{History(0, "keydown")}]", "dialog[0].party_history[0].event tells telephone keys" },
        { "dialog/0", $"party_history=[{History(0, "hold\",\"button\":\"4")}]", "dialog[0].party_history[0].event tells telephone keys" },
        { "dialog/0", $"party_history=[{History(9, "hold")}]", "dialog[0].party_history[0].party leads nowhere" },
        { "dialog/0", "party_history=[{\"party\":0,\"event\":\"hold\"}]", "dialog[0].party_history[0].time is missing" },
        { "analysis/0", "dialog=2", "analysis[0].dialog leads nowhere" },
        { "analysis/0", "attachment=2", "analysis[0].attachment leads nowhere" },
        { "attachments/0", "party=3", "attachments[0].party leads nowhere" },
        { "attachments/0", "dialog=2", "attachments[0].dialog leads nowhere" },
        { "dialog", "1={}", "dialog[1].type is missing" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void FaultOf_OneThingChanged_NamesIt(string place, string change, string expected)
    {
        var vcon = Json(Written(other: true));
        var item = place.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate((JsonNode)vcon, (x, name) => (x is JsonArray list ? list[int.Parse(name)] : x[name])!);
        switch (change.Split('=', 2))
        {
            case [var index, var value] when item is JsonArray list:
                list[int.Parse(index)] = JsonNode.Parse(value);
                break;
            case [var name, var value]:
                item[name] = JsonNode.Parse(value);
                break;
            case [var name]:
                Assert.True(item.AsObject().Remove(name));
                break;
        }

        Assert.Equal(expected, VconRules.FaultOf(JsonSerializer.SerializeToElement(vcon)) ?? "");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_AnyCall_IsValidByTheWorkingGroupsSchemas(bool other)
    {
        var vcon = JsonSerializer.SerializeToElement(Json(Written(other)));
        foreach (var file in (string[])["vcon.schema.json", "vcon-cc.schema.json"])
        {
            using var schema = JsonDocument.Parse(File.ReadAllBytes(Schema(file)));
            Assert.Null(new DraftSchema(schema.RootElement).FaultOf(vcon));
        }
    }

    /// <summary>The schema is an oracle for our rules: what it refuses, they refuse.</summary>
    [Theory]
    [InlineData("", "uuid")]
    [InlineData("dialog/1", "start")]
    [InlineData("attachments/0", "dialog")]
    [InlineData("analysis/0", "vendor")]
    public void Schema_RequiredMemberGone_RefusesToo(string place, string name)
    {
        var vcon = Json(Written(other: true));
        place.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate((JsonNode)vcon, (x, part) => (x is JsonArray list ? list[int.Parse(part)] : x[part])!)
            .AsObject().Remove(name);
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Schema("vcon.schema.json")));
        var fault = new DraftSchema(schema.RootElement).FaultOf(JsonSerializer.SerializeToElement(vcon));
        Assert.EndsWith("is missing", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_SomebodyElseOnTheCall_KeepsTheirPlaceAndTellsNothingOfThem()
    {
        var vcon = Written(other: true);
        Assert.Equal(["agent", "customer", "thirdparty"], vcon.Parties.Select(x => x.Role));
        Assert.Equal([null, "tel:+447700900123", null], vcon.Parties.Select(x => x.Tel));
        Assert.Equal([0, 1, null], vcon.Dialog[0].Parties);
        Assert.Equal((VconDialogType.Recording, null, null), (vcon.Dialog[1].Type, vcon.Dialog[1].Filename, vcon.Dialog[1].ContentHash));
        Assert.NotNull(vcon.Redacted);
        var text = Json(vcon).ToJsonString();
        Assert.DoesNotContain("Barnaby", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Dana", text, StringComparison.Ordinal);
        Assert.DoesNotContain("900456", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Twice_HasTheSameUuidOfVersionEight()
    {
        Assert.Equal(Written(other: true).Uuid, Written(other: true).Uuid);
        Assert.Equal(8, Written(other: false).Uuid.Version);
    }

    [Fact]
    public async Task SignAsync_ThenTryOpen_GivesTheSameAndRefusesAChange()
    {
        using var folder = new TemporaryFolder();
        using var vaults = new LocalTenantVaults(new LocalVaultOptions { Directory = folder.In("vault") }, new Hosting.ManualClock(Now));
        var vault = vaults.Open(new TenantScope(TenantId.Parse("acme"), TenantId.Parse("acme")));
        var vcon = Written(other: true);

        var signed = await SignedVcon.SignAsync(vault, vcon, Cancellation);

        var keys = (await vault.PublicKeysAsync(Cancellation)).Sign.ToDictionary(x => x.KeyId, x => x.Public, StringComparer.Ordinal);
        System.Security.Cryptography.ECParameters? Key(string kid) => keys.TryGetValue(kid, out var key) ? key : null;
        Assert.True(SignedVcon.TryOpen(signed, Key, out var read, out var problem), problem);
        Assert.Equal(Json(vcon).ToJsonString(), Json(read).ToJsonString());

        var form = JsonNode.Parse(signed)!;
        var header = form["signatures"]![0]!["header"]!;
        Assert.Equal(vcon.Uuid.ToString(), header["uuid"]!.GetValue<string>());
        Assert.Single(header["x5c"]!.AsArray());
        var changed = Encoding.UTF8.GetBytes(Json(vcon with { Subject = "x" }).ToJsonString());
        form["payload"] = System.Buffers.Text.Base64Url.EncodeToString(changed);
        Assert.False(SignedVcon.TryOpen(Encoding.UTF8.GetBytes(form.ToJsonString()), Key, out _, out _));
        var other = await SignedStatement.SignAsync(vault, "{}"u8.ToArray(), SignedVcon.Type, Cancellation, Guid.Empty);
        Assert.False(SignedVcon.TryOpen(other, Key, out _, out problem));
        Assert.Equal("uuid is missing", problem);
    }

    static string History(int party, string happened) =>
        $"{{\"party\":{party},\"time\":\"2026-03-02T09:15:00Z\",\"event\":\"{happened}\"}}";

    static VconDocument Written(bool other) => VconWriter.Write(ExportedCalls.Order(Request), ExportedCalls.Of(other), Now);

    static JsonObject Json(VconDocument vcon) => JsonSerializer.SerializeToNode(vcon, VconJson.Options)!.AsObject();

    static string Schema(string file)
    {
        try
        {
            return Repository.PathOf("shared", "schemas", file);
        }
        catch (InvalidOperationException)
        {
            Assert.Skip("The working group's schemas are not at hand.");
            throw;
        }
    }
}
