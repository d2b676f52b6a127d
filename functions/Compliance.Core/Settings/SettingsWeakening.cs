using Compliance.Pci;

namespace Compliance.Settings;

/// <summary>
/// Which changed settings weaken protection: shorter retention by default or by rules, shorter reflection, less separation of duties, less
/// card data taken out, speech no longer recognised or sent elsewhere, more time for a desktop to silence a recorded call, more data for a
/// recipient or for heirs, evaluation of employees where there was none, consent that need not be recorded any more, no witness of the log or another, a new controller that packages can
/// go to. Such a change takes a second person (<see cref="SettingsProposals"/>).
/// </summary>
public static class SettingsWeakening
{
    public const string Retention = "retention";

    static readonly (string Field, Func<TenantSettings, TenantSettings, bool> IsWeaker)[] Rules =
    [
        ("retentionDays", (before, after) => after.RetentionDays < before.RetentionDays),
        (Retention, (before, after) => after.Retention.Next is { } next && next.Version != before.Retention.Next?.Version),
        ("quarantineDays", (before, after) => after.QuarantineDays < before.QuarantineDays),
        ("principalMonths", (before, after) => after.PrincipalMonths < before.PrincipalMonths),
        ("requestYears", (before, after) => after.RequestYears < before.RequestYears),
        ("coolingOffHours", (before, after) => after.CoolingOffHours < before.CoolingOffHours),
        ("officerMayHandle", (before, after) => after.OfficerMayHandle && !before.OfficerMayHandle),
        ("officerMayApprove", (before, after) => after.OfficerMayApprove && !before.OfficerMayApprove),
        ("filerMayApprove", (before, after) => after.FilerMayApprove && !before.FilerMayApprove),
        ("reviewPackages", (before, after) => before.ReviewPackages && !after.ReviewPackages),
        ("keepLastFour", (before, after) => after.KeepLastFour && !before.KeepLastFour),
        ("shortDtmf", (before, after) => before.ShortDtmf is ShortDtmfRule.Mask && after.ShortDtmf is not ShortDtmfRule.Mask),
        ("preRollSeconds", (before, after) => after.PreRollSeconds < before.PreRollSeconds),
        ("spokenMarginSeconds", (before, after) => after.SpokenMarginSeconds < before.SpokenMarginSeconds),
        ("speech", (before, after) => before.Speech.Engine is not SpeechEngineKind.Off
            && (after.Speech.Engine is SpeechEngineKind.Off
                || (after.Speech.Destination is { } fresh && fresh != before.Speech.Destination))),
        ("lateSignalMinutes", (before, after) => after.LateSignalMinutes > before.LateSignalMinutes),
        ("deceasedLaw", (before, after) => before.DeceasedLaw is null && after.DeceasedLaw is not null),
        ("agentVoice", (before, after) => before.AgentVoice is AgentVoice.Silence && after.AgentVoice is AgentVoice.Keep),
        ("agentLeaverDays", (before, after) => after.AgentLeaverDays < before.AgentLeaverDays),
        ("evaluationNeedsAgreement",
            (before, after) => before.EvaluationNeedsAgreement is true && after.EvaluationNeedsAgreement is false),
        ("worksAgreement", (before, after) => after.WorksAgreement is { } agreement && before.WorksAgreement != agreement),
        ("evaluationPurposes", (before, after) => before.EvaluationPurposes.Except(after.EvaluationPurposes, StringComparer.Ordinal).Any()),
        ("consentRecords",
            (before, after) => before.ConsentRecords is ConsentRecords.Required && after.ConsentRecords is not ConsentRecords.Required),
        ("queues", IsAnyQueueWeaker),
        ("recipients", IsAnyRecipientWider),
        ("controllers", (before, after) => after.Controllers.Except(before.Controllers).Any()),
        ("deliverySystem", (before, after) => after.DeliverySystem is { } system && before.DeliverySystem != system),
        ("auditWitness", (before, after) => before.AuditWitness is { } witness && after.AuditWitness != witness),
        ("auditCopyUrl", (before, after) => before.AuditCopyUrl is { } url && after.AuditCopyUrl != url),
    ];

    /// <returns>Names of the settings, in alphabetical order; empty if nothing is weakened.</returns>
    public static IReadOnlyList<string> Of(TenantSettings before, TenantSettings after) =>
        [.. Rules.Where(x => x.IsWeaker(before, after)).Select(x => x.Field).Order(StringComparer.Ordinal)];

    static bool IsAnyQueueWeaker(TenantSettings before, TenantSettings after) =>
        before.Queues.Keys.Union(after.Queues.Keys, StringComparer.Ordinal).Any(queue =>
        {
            var (old, fresh) = (before.PciPolicyFor(queue), after.PciPolicyFor(queue));
            return (old.TakesPayments && !fresh.TakesPayments) || fresh.UnexaminedOrDefault < old.UnexaminedOrDefault;
        });

    /// <summary>A recipient may fetch more than before, or another principal may fetch what it may.</summary>
    static bool IsAnyRecipientWider(TenantSettings before, TenantSettings after) => after.Recipients.Any(fresh =>
    {
        var old = before.Recipients.FirstOrDefault(x => x.Name == fresh.Name && x.Principal == fresh.Principal);
        return (fresh.CallIds && old is not { CallIds: true }) || fresh.Identities.Except(old?.Identities ?? []).Any();
    });
}
