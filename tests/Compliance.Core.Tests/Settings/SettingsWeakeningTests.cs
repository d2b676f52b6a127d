using Compliance.Identities;
using Compliance.Pci;
using Compliance.Settings;

namespace Compliance.Core.Tests.Settings;

public sealed class SettingsWeakeningTests
{
    static readonly TenantSettings Usual = new()
    {
        RetentionDays = 60,
        CoolingOffHours = 24,
        ReviewPackages = true,
        ShortDtmf = ShortDtmfRule.Mask,
        Queues = Queue(new() { TakesPayments = true }),
        Recipients = [new("crm") { Principal = "a", Identities = [IdentityType.Phone] }],
        AuditWitness = new("key", "https://witness.example"),
        AuditCopyUrl = "https://copy.example",
    };

    public static TheoryData<string, TenantSettings> Weaker => new()
    {
        { "retentionDays", Usual with { RetentionDays = 59 } },
        { "requestYears", Usual with { RequestYears = 1 } },
        { "coolingOffHours", Usual with { CoolingOffHours = 0 } },
        { "lateSignalMinutes", Usual with { LateSignalMinutes = 16 } },
        { "officerMayHandle", Usual with { OfficerMayHandle = true } },
        { "officerMayApprove", Usual with { OfficerMayApprove = true } },
        { "filerMayApprove", Usual with { FilerMayApprove = true } },
        { "reviewPackages", Usual with { ReviewPackages = false } },
        { "keepLastFour", Usual with { KeepLastFour = true } },
        { "shortDtmf", Usual with { ShortDtmf = ShortDtmfRule.Leave } },
        { "preRollSeconds", Usual with { PreRollSeconds = 1 } },
        { "queues", Usual with { Queues = Queue(new()) } },
        { "queues", Usual with { Queues = Queue(new() { TakesPayments = true, Unexamined = UnexaminedRule.Report }) } },
        { "recipients", Usual with { Recipients = [new("crm") { Principal = "a", Identities = [IdentityType.Phone, IdentityType.Email] }] } },
        { "recipients", Usual with { Recipients = [new("crm") { Principal = "a", Identities = [IdentityType.Phone], CallIds = true }] } },
        { "recipients", Usual with { Recipients = [new("crm") { Principal = "b", Identities = [IdentityType.Phone] }] } },
        { "recipients", Usual with { Recipients = [.. Usual.Recipients, new("other") { CallIds = true }] } },
        { "deliverySystem", Usual with { DeliverySystem = "crm" } },
        { "auditWitness", Usual with { AuditWitness = null } },
        { "auditWitness", Usual with { AuditWitness = new("another", "https://witness.example") } },
        { "auditCopyUrl", Usual with { AuditCopyUrl = null } },
        { "deceasedLaw", Usual with { DeceasedLaw = "A law" } },
    };

    public static TheoryData<TenantSettings> NotWeaker => new()
    {
        { Usual with { RetentionDays = 61, CoolingOffHours = 25, PreRollSeconds = 3, LateSignalMinutes = 14, TicketHours = 9 } },
        { Usual with { Queues = Queue(new() { TakesPayments = true, Unexamined = UnexaminedRule.Quarantine }) } },
        { Usual with { Recipients = [new("crm") { Principal = "a" }, new("other")] } },
        { Usual with { Recipients = [] } },
    };

    [Theory]
    [MemberData(nameof(Weaker))]
    public void Of_WeakerProtection_NamesTheSetting(string field, TenantSettings after) =>
        Assert.Equal([field], SettingsWeakening.Of(Usual, after));

    [Theory]
    [MemberData(nameof(NotWeaker))]
    public void Of_AsMuchProtectionOrMore_NamesNothing(TenantSettings after) => Assert.Empty(SettingsWeakening.Of(Usual, after));

    static Dictionary<string, QueueSettings> Queue(QueueSettings settings) =>
        new(StringComparer.Ordinal) { ["billing"] = settings };
}
