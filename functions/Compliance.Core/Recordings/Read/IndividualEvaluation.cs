using Compliance.Access;
using Compliance.Failures;
using Compliance.Settings;

namespace Compliance.Recordings;

/// <summary>
/// Where the law or the tenant demands an agreement, employees are evaluated one by one only under one that the settings name (GDPR Art. 88).
/// The one place that decides it, for search, views and playback. What employees ask for themselves, legal holds and the work of the privacy
/// team need none.
/// </summary>
public static class IndividualEvaluation
{
    /// <returns>Null if none is needed, or one is in force.</returns>
    public static Failure? Refusal(TenantSettings settings, DateTimeOffset now) => settings.WorksAgreement switch
    {
        _ when settings.EvaluationNeedsAgreement is false => null,
        null => Refused("names none"),
        { } agreement when Today(settings, now) < agreement.ValidFrom => Refused($"names one from {agreement.ValidFrom:yyyy-MM-dd} on"),
        { ValidUntil: { } until } when Today(settings, now) > until => Refused($"names one that ended with {until:yyyy-MM-dd}"),
        _ => null,
    };

    /// <summary>
    /// Playback evaluates an employee where the purpose's name says so (<see cref="TenantSettings.EvaluationPurposes"/>).
    /// </summary>
    /// <returns>Null if content may be given for the purpose as far as employees are concerned.</returns>
    public static Failure? Refusal(TenantSettings settings, AccessPurpose stated, DateTimeOffset now) =>
        stated.Kind is PurposeKind.Own
        && settings.EvaluationPurposes.Any(x => stated.Name.Contains(x, StringComparison.OrdinalIgnoreCase))
            ? Refusal(settings, now)
            : null;

    /// <summary>Who took the calls is not told to those who could only evaluate with it.</summary>
    public static RecordingView Shown(RecordingView view, TenantSettings settings, Caller caller, DateTimeOffset now) =>
        view is LiveRecordingView live && !caller.IsPrivacy && Refusal(settings, now) is not null ? live with { AgentId = null } : view;

    static DateOnly Today(TenantSettings settings, DateTimeOffset now) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone)).DateTime);

    static Failure Refused(string why) => Failure.Forbidden(
        $"Employees are evaluated one by one only under an agreement (GDPR Art. 88) that the setting worksAgreement names; it {why}.");
}
