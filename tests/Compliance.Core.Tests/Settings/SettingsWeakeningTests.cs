using Compliance.Identities;
using Compliance.Pci;
using Compliance.Settings;

namespace Compliance.Core.Tests.Settings;

public sealed class SettingsWeakeningTests
{
    static readonly TenantSettings Usual = new()
    {
        RetentionDays = 60,
        PrincipalMonths = 24,
        CoolingOffHours = 24,
        ReviewPackages = true,
        ShortDtmf = ShortDtmfRule.Mask,
        Speech = Azure("https://ours.cognitiveservices.azure.com"),
        Queues = Queue(new() { TakesPayments = true }),
        Recipients = [new("crm") { Principal = "a", Identities = [IdentityType.Phone] }],
        Controllers = [new("bank", "https://bank.example")],
        AgentVoice = AgentVoice.Silence,
        ConsentRecords = ConsentRecords.Required,
        EvaluationNeedsAgreement = true,
        WorksAgreement = new("BV 12", new(2026, 1, 1)),
        AuditWitness = new("key", "https://witness.example"),
        AuditCopyUrl = "https://copy.example",
    };

    public static TheoryData<string, TenantSettings> Weaker => new()
    {
        { "retentionDays", Usual with { RetentionDays = 59 } },
        { "requestYears", Usual with { RequestYears = 1 } },
        { "quarantineDays", Usual with { QuarantineDays = 89 } },
        { "principalMonths", Usual with { PrincipalMonths = 12 } },
        {
            "retention",
            Usual with { Retention = new RetentionPlan { Next = new(2, DateTimeOffset.UnixEpoch, [new("r") { DeleteAfter = new(0, 1) }]) } }
        },
        { "coolingOffHours", Usual with { CoolingOffHours = 0 } },
        { "lateSignalMinutes", Usual with { LateSignalMinutes = 16 } },
        { "officerMayHandle", Usual with { OfficerMayHandle = true } },
        { "officerMayApprove", Usual with { OfficerMayApprove = true } },
        { "filerMayApprove", Usual with { FilerMayApprove = true } },
        { "reviewPackages", Usual with { ReviewPackages = false } },
        { "keepLastFour", Usual with { KeepLastFour = true } },
        { "shortDtmf", Usual with { ShortDtmf = ShortDtmfRule.Leave } },
        { "preRollSeconds", Usual with { PreRollSeconds = 1 } },
        { "speech", Usual with { Speech = new() } },
        { "speech", Usual with { Speech = new() { Endpoint = "https://ours.cognitiveservices.azure.com" } } },
        { "speech", Usual with { Speech = Azure("https://others.cognitiveservices.azure.com") } },
        { "queues", Usual with { Queues = Queue(new()) } },
        { "queues", Usual with { Queues = Queue(new() { TakesPayments = true, Unexamined = UnexaminedRule.Report }) } },
        { "recipients", Usual with { Recipients = [new("crm") { Principal = "a", Identities = [IdentityType.Phone, IdentityType.Email] }] } },
        { "recipients", Usual with { Recipients = [new("crm") { Principal = "a", Identities = [IdentityType.Phone], CallIds = true }] } },
        { "recipients", Usual with { Recipients = [new("crm") { Principal = "b", Identities = [IdentityType.Phone] }] } },
        { "recipients", Usual with { Recipients = [.. Usual.Recipients, new("other") { CallIds = true }] } },
        { "controllers", Usual with { Controllers = [.. Usual.Controllers, new("insurer", "https://insurer.example")] } },
        { "controllers", Usual with { Controllers = [new("bank", "https://elsewhere.example")] } },
        { "deliverySystem", Usual with { DeliverySystem = "crm" } },
        { "auditWitness", Usual with { AuditWitness = null } },
        { "auditWitness", Usual with { AuditWitness = new("another", "https://witness.example") } },
        { "auditCopyUrl", Usual with { AuditCopyUrl = null } },
        { "deceasedLaw", Usual with { DeceasedLaw = "A law" } },
        { "agentLeaverDays", Usual with { AgentLeaverDays = 29 } },
        { "consentRecords", Usual with { ConsentRecords = ConsentRecords.Asserted } },
        { "agentVoice", Usual with { AgentVoice = AgentVoice.Keep } },
        { "evaluationNeedsAgreement", Usual with { EvaluationNeedsAgreement = false } },
        { "evaluationNeedsAgreement", Usual with { EvaluationNeedsAgreement = null } },
        { "worksAgreement", Usual with { WorksAgreement = new("BV 13", new(2026, 1, 1)) } },
        { "worksAgreement", Usual with { WorksAgreement = Usual.WorksAgreement! with { ValidUntil = new(2030, 1, 1) } } },
        { "evaluationPurposes", Usual with { EvaluationPurposes = ["coaching", "evaluation", "performance", "quality"] } },
    };

    public static TheoryData<TenantSettings> NotWeaker => new()
    {
        { Usual with { RetentionDays = 61, CoolingOffHours = 25, PreRollSeconds = 3, LateSignalMinutes = 14, TicketHours = 9 } },
        { Usual with { Queues = Queue(new() { TakesPayments = true, Unexamined = UnexaminedRule.Quarantine }) } },
        { Usual with { Recipients = [new("crm") { Principal = "a" }, new("other")] } },
        { Usual with { Recipients = [], Controllers = [] } },
        { Usual with { WorksAgreement = null, EvaluationPurposes = [.. Usual.EvaluationPurposes, "quality"] } },
        { Usual with { Speech = new() { Engine = SpeechEngineKind.Local } } },
        { Usual with { Speech = Azure("https://ours.cognitiveservices.azure.com") with { Locales = ["en-GB"] } } },
    };

    [Fact]
    public void Of_SpeechThatStayedOnTheHostAndIsSentElsewhere_NamesIt() => Assert.Equal(["speech"], SettingsWeakening.Of(
        new() { Speech = new() { Engine = SpeechEngineKind.Local } },
        new() { Speech = Azure("https://ours.cognitiveservices.azure.com") }));

    [Fact]
    public void Of_SpeechSwitchedOn_NamesNothing() =>
        Assert.Empty(SettingsWeakening.Of(new(), new() { Speech = Azure("https://ours.cognitiveservices.azure.com") }));

    [Theory]
    [MemberData(nameof(Weaker))]
    public void Of_WeakerProtection_NamesTheSetting(string field, TenantSettings after) =>
        Assert.Equal([field], SettingsWeakening.Of(Usual, after));

    [Theory]
    [MemberData(nameof(NotWeaker))]
    public void Of_AsMuchProtectionOrMore_NamesNothing(TenantSettings after) => Assert.Empty(SettingsWeakening.Of(Usual, after));

    static SpeechSettings Azure(string endpoint) => new() { Engine = SpeechEngineKind.Azure, Endpoint = endpoint };

    static Dictionary<string, QueueSettings> Queue(QueueSettings settings) =>
        new(StringComparer.Ordinal) { ["billing"] = settings };
}
