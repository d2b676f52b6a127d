using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Compliance.Local.Vault;
using Compliance.Model;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.SubjectRequests.Export;

public sealed class VconTests
{
    static readonly SubjectRequestId Request = SubjectRequestId.Parse("01980000-0000-7000-8000-0000000000aa");
    static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What the working group's schema can tell too, it does: the two agree on every fixture.</summary>
    [Theory]
    [MemberData(nameof(VconFaults.All), MemberType = typeof(VconFaults))]
    public void FaultOf_OneThingChanged_NamesItAndTheSchemaAgrees(string place, string change, string expected, Told told)
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

        var changed = JsonSerializer.SerializeToElement(vcon);
        Assert.Equal(expected, VconRules.FaultOf(changed) ?? "");
        Assert.Equal(told is Told.BySchemaToo, SchemaFault("vcon.schema.json", changed) is not null);
    }

    /// <summary>Every member that the schema requires of an object has a fixture without it.</summary>
    [Fact]
    public void Fixtures_LeaveOutEveryMemberThatTheSchemaRequires()
    {
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Schema("vcon.schema.json")));
        var required = new List<string>();
        Collect(schema.RootElement, "", required);
        Assert.Equal(13, required.Count);
        Assert.All(required, x => Assert.Contains(VconFaults.All, fault => Leaves(fault.Data, x)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_AnyCall_IsValidByTheWorkingGroupsSchemas(bool other)
    {
        var vcon = JsonSerializer.SerializeToElement(Json(Written(other)));
        Assert.Null(SchemaFault("vcon.schema.json", vcon));
        Assert.Null(SchemaFault("vcon-cc.schema.json", vcon));
        Assert.Null(VconRules.FaultOf(vcon));
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
        using var vaults = new LocalTenantVaultProvider(
            new LocalVaultOptions { Directory = folder.In("vault") }, new FakeTimeProvider(Now));
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

    /// <summary>Object and member, as <c>Dialog/start</c>; of the vCon itself, <c>/uuid</c>.</summary>
    static void Collect(JsonElement schema, string name, List<string> found)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            found.AddRange(required.EnumerateArray().Select(x => $"{name}/{x.GetString()}"));
        }

        foreach (var group in (string[])["properties", "definitions"])
        {
            if (schema.TryGetProperty(group, out var members))
            {
                foreach (var member in members.EnumerateObject())
                {
                    Collect(member.Value, member.Name, found);
                }
            }
        }
    }

    static bool Leaves((string Place, string Change, string Expected, Told Told) fault, string required)
    {
        var (owner, member) = (required.Split('/')[0], required.Split('/')[1]);
        var place = owner switch
        {
            "" => "",
            "PartyHistory" => "party_history",
            "Attachment" => "attachments[",
            _ => owner.ToLowerInvariant(),
        };
        return fault.Expected.EndsWith($"{member} is missing", StringComparison.Ordinal)
            && (place.Length == 0 ? fault.Expected == $"{member} is missing" : fault.Expected.Contains(place, StringComparison.Ordinal));
    }

    static string? SchemaFault(string file, JsonElement vcon)
    {
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Schema(file)));
        return new DraftSchema(schema.RootElement).FaultOf(vcon);
    }

    static VconDocument Written(bool other) => VconWriter.Write(ExportedCalls.Order(Request), ExportedCalls.Of(other), Now);

    static JsonObject Json(VconDocument vcon) => JsonSerializer.SerializeToNode(vcon, VconJson.Options)!.AsObject();

    static string Schema(string file) => Path.Combine(AppContext.BaseDirectory, "SubjectRequests", "Export", "Schemas", file);
}
