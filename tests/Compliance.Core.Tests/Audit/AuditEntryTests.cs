using Compliance.Audit;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Audit;

public class AuditEntryTests
{
    const string Uuid = "0193516e-2f0e-7c3a-9d41-412345678901";
    const string Pseudonym = "p-00112233445566778899aabbccddeeff";

    static readonly AuditEntry Good = new(
        "recording.sealed", $"seal/{Uuid}/1", AuditPhase.Intent, Pseudonym, AuditEntry.Success, "SealRecording", $"recordings/{Uuid}");

    public static TheoryData<string> Personal =>
    [
        "jane@example.org", "+447700900000", "447700900000", "07700 900000", "(0)7700-900-000", "7700.900.000", "1-2-3-4-5-6-7",
        "4111111111111111", "4111-1111-1111-1111", "Jane Doe", "agent/1234567", "x1234567y", "", "line\nbreak", "p-0011223344",
    ];

    [Theory]
    [InlineData($"POST /api/tenants/{{tenant}}/recordings")]
    [InlineData("GET api/tenants/{tenant}/recordings/{recordingId}/files/{name}")]
    [InlineData("ReconcileTimer")]
    public void Origin_FunctionOrRoute_IsTaken(string origin) => Assert.Equal(origin, (Good with { Origin = origin }).Origin);

    [Theory]
    [InlineData($"{Pseudonym}|recordings/{Uuid}/files/0|2026-11-21T09:15Z")]
    [InlineData("seal-00112233445566778899001122334455")]
    [InlineData($"{Uuid}:{Uuid}~12.3")]
    [InlineData("2026-11-21T09:15:00.1234567Z")]
    [InlineData($"{Uuid}/0/0x8DE2912345678AB")]
    public void Operation_Opaque_IsTaken(string operation) => Assert.Equal(operation, (Good with { Operation = operation }).Operation);

    [Theory]
    [InlineData("recordings")]
    [InlineData($"recordings/{Uuid}/files/0")]
    [InlineData("/api/tenants/{tenant}/recordings/{recordingId:guid}/{*rest}")]
    [InlineData("ReadFile")]
    public void Resource_IdsOrTemplate_IsTaken(string resource) => Assert.Equal(resource, (Good with { Resource = resource }).Resource);

    [Theory]
    [MemberData(nameof(Personal))]
    public void AnyField_NotOpaque_IsRefusedWithoutRepeatingIt(string value)
    {
        Action[] attempts =
        [
            () => _ = Good with { Event = $"recording.{value}" },
            () => _ = Good with { Operation = value },
            () => _ = Good with { Principal = value },
            () => _ = Good with { Outcome = value },
            () => _ = Good with { Origin = $"GET /{value}" },
            () => _ = Good with { Resource = $"recordings/{value}" },
            () => _ = Good with { Details = new Dictionary<string, string>(StringComparer.Ordinal) { [value] = "1" } },
        ];
        foreach (var attempt in attempts)
        {
            var refusal = Assert.Throws<ArgumentException>(attempt);
            Assert.True(value.Length == 0 || !refusal.Message.Contains(value, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("jane@example.org")]
    [InlineData("447700900000")]
    [InlineData("two words")]
    public void Details_NotOpaque_AreRefused(string value) =>
        Assert.Throws<ArgumentException>(() =>
            Good with { Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["fact"] = value } });

    [Fact]
    public void Constructor_NotOpaque_IsRefusedToo() =>
        Assert.Throws<ArgumentException>(() => new AuditEntry(
            "recording.sealed", "op", AuditPhase.Single, "Jane Doe", AuditEntry.Success, "X", "recordings"));

    [Fact]
    public void Details_ChangedAfterTheCheck_DoNotChangeTheEntry()
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["generation"] = "1" };
        var entry = Good with { Details = details };

        details["generation"] = "jane@example.org";

        Assert.Equal("1", entry.Details!["generation"]);
    }

    [Fact]
    public void Id_SameOccurrence_IsTheSameAndEveryPartCounts()
    {
        var (acme, globex) = (TenantId.Parse("acme"), TenantId.Parse("globex"));
        var id = AuditEntryId.Of(acme, "a.b", "op", AuditPhase.Intent);

        Assert.Equal(id, AuditEntryId.Of(acme, "a.b", "op", AuditPhase.Intent));
        string[] others =
        [
            AuditEntryId.Of(globex, "a.b", "op", AuditPhase.Intent), AuditEntryId.Of(acme, "a.c", "op", AuditPhase.Intent),
            AuditEntryId.Of(acme, "a.b", "op2", AuditPhase.Intent), AuditEntryId.Of(acme, "a.b", "op", AuditPhase.Done),
            AuditEntryId.Of(acme, "a.bo", "p", AuditPhase.Intent),
        ];
        Assert.Equal(5, others.Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain(id, others, StringComparer.Ordinal);
        Assert.Matches("^[0-9a-f]{32}$", id);
    }

    [Fact]
    public void Line_Shape_IsAsDocumented()
    {
        var entry = Good with { Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["generation"] = "1", ["files"] = "2" } };

        var line = AuditLine.Of(TenantId.Parse("acme"), entry, new DateTimeOffset(2026, 11, 21, 9, 30, 0, 250, TimeSpan.FromHours(1)));

        Assert.Equal(
            $$$"""
            {"id":"{{{line.Id}}}","at":"2026-11-21T08:30:00.25Z","event":"recording.sealed","operation":"seal/{{{Uuid}}}/1",
            "phase":"intent","principal":"{{{Pseudonym}}}","outcome":"success","origin":"SealRecording",
            "resource":"recordings/{{{Uuid}}}","details":{"files":"2","generation":"1"}}
            """.ReplaceLineEndings(""),
            System.Text.Encoding.UTF8.GetString(line.ToUtf8()));
    }
}
